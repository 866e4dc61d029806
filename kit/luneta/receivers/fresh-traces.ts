/** De um arquivo de traces lido, os que ainda não estão aqui, prontos para guardar. */
import type { ResourceSpans } from '../store/model.ts';
import { encodeTraceRequest } from '../wire/otlp-encode.ts';

export interface FreshTraces {
  /** Um pedido OTLP protobuf. */
  request: Uint8Array;
  /** O primeiro e o último início de span, em nanossegundos Unix; zero se não há nenhum. */
  from: bigint;
  to: bigint;
}

/** Os traces, cada um uma vez, na ordem em que aparecem. */
export function traceIdsOf(resourceSpans: readonly ResourceSpans[]): string[] {
  const ids = new Set<string>();
  for (const { scopeSpans } of resourceSpans) {
    for (const { spans } of scopeSpans) for (const { traceId } of spans) ids.add(traceId);
  }
  return [...ids];
}

export function encodeFresh(resourceSpans: readonly ResourceSpans[], known: ReadonlySet<string>): FreshTraces {
  let from: bigint | undefined;
  let to = 0n;
  const fresh = resourceSpans.map((group) => ({
    ...group,
    scopeSpans: group.scopeSpans.map(({ scope, spans }) => ({
      scope,
      spans: spans.filter(({ traceId }) => !known.has(traceId)),
    })),
  }));
  for (const { scopeSpans } of fresh) {
    for (const { spans } of scopeSpans) {
      for (const { startTimeUnixNano: start } of spans) {
        if (from === undefined || start < from) from = start;
        if (start > to) to = start;
      }
    }
  }
  return { request: encodeTraceRequest(fresh), from: from ?? 0n, to };
}
