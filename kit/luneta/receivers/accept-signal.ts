/** Entrega um pedido OTLP a quem guarda e anota na porta o que entrou: o mesmo em HTTP e em gRPC. */
import type { PartialSuccess } from '../wire/otlp-status.ts';
import type { Signal } from '../wire/signal.ts';
import { countPoints, countSpans, type DoorStats, type Ingest } from './door.ts';

/**
 * @param request O pedido em protobuf.
 * @returns O que dizer a quem mandou, se parte foi recusada.
 * @throws WireError se o pedido é inválido; nada dele fica guardado nem contado.
 */
export function acceptSignal(
  stats: DoorStats,
  ingest: Ingest,
  signal: Signal,
  request: Uint8Array,
): PartialSuccess | undefined {
  switch (signal) {
    case 'traces': {
      const result = ingest.traces(request);
      countSpans(stats, result);
      return partialSuccess(result.rejectedSpans, result.reason);
    }
    case 'metrics': {
      const result = ingest.metrics(request);
      countPoints(stats, result);
      return partialSuccess(result.rejected, result.reason);
    }
    case 'logs': {
      const { accepted, rejected, reason } = ingest.logs(request);
      stats.logRecords += accepted;
      return partialSuccess(rejected, reason);
    }
  }
}

function partialSuccess(rejected: number, errorMessage: string): PartialSuccess | undefined {
  return rejected > 0 ? { rejected, errorMessage } : undefined;
}
