/**
 * Leitor de UM span do OTLP em protobuf, sem criar objetos: valida a mensagem inteira (fronteira de confiança) e
 * anota onde cada campo está. O índice, a decodificação e a busca partem todos daqui, então há um parser só.
 *
 *   bytes   … | trace_id | span_id | name | … | attributes[0] | attributes[1] | events[0] | …
 *                  ▲                    ▲         ▲                                ▲
 *   leitor     traceIdAt            nameStart  attributes (tabela de posições)   events (tabela)
 *
 * As posições valem até o próximo `read`. Formato: https://protobuf.dev/programming-guides/encoding/ e
 * opentelemetry-proto `trace/v1/trace.proto`. Campos desconhecidos são pulados; o último valor de um campo vence.
 */
import { checkItemCount, KeyValueTable, nestedValueCount, resetNestedValues } from './key-value-table.ts';
import { idPosition } from './otlp-id.ts';
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

/**
 * Eventos ou links de um span. Cada item: onde seus atributos começam e terminam na tabela `attributes`,
 * e as posições dos demais campos.
 */
export interface SpanItem {
  attributesFrom: number;
  attributesTo: number;
  timeAt: number;
  traceIdAt: number;
  spanIdAt: number;
  textStart: number;
  textEnd: number;
  droppedAttributesCount: number;
  flags: number;
}

/** De quem se fala nos erros. */
const OWNER = 'um span';

export class SpanReader {
  bytes: Uint8Array = new Uint8Array(0);
  /** Posição dos 16 bytes, ou -1. */
  traceIdAt = -1;
  /** Posição dos 8 bytes, ou -1. */
  spanIdAt = -1;
  /** Posição dos 8 bytes, ou -1 num span raiz. */
  parentSpanIdAt = -1;
  traceStateStart = 0;
  traceStateEnd = 0;
  nameStart = 0;
  nameEnd = 0;
  kind = 0;
  /** Tempos em nanossegundos Unix, em duas metades de 32 bits. */
  startLow = 0;
  startHigh = 0;
  endLow = 0;
  endHigh = 0;
  flags = 0;
  droppedAttributesCount = 0;
  droppedEventsCount = 0;
  droppedLinksCount = 0;
  statusCode = 0;
  statusMessageStart = 0;
  statusMessageEnd = 0;
  readonly attributes = new KeyValueTable(OWNER);
  readonly events: SpanItem[] = [];
  readonly links: SpanItem[] = [];
  /** Atributos de todos os eventos e links, um após o outro. */
  readonly itemAttributes = new KeyValueTable(OWNER);

  /** Atributos, eventos, links e itens de listas dentro deles; vale até outra mensagem ser lida. */
  get itemCount(): number {
    const { attributes, itemAttributes, events, links } = this;
    return attributes.count + itemAttributes.count + events.length + links.length + nestedValueCount();
  }

  /**
   * Lê e valida o span em `[start, end)`.
   * @throws WireError se a mensagem não é um Span válido ou se um id tem tamanho errado.
   */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.#reset(bytes);
    let at = start;
    while (at < end) {
      const tag = bytes[at++];
      switch (tag) {
        case 0x0a:
        case 0x12:
        case 0x1a:
        case 0x22:
        case 0x2a:
        case 0x4a:
        case 0x5a:
        case 0x6a:
        case 0x7a: {
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
        case 0x30:
          this.kind = readVarint32(bytes, at, end);
          at = lastPosition();
          break;
        case 0x39:
          if (at + 8 > end) throw truncated(end);
          this.startLow = readUint32(bytes, at);
          this.startHigh = readUint32(bytes, at + 4);
          at += 8;
          break;
        case 0x41:
          if (at + 8 > end) throw truncated(end);
          this.endLow = readUint32(bytes, at);
          this.endHigh = readUint32(bytes, at + 4);
          at += 8;
          break;
        case 0x50:
          this.droppedAttributesCount = readVarint32(bytes, at, end);
          at = lastPosition();
          break;
        case 0x60:
          this.droppedEventsCount = readVarint32(bytes, at, end);
          at = lastPosition();
          break;
        case 0x70:
          this.droppedLinksCount = readVarint32(bytes, at, end);
          at = lastPosition();
          break;
        default:
          at = this.#otherField(bytes, at - 1, end);
      }
    }
    if (this.kind > 5) this.kind = 0;
    if (this.statusCode > 2) this.statusCode = 0;
  }

  #reset(bytes: Uint8Array): void {
    resetNestedValues();
    this.bytes = bytes;
    this.traceIdAt = -1;
    this.spanIdAt = -1;
    this.parentSpanIdAt = -1;
    this.traceStateStart = this.traceStateEnd = 0;
    this.nameStart = this.nameEnd = 0;
    this.kind = 0;
    this.startLow = this.startHigh = this.endLow = this.endHigh = 0;
    this.flags = 0;
    this.droppedAttributesCount = this.droppedEventsCount = this.droppedLinksCount = 0;
    this.statusCode = 0;
    this.statusMessageStart = this.statusMessageEnd = 0;
    this.attributes.count = 0;
    this.itemAttributes.count = 0;
    if (this.events.length > 0) this.events.length = 0;
    if (this.links.length > 0) this.links.length = 0;
  }

  #lengthDelimited(tag: number, bytes: Uint8Array, start: number, end: number): void {
    switch (tag) {
      case 0x4a:
        this.attributes.add(bytes, start, end);
        break;
      case 0x0a:
        this.traceIdAt = idPosition('trace_id', start, end, 16);
        break;
      case 0x12:
        this.spanIdAt = idPosition('span_id', start, end, 8);
        break;
      case 0x22:
        this.parentSpanIdAt = idPosition('parent_span_id', start, end, 8);
        break;
      case 0x1a:
        this.traceStateStart = start;
        this.traceStateEnd = end;
        break;
      case 0x2a:
        this.nameStart = start;
        this.nameEnd = end;
        break;
      case 0x5a:
        checkItemCount(this.events.length, OWNER, 'eventos');
        this.events.push(this.#readItem(bytes, start, end, EVENT_FIELDS));
        break;
      case 0x6a:
        checkItemCount(this.links.length, OWNER, 'links');
        this.links.push(this.#readItem(bytes, start, end, LINK_FIELDS));
        break;
      case 0x7a:
        this.#readStatus(bytes, start, end);
        break;
    }
  }

  #otherField(bytes: Uint8Array, at: number, end: number): number {
    const tag = readTag(bytes, at, end);
    const start = lastPosition();
    if (tag === 0x85) {
      if (start + 4 > end) throw truncated(end);
      this.flags = readUint32(bytes, start);
      return start + 4;
    }
    if (tag >>> 3 <= 16) throw wrongType('Span', tag, at);
    return skipField(bytes, tag, start, end);
  }

  #readStatus(bytes: Uint8Array, at: number, end: number): void {
    while (at < end) {
      const tag = readTag(bytes, at, end);
      const start = lastPosition();
      at = skipField(bytes, tag, start, end);
      if (tag === 0x18) {
        this.statusCode = readVarint32(bytes, start, end);
      } else if (tag === 0x12) {
        readLength(bytes, start, end);
        this.statusMessageStart = lastPosition();
        this.statusMessageEnd = at;
      } else if (tag >>> 3 <= 3 && tag >>> 3 > 1) {
        throw wrongType('Status', tag, start);
      }
    }
  }

  #readItem(bytes: Uint8Array, at: number, end: number, fields: ItemFields): SpanItem {
    const item: SpanItem = {
      attributesFrom: this.itemAttributes.count,
      attributesTo: 0,
      timeAt: -1,
      traceIdAt: -1,
      spanIdAt: -1,
      textStart: 0,
      textEnd: 0,
      droppedAttributesCount: 0,
      flags: 0,
    };
    while (at < end) {
      const tag = readTag(bytes, at, end);
      const start = lastPosition();
      const fieldAt = at;
      at = skipField(bytes, tag, start, end);
      if ((tag & 7) === 2) readLength(bytes, start, end); // deixa em `next` o início do conteúdo
      switch (tag) {
        case fields.attributes:
          this.itemAttributes.add(bytes, lastPosition(), at);
          break;
        case fields.text:
          item.textStart = lastPosition();
          item.textEnd = at;
          break;
        case fields.dropped:
          item.droppedAttributesCount = readVarint32(bytes, start, end);
          break;
        case fields.time:
          item.timeAt = start;
          break;
        case fields.traceId:
          item.traceIdAt = idPosition('trace_id do link', lastPosition(), at, 16);
          break;
        case fields.spanId:
          item.spanIdAt = idPosition('span_id do link', lastPosition(), at, 8);
          break;
        case fields.flags:
          item.flags = readUint32(bytes, start);
          break;
        default:
          if (tag >>> 3 <= fields.last) throw wrongType(fields.message, tag, fieldAt);
      }
    }
    item.attributesTo = this.itemAttributes.count;
    return item;
  }
}

/** Etiquetas (`campo << 3 | tipo`) dos campos de Event e de Link; -1 quando a mensagem não tem o campo. */
interface ItemFields {
  message: string;
  time: number;
  traceId: number;
  spanId: number;
  text: number;
  attributes: number;
  dropped: number;
  flags: number;
  last: number;
}
const EVENT_FIELDS: ItemFields = {
  message: 'Event',
  time: 0x09,
  text: 0x12,
  attributes: 0x1a,
  dropped: 0x20,
  traceId: -1,
  spanId: -1,
  flags: -1,
  last: 4,
};
const LINK_FIELDS: ItemFields = {
  message: 'Link',
  traceId: 0x0a,
  spanId: 0x12,
  text: 0x1a,
  attributes: 0x22,
  dropped: 0x28,
  flags: 0x35,
  time: -1,
  last: 6,
};
