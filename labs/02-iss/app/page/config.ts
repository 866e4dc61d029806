// O que só o servidor sabe: para onde mandar a telemetria, e onde vê-la.

import { webUrl } from '@lab-otel/comum/page/backend.ts';

export interface Config {
  /** OTLP/HTTP. Sem ele, nada é exportado. */
  otlpUrl?: string;
  /** As páginas do backend. Sem ele, os ids dos traces aparecem sem link. */
  backendUrl?: string;
}

const DEADLINE_MS = 3_000;

/** Nunca falha: a telemetria que falta não é motivo para a página parar. */
export async function loadConfig(): Promise<Config> {
  try {
    const response = await fetch('/config.json', { signal: AbortSignal.timeout(DEADLINE_MS) });
    const config = response.ok ? await response.json() : {};
    return { otlpUrl: webUrl(config?.otlpUrl), backendUrl: webUrl(config?.backendUrl) };
  } catch {
    return {};
  }
}
