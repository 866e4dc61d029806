/** O caminho das métricas: bytes OTLP → pontos → diário (se há um) → armazenamento. */
import type { MetricStore } from '../store/metrics/metric-store.ts';
import { decodeMetricsRequest } from '../wire/otlp-metrics.ts';
import type { Ingest } from './door.ts';
import type { RequestLog } from './request-log.ts';

/**
 * @param now Relógio em milissegundos Unix.
 *
 * O pedido inteiro vai ao diário, mesmo que o armazenamento recuse parte: relido, a parte é recusada de novo. `onStored` recebe
 * o pedido; só o tem durante a chamada.
 */
export function createMetricIngest(
  store: MetricStore,
  log?: RequestLog,
  onStored?: (request: Uint8Array) => void,
  now: () => number = Date.now,
): Pick<Ingest, 'metrics'> {
  return {
    metrics(request) {
      const decoded = decodeMetricsRequest(request, now());
      if (decoded.families.length === 0) {
        return { accepted: 0, rejected: decoded.rejectedPoints, reason: decoded.reason };
      }
      log?.append(request);
      const stored = store.append(decoded.families);
      onStored?.(request);
      // O armazenamento também conta o ponto de `target_info`, que não veio no pedido.
      const rejected = Math.min(stored.rejected + decoded.rejectedPoints, decoded.points);
      return { accepted: decoded.points - rejected, rejected, reason: decoded.reason || stored.reason };
    },
  };
}
