// O que só o servidor sabe: os modelos que há, e onde ver os traces.

import { webUrl } from '@lab-otel/comum/page/backend.ts';

export interface Model {
  id: string;
  label: string;
}

export interface Config {
  /** As páginas do backend. Sem ele, os ids dos traces aparecem sem link. */
  backendUrl?: string;
  /** Vazia, ninguém escolhe: responde o de sempre. */
  models: Model[];
  /** O de quem não escolheu; está na lista. */
  model?: string;
}

const DEADLINE_MS = 3_000;

/** Nunca falha: sem saber dos modelos, ainda se pergunta ao de sempre. */
export async function loadConfig(): Promise<Config> {
  try {
    const response = await fetch('/config.json', { signal: AbortSignal.timeout(DEADLINE_MS) });
    return readConfig(response.ok ? await response.json() : {});
  } catch {
    return { models: [] };
  }
}

/** @param body O `/config.json`, como veio. */
export function readConfig(body: unknown): Config {
  const { backendUrl, models, model } = (body ?? {}) as Record<string, unknown>;
  const known = Array.isArray(models) ? models.filter(isModel) : [];
  // O de um provedor de verdade não está entre os da aula.
  if (typeof model === 'string' && model && !known.some(({ id }) => id === model)) {
    known.unshift({ id: model, label: model });
  }
  return {
    backendUrl: webUrl(backendUrl),
    models: known,
    model: typeof model === 'string' && model ? model : known[0]?.id,
  };
}

function isModel(value: unknown): value is Model {
  const { id, label } = (value ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && typeof label === 'string';
}
