/** Um arquivo enviado pela página → armazenamento, pelo mesmo caminho das portas. */
import type { Ingest } from '../receivers/door.ts';
import type { ResourceSpans, SpanFields } from '../store/model.ts';
import type { SpanStore } from '../store/store.ts';
import { encodeTraceRequest } from '../wire/otlp-encode.ts';
import { readTraceFile } from '../wire/trace-file.ts';

export interface StoredFile {
  /** Os traces que entraram, na ordem do arquivo. */
  traceIds: string[];
  /** Os que já estavam aqui, e não foram tocados. */
  known: string[];
  /** O primeiro e o último início de span dos que entraram, em nanossegundos Unix. */
  from: bigint;
  to: bigint;
  rejectedSpans: number;
  /** Por que spans foram recusados; `''` se nenhum foi. */
  reason: string;
  /** Pedidos de métricas e logs que ficaram de fora. */
  otherSignals: number;
}

/**
 * Um trace que já está aqui fica como está: o que se baixa perde os nanossegundos, e os spans dele apareceriam duas vezes.
 * @throws WireError se o arquivo não se lê ou não cabe; nada dele fica guardado.
 */
export function storeTraceFile(bytes: Uint8Array, store: SpanStore, ingest: Ingest): StoredFile {
  const { resourceSpans, otherSignals } = readTraceFile(bytes);
  const known = new Map<string, boolean>();
  const isNew = ({ traceId }: SpanFields): boolean => {
    let stored = known.get(traceId);
    if (stored === undefined) known.set(traceId, (stored = store.hasTrace(traceId)));
    return !stored;
  };
  const fresh = resourceSpans.map((group): ResourceSpans => ({
    ...group,
    scopeSpans: group.scopeSpans.map(({ scope, spans }) => ({ scope, spans: spans.filter(isNew) })),
  }));
  const { rejectedSpans, reason } = ingest.traces(encodeTraceRequest(fresh));
  const spans = fresh.flatMap((group) => group.scopeSpans.flatMap((scope) => scope.spans));
  const ids = [...known.keys()];
  return {
    traceIds: ids.filter((id) => !known.get(id) && store.hasTrace(id)),
    known: ids.filter((id) => known.get(id)),
    from: spans.reduce((least, { startTimeUnixNano: t }) => (t < least ? t : least), spans[0]?.startTimeUnixNano ?? 0n),
    to: spans.reduce((most, { startTimeUnixNano: t }) => (t > most ? t : most), 0n),
    rejectedSpans,
    reason,
    otherSignals,
  };
}
