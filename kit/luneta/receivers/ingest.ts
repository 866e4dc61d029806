/** O caminho comum de todas as portas: bytes OTLP → índice → armazenamento. */
import { SpanBatch } from '../store/span-batch.ts';
import type { SpanStore } from '../store/store.ts';
import { indexTraceRequest } from '../wire/otlp-trace-index.ts';
import { WireError } from '../wire/wire-error.ts';
import type { Ingest } from './door.ts';

export function createIngest(store: SpanStore): Ingest {
  const batch = new SpanBatch();
  return {
    traces(request) {
      indexTraceRequest(request, batch);
      if (!store.append(batch)) {
        throw new WireError(
          'too_large',
          `pedido com ${request.length} bytes e ${batch.count} spans: maior que toda a memória reservada para telemetria.`,
        );
      }
      const { count, rejectedSpans } = batch;
      const reason = rejectedSpans > 0 ? 'trace_id e span_id não podem ser vazios nem só zeros.' : '';
      return { acceptedSpans: count, rejectedSpans, reason };
    },
  };
}
