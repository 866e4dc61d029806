/** Que APIs de consulta alguém fala: de cada uma, o pedido mais barato que só responde assim quem a fala. */
import { jsonFields } from '../../read-answer.ts';
import type { QueryApi, SpansApi } from './query-addresses.ts';

/** O que um endereço mostra. */
export interface SpokenApis {
  spans?: SpansApi;
  metrics: boolean;
  logs: boolean;
}

export interface ProbeAnswer {
  /** 0: não respondeu. */
  status: number;
  /** `undefined`: não tem fim. */
  text: string | undefined;
}

interface Probe {
  path: string;
  isSpoken(answer: ProbeAnswer): boolean;
}

const PROBES: Readonly<Record<QueryApi, Probe>> = {
  jaeger: {
    path: '/api/services',
    isSpoken: ({ status, text }) => {
      const { data } = jsonFields(text);
      return status === 200 && (Array.isArray(data) || data === null);
    },
  },
  zipkin: {
    path: '/api/v2/services',
    isSpoken: ({ status, text }) => status === 200 && Array.isArray(jsonFields(text)),
  },
  tempo: { path: '/api/echo', isSpoken: ({ status, text }) => status === 200 && text?.trim() === 'echo' },
  prometheus: { path: '/api/v1/query?query=1', isSpoken: isSuccess },
  loki: { path: '/loki/api/v1/labels', isSpoken: isSuccess },
};

function isSuccess({ status, text }: ProbeAnswer): boolean {
  return status === 200 && jsonFields(text).status === 'success';
}

/** O primeiro pedido: a resposta dele é a que se mostra, se nenhuma API é falada. */
export const FIRST_PROBE = PROBES.jaeger.path;

/**
 * @param ask Faz o pedido. Se o primeiro falha, o endereço não serve, e a falha é dele; nos outros, uma falha só diz que quem
 * atende não fala aquela API: há quem deixe sem resposta o que não conhece.
 * @returns `undefined` se não fala nenhuma; e a resposta ao primeiro pedido.
 */
export async function askApis(
  ask: (path: string) => Promise<ProbeAnswer>,
  orNone: (error: unknown) => ProbeAnswer,
): Promise<{ apis?: SpokenApis; first: ProbeAnswer }> {
  const first = await ask(FIRST_PROBE);
  const others = ['zipkin', 'tempo', 'prometheus', 'loki'] as const;
  const [zipkin, tempo, metrics, logs] = await Promise.all(
    others.map(async (name) => PROBES[name].isSpoken(await ask(PROBES[name].path).catch(orNone))),
  );
  const spans = PROBES.jaeger.isSpoken(first) ? 'jaeger' : zipkin ? 'zipkin' : tempo ? 'tempo' : undefined;
  if (spans === undefined && !metrics && !logs) return { first };
  return { apis: { ...(spans && { spans }), metrics, logs }, first };
}
