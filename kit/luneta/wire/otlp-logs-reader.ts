/**
 * Leitor de UM `LogRecord` do OTLP em protobuf, sem criar objetos: valida a mensagem inteira (fronteira de confiança) e
 * anota onde cada campo está. O índice e a decodificação partem daqui, então há um parser só.
 *
 * As posições valem até o próximo `read`. Formato: opentelemetry-proto `logs/v1/logs.proto`. Campos desconhecidos são
 * pulados; o último valor de um campo vence.
 */
import {
  KeyValueTable,
  lastValueEnd,
  lastValueStart,
  nestedValueCount,
  readAnyValue,
  resetNestedValues,
} from './key-value-table.ts';
import { idPosition, isZeroId } from './otlp-id.ts';
import {
  lastPosition,
  readLength,
  readTag,
  readUint32,
  readVarint32,
  skipField,
  truncated,
  wrongType,
} from './protobuf-reader.ts';

/** FATAL4: acima dele não há severidade. */
const MAX_SEVERITY = 24;
/** O campo de número mais alto que se conhece. */
const LAST_FIELD = 12;

export class LogRecordReader {
  /** Tempos em nanossegundos Unix, em duas metades de 32 bits; 0 se não vieram. */
  timeLow = 0;
  timeHigh = 0;
  observedLow = 0;
  observedHigh = 0;
  /** De 1 a 24, ou 0. */
  severity = 0;
  severityTextStart = 0;
  severityTextEnd = 0;
  /** Um dos `ValueType`, com os limites do valor. */
  bodyType = 0;
  bodyStart = 0;
  bodyEnd = 0;
  readonly attributes = new KeyValueTable('um registro de log');
  droppedAttributesCount = 0;
  flags = 0;
  /** Posição dos 16 bytes, ou -1; só de zeros é o mesmo que nenhum. */
  traceIdAt = -1;
  /** Posição dos 8 bytes, ou -1. */
  spanIdAt = -1;
  eventNameStart = 0;
  eventNameEnd = 0;

  /** Atributos, e itens de listas e mapas neles e no corpo; vale até outra mensagem ser lida. */
  get itemCount(): number {
    return this.attributes.count + nestedValueCount();
  }

  /**
   * Lê e valida o registro em `[start, end)`.
   * @throws WireError se a mensagem não é um LogRecord válido ou se um id tem tamanho errado.
   */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.#reset();
    let at = start;
    while (at < end) {
      const tag = bytes[at++];
      switch (tag) {
        case 0x1a:
        case 0x2a:
        case 0x32:
        case 0x4a:
        case 0x52:
        case 0x62: {
          let length = bytes[at++];
          if (at > end) throw truncated(end);
          if (length > 0x7f) {
            length = readLength(bytes, at - 1, end);
            at = lastPosition();
          }
          const after = at + length;
          if (after > end) throw truncated(end);
          this.#lengthDelimited(tag, bytes, at, after);
          at = after;
          break;
        }
        case 0x09:
          if (at + 8 > end) throw truncated(end);
          this.timeLow = readUint32(bytes, at);
          this.timeHigh = readUint32(bytes, at + 4);
          at += 8;
          break;
        case 0x59:
          if (at + 8 > end) throw truncated(end);
          this.observedLow = readUint32(bytes, at);
          this.observedHigh = readUint32(bytes, at + 4);
          at += 8;
          break;
        case 0x10:
          this.severity = readVarint32(bytes, at, end);
          at = lastPosition();
          break;
        case 0x38:
          this.droppedAttributesCount = readVarint32(bytes, at, end);
          at = lastPosition();
          break;
        case 0x45:
          if (at + 4 > end) throw truncated(end);
          this.flags = readUint32(bytes, at);
          at += 4;
          break;
        default: {
          const wide = readTag(bytes, at - 1, end);
          // O campo 4 (o antigo `name`) já não existe: é pulado como os desconhecidos.
          if (wide >>> 3 <= LAST_FIELD && wide >>> 3 !== 4) throw wrongType('LogRecord', wide, at - 1);
          at = skipField(bytes, wide, lastPosition(), end);
        }
      }
    }
    if (this.severity > MAX_SEVERITY) this.severity = 0;
  }

  #reset(): void {
    resetNestedValues();
    this.timeLow = this.timeHigh = this.observedLow = this.observedHigh = 0;
    this.severity = 0;
    this.severityTextStart = this.severityTextEnd = 0;
    this.bodyType = this.bodyStart = this.bodyEnd = 0;
    this.attributes.count = 0;
    this.droppedAttributesCount = 0;
    this.flags = 0;
    this.traceIdAt = -1;
    this.spanIdAt = -1;
    this.eventNameStart = this.eventNameEnd = 0;
  }

  #lengthDelimited(tag: number, bytes: Uint8Array, start: number, end: number): void {
    switch (tag) {
      case 0x32:
        this.attributes.add(bytes, start, end);
        break;
      case 0x2a:
        this.bodyType = readAnyValue(bytes, start, end, 0);
        this.bodyStart = lastValueStart();
        this.bodyEnd = lastValueEnd();
        break;
      case 0x1a:
        this.severityTextStart = start;
        this.severityTextEnd = end;
        break;
      case 0x4a:
        this.traceIdAt = presentId('trace_id', bytes, start, end, 16);
        break;
      case 0x52:
        this.spanIdAt = presentId('span_id', bytes, start, end, 8);
        break;
      case 0x62:
        this.eventNameStart = start;
        this.eventNameEnd = end;
        break;
    }
  }
}

/** Um id só de zeros é o mesmo que nenhum. */
function presentId(field: string, bytes: Uint8Array, start: number, end: number, size: number): number {
  const at = idPosition(field, start, end, size);
  return at >= 0 && isZeroId(bytes, at, size) ? -1 : at;
}
