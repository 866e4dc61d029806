/** Registros de teste: só o que o teste diz é especial, o resto é um registro comum e válido. */
import { logCodec } from '../../../wire/otlp-log-codec.ts';
import { indexLogsRequest } from '../../../wire/otlp-logs.ts';
import { type Attribute, type AttributeValue, textAttribute } from '../../model.ts';
import { LogBatch } from '../log-batch.ts';
import type { LogQuery, LogRecord, LogStore } from '../log-store.ts';
import { MemoryLogStore } from '../memory-log-store.ts';
import { encodeLogsRequest, type RawLog } from './log-proto.ts';

export interface TestLog extends Omit<RawLog, 'body'> {
  body?: AttributeValue | string;
  service?: string;
  resourceAttributes?: readonly Attribute[];
  scopeName?: string;
}

/** Um instante de 2026, e `n` nanossegundos depois dele. */
export function timeOf(n: number | bigint): bigint {
  return 1_795_176_000_000_000_000n + BigInt(n);
}

/** Cada registro com o seu recurso e o seu escopo. */
export function logsRequest(...logs: readonly TestLog[]): Uint8Array {
  return encodeLogsRequest(
    logs.map(({ service = 'service', resourceAttributes = [], scopeName = 'scope', body = 'text', ...log }) => ({
      resource: { attributes: [textAttribute('service.name', service), ...resourceAttributes] },
      scopes: [
        {
          scope: { name: scopeName },
          logs: [
            {
              timeUnixNano: timeOf(0),
              ...log,
              body: typeof body === 'string' ? { type: 'string', value: body } : body,
            },
          ],
        },
      ],
    })),
  );
}

export function logBatch(...logs: readonly TestLog[]): LogBatch {
  const batch = new LogBatch();
  indexLogsRequest(logsRequest(...logs), batch);
  return batch;
}

/** Um lote só, com estes registros. */
export function appendLogs(store: LogStore, ...logs: readonly TestLog[]): boolean {
  return store.append(logBatch(...logs));
}

/** Um armazenamento com estes registros. */
export function storeWith(...logs: readonly TestLog[]): MemoryLogStore {
  const store = new MemoryLogStore({ maxBytes: 16 << 20, codec: logCodec });
  appendLogs(store, ...logs);
  return store;
}

export function readLogs(store: LogStore, query: LogQuery = {}): LogRecord[] {
  const found: LogRecord[] = [];
  store.visit(query, (log) => {
    found.push(log.decode());
  });
  return found;
}

/** Os corpos dos registros achados, na ordem da visita; todos textos. */
export function bodiesOf(store: LogStore, query: LogQuery = {}): string[] {
  return readLogs(store, query).map(({ body }) => (body.type === 'string' ? body.value : body.type));
}
