/** Um armazenamento de logs de verdade, cheio pelo caminho das portas, para os testes das páginas. */
import { createLogIngest } from '../../receivers/ingest-logs.ts';
import { MemoryLogStore } from '../../store/logs/memory-log-store.ts';
import { signalJsonToProtobuf } from '../../wire/otlp-json-signals.ts';
import { logCodec } from '../../wire/otlp-log-codec.ts';

/** Um registro como no OTLP/JSON, e o serviço de quem é. */
export interface GivenLog {
  service?: string;
  /** Em milissegundos Unix. */
  ms?: number;
  severityNumber?: number;
  body?: unknown;
  attributes?: Record<string, string>;
  traceId?: string;
  spanId?: string;
  eventName?: string;
}

export interface FilledLogs {
  logs: MemoryLogStore;
  /** Guarda um pedido OTLP/JSON. */
  send(request: unknown): void;
  /** Guarda registros soltos, num pedido só. */
  add(...given: GivenLog[]): void;
}

export function logStore(...given: GivenLog[]): FilledLogs {
  const logs = new MemoryLogStore({ maxBytes: 64 << 20, codec: logCodec });
  const ingest = createLogIngest(logs);
  const send = (request: unknown): void => {
    ingest.logs(signalJsonToProtobuf('logs', Buffer.from(JSON.stringify(request))));
  };
  const add = (...more: GivenLog[]): void => send({ resourceLogs: more.map(resourceLogs) });
  if (given.length > 0) add(...given);
  return { logs, send, add };
}

function resourceLogs({ service = 'loja', ms = 1_000, body = 'olá', attributes = {}, ...record }: GivenLog): unknown {
  const text = (key: string, stringValue: string): unknown => ({ key, value: { stringValue } });
  return {
    resource: { attributes: [text('service.name', service)] },
    scopeLogs: [
      {
        logRecords: [
          {
            ...record,
            timeUnixNano: `${ms}000000`,
            body: typeof body === 'string' ? { stringValue: body } : body,
            attributes: Object.entries(attributes).map(([key, value]) => text(key, value)),
          },
        ],
      },
    ],
  };
}
