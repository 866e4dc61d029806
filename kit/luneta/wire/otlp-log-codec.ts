/** O OTLP em protobuf como codificação do armazenamento de logs (`LogCodec`). */
import type { LogCodec, LogOrigin } from '../store/logs/log-codec.ts';
import type { LogRecord } from '../store/logs/log-store.ts';
import { joinHalves } from '../store/unix-time.ts';
import { asBuffer, decodeResource, decodeScope, decodeTable, decodeValue } from './otlp-decode.ts';
import { LogRecordReader } from './otlp-logs-reader.ts';

const reader = new LogRecordReader();

export const logCodec: LogCodec = { decodeResource, decodeScope, decodeRecord };

function decodeRecord(bytes: Uint8Array, start: number, end: number, origin: LogOrigin): LogRecord {
  const buffer = asBuffer(bytes);
  reader.read(buffer, start, end);
  // O corpo e os atributos podem ter listas, que se releem ao decodificar; o leitor não é tocado por isso.
  return {
    timeUnixNano: origin.timeUnixNano,
    observedTimeUnixNano: joinHalves(reader.observedLow, reader.observedHigh),
    severityNumber: reader.severity,
    severityText: buffer.toString('utf8', reader.severityTextStart, reader.severityTextEnd),
    body: decodeValue(buffer, reader.bodyType, reader.bodyStart, reader.bodyEnd),
    attributes: decodeTable(buffer, reader.attributes, 0, reader.attributes.count),
    droppedAttributesCount: reader.droppedAttributesCount,
    flags: reader.flags,
    traceId: origin.traceId,
    spanId: origin.spanId,
    eventName: buffer.toString('utf8', reader.eventNameStart, reader.eventNameEnd),
    resource: origin.resource,
    scope: origin.scope,
    sequence: origin.sequence,
  };
}
