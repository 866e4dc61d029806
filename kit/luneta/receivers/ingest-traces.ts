/** O caminho dos spans de todas as portas: bytes OTLP → índice → diário (se há um) → armazenamento. */
import { SpanBatch } from '../store/span-batch.ts';
import type { SpanStore } from '../store/store.ts';
import { indexTraceRequest } from '../wire/otlp-trace-index.ts';
import { WireError } from '../wire/wire-error.ts';
import type { TraceIngest } from './door.ts';
import type { RequestLog } from './request-log.ts';

/** Recebe o lote já visível nas consultas, e o pedido. */
export type OnTracesStored = (batch: SpanBatch, request: Uint8Array) => void;

/**
 * A ordem: o índice antes, para que o diário só tenha pedidos válidos; a memória por último, para que nada apareça nas
 * consultas sem estar gravado. `onStored` recebe o lote já visível nelas, e o pedido; só os tem durante a chamada.
 */
export function createTraceIngest(store: SpanStore, log?: RequestLog, onStored?: OnTracesStored): TraceIngest {
  const batch = new SpanBatch();
  return {
    traces(request) {
      indexTraceRequest(request, batch);
      if (batch.count > 0) {
        log?.append(request);
        let stored = false;
        try {
          stored = store.append(batch);
        } finally {
          if (!stored) log?.retract();
        }
        if (!stored) throw tooLarge(batch);
        onStored?.(batch, request);
      }
      const { count, rejectedSpans } = batch;
      const reason = rejectedSpans > 0 ? 'trace_id e span_id não podem ser vazios nem só zeros.' : '';
      return { acceptedSpans: count, rejectedSpans, reason };
    },
  };
}

function tooLarge({ bytes, count }: SpanBatch): WireError {
  return new WireError(
    'too_large',
    `Pedido com ${bytes.length} bytes e ${count} spans: maior que toda a memória reservada para telemetria.`,
  );
}
