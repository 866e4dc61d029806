/** Um arquivo enviado pela página → armazenamento, pelo mesmo caminho das portas. */
import type { SpanStore } from '../store/store.ts';
import { decodeTraceFile } from './decode-trace-file.ts';
import type { TraceIngest } from './door.ts';

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

let last: Promise<unknown> = Promise.resolve();

/**
 * Um trace que já está aqui fica como está: o que se baixa perde os nanossegundos, e os spans dele apareceriam duas vezes.
 * Um arquivo por vez: o mesmo, enviado duas vezes, entra uma só, e uma leitura ocupa várias vezes o tamanho dele.
 * @throws WireError se o arquivo não se lê ou não cabe; nada dele fica guardado.
 */
export function storeTraceFile(bytes: Uint8Array, store: SpanStore, ingest: TraceIngest): Promise<StoredFile> {
  const turn = last.then(() => storeNow(bytes, store, ingest));
  last = turn.catch(() => undefined);
  return turn;
}

async function storeNow(bytes: Uint8Array, store: SpanStore, ingest: TraceIngest): Promise<StoredFile> {
  const { traceIds, known, fresh, otherSignals } = await decodeTraceFile(bytes, (id) => store.hasTrace(id));
  const { rejectedSpans, reason } = ingest.traces(fresh.request);
  return {
    traceIds: traceIds.filter((id) => !known.has(id) && store.hasTrace(id)),
    known: [...known],
    from: fresh.from,
    to: fresh.to,
    rejectedSpans,
    reason,
    otherSignals,
  };
}
