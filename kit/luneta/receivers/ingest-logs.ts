/** O caminho dos logs: bytes OTLP → índice → diário (se há um) → armazenamento. */
import { LogBatch } from '../store/logs/log-batch.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import { indexLogsRequest } from '../wire/otlp-logs.ts';
import { WireError } from '../wire/wire-error.ts';
import type { Ingest } from './door.ts';
import type { RequestLog } from './request-log.ts';

/** Na ordem de `createTraceIngest`, pelos mesmos motivos. */
export function createLogIngest(
  store: LogStore,
  log?: RequestLog,
  onStored?: (request: Uint8Array) => void,
): Pick<Ingest, 'logs'> {
  const batch = new LogBatch();
  return {
    logs(request) {
      indexLogsRequest(request, batch);
      if (batch.count === 0) return { accepted: 0, rejected: 0, reason: '' };
      log?.append(request);
      let stored = false;
      try {
        stored = store.append(batch);
      } finally {
        if (!stored) log?.retract();
      }
      if (!stored) {
        throw new WireError(
          'too_large',
          `Pedido com ${request.length} bytes e ${batch.count} registros: maior que a memória reservada para logs.`,
        );
      }
      onStored?.(request);
      return { accepted: batch.count, rejected: 0, reason: '' };
    },
  };
}
