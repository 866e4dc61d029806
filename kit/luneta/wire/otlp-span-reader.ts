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
import { WireError } from './wire-error.ts';

/** Profundidade máxima de listas e mapas dentro de um atributo. */
export const MAX_VALUE_DEPTH = 32;

/** Máximo de atributos, de eventos e de links num span: o índice de um span não pode ocupar muito mais que ele. */
export const MAX_ITEMS_PER_SPAN = 8192;

/** Máximo de itens em todas as listas e mapas dos atributos de uma mensagem. */
export const MAX_NESTED_VALUES = 65_536;

/** Itens de listas e mapas já lidos na mensagem atual; quem começa uma mensagem zera. */
let nestedValues = 0;

export function resetNestedValues(): void {
  nestedValues = 0;
}

/** Tipos de `AnyValue`, na ordem dos campos do protocolo (0: nenhum campo presente). */
export const ValueType = { EMPTY: 0, STRING: 1, BOOL: 2, INT: 3, DOUBLE: 4, ARRAY: 5, KVLIST: 6, BYTES: 7 } as const;

/** Onde a última leitura de varint parou. Variável do módulo: evita criar um objeto por campo lido. */
let next = 0;

export function truncated(at: number): WireError {
  return new WireError('malformed', `protobuf inválido: a mensagem termina no meio de um campo (byte ${at}).`);
}

/** Lê um comprimento (varint até 2³¹−1) em `at`; a posição seguinte fica em `lastPosition()`. */
export function readLength(bytes: Uint8Array, at: number, end: number): number {
  let result = 0;
  let factor = 1;
  for (let i = 0; i < 5; i++) {
    if (at >= end) throw truncated(at);
    const byte = bytes[at++];
    result += (byte & 0x7f) * factor;
    if (byte < 0x80) {
      next = at;
      if (result > 0x7fffffff) break;
      return result;
    }
    factor *= 128;
  }
  throw new WireError('malformed', `protobuf inválido: comprimento grande demais perto do byte ${at}.`);
}

export function lastPosition(): number {
  return next;
}

/** Pula um varint de até 10 bytes e devolve os 32 bits baixos dele. */
export function readVarint32(bytes: Uint8Array, at: number, end: number): number {
  let low = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    if (at >= end) throw truncated(at);
    const byte = bytes[at++];
    if (shift < 32) low |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      next = at;
      return low >>> 0;
    }
  }
  throw new WireError('malformed', `protobuf inválido: varint com mais de 10 bytes perto do byte ${at}.`);
}

/** Lê um varint de 64 bits com sinal (int64). */
export function readVarint64(bytes: Uint8Array, at: number, end: number): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    if (at >= end) throw truncated(at);
    const byte = bytes[at++];
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) {
      next = at;
      return BigInt.asIntN(64, value);
    }
  }
  throw new WireError('malformed', `protobuf inválido: varint com mais de 10 bytes perto do byte ${at}.`);
}

/** Lê uma etiqueta de campo (`campo << 3 | tipo`) e recusa o campo 0. */
export function readTag(bytes: Uint8Array, at: number, end: number): number {
  const tag = readLength(bytes, at, end);
  if (tag < 8) throw new WireError('malformed', `protobuf inválido: campo de número 0 no byte ${at}.`);
  return tag;
}

/** Pula o conteúdo de um campo desconhecido; devolve a posição seguinte. */
export function skipField(bytes: Uint8Array, tag: number, at: number, end: number): number {
  let after: number;
  switch (tag & 7) {
    case 0:
      readVarint32(bytes, at, end);
      return next;
    case 1:
      after = at + 8;
      break;
    case 2: {
      const length = readLength(bytes, at, end);
      after = next + length;
      break;
    }
    case 5:
      after = at + 4;
      break;
    default:
      throw new WireError('malformed', `protobuf inválido: tipo de campo ${tag & 7} no byte ${at}.`);
  }
  if (after > end) throw truncated(end);
  return after;
}

function wrongType(message: string, tag: number, at: number): WireError {
  return new WireError(
    'malformed',
    `protobuf inválido: o campo ${tag >>> 3} de ${message} veio com o tipo ${tag & 7} (byte ${at}).`,
  );
}

/**
 * Tabela de pares chave-valor de uma mensagem; cada par ocupa `STRIDE` inteiros:
 * início e fim do par, início e fim da chave, tipo do valor, início e fim do valor.
 */
export class KeyValueTable {
  static readonly STRIDE = 7;
  count = 0;
  cells = new Int32Array(KeyValueTable.STRIDE * 32);

  /** Valida o KeyValue em `[start, end)` e o acrescenta. Chamado para cada atributo: é o caminho mais quente. */
  add(bytes: Uint8Array, start: number, end: number): void {
    let keyStart = start;
    let keyEnd = start;
    let valueType = 0;
    let valueStart = start;
    let valueEnd = start;
    let at = start;
    while (at < end) {
      const tag = bytes[at++];
      if (tag === 0x0a || tag === 0x12) {
        let length = bytes[at++];
        if (at > end) throw truncated(end);
        if (length > 0x7f) {
          length = readLength(bytes, at - 1, end);
          at = next;
        }
        const after = at + length;
        if (after > end) throw truncated(end);
        if (tag === 0x0a) {
          keyStart = at;
          keyEnd = after;
        } else {
          valueType = readAnyValue(bytes, at, after, 0);
          valueStart = anyValueStart;
          valueEnd = anyValueEnd;
        }
        at = after;
      } else {
        const wide = readTag(bytes, at - 1, end);
        if (wide >>> 3 === 1 || wide >>> 3 === 2) throw wrongType('KeyValue', wide, at - 1);
        at = skipField(bytes, wide, next, end);
      }
    }
    const base = this.count++ * KeyValueTable.STRIDE;
    let cells = this.cells;
    if (base + KeyValueTable.STRIDE > cells.length) cells = this.#grow();
    cells[base] = start;
    cells[base + 1] = end;
    cells[base + 2] = keyStart;
    cells[base + 3] = keyEnd;
    cells[base + 4] = valueType;
    cells[base + 5] = valueStart;
    cells[base + 6] = valueEnd;
  }

  #grow(): Int32Array<ArrayBuffer> {
    checkItemCount(this.count, 'atributos');
    const bigger = new Int32Array(this.cells.length * 2);
    bigger.set(this.cells);
    this.cells = bigger;
    return bigger;
  }
}

/** Limites do conteúdo do último AnyValue lido (para escalares, o próprio valor; para listas, a submensagem). */
let anyValueStart = 0;
let anyValueEnd = 0;

/** Valida um AnyValue em `[at, end)`; devolve o tipo e deixa os limites em `anyValueStart`/`anyValueEnd`. */
export function readAnyValue(bytes: Uint8Array, at: number, end: number, depth: number): number {
  if (depth > MAX_VALUE_DEPTH) {
    throw new WireError('too_deep', `atributo com mais de ${MAX_VALUE_DEPTH} níveis de listas e mapas.`);
  }
  let type = 0;
  let valueStart = at;
  let valueEnd = at;
  while (at < end) {
    const tag = bytes[at++];
    switch (tag) {
      case 0x0a: // string_value
      case 0x2a: // array_value
      case 0x32: // kvlist_value
      case 0x3a: {
        // bytes_value
        let length = bytes[at++];
        if (at > end) throw truncated(end);
        if (length > 0x7f) {
          length = readLength(bytes, at - 1, end);
          at = next;
        }
        const after = at + length;
        if (after > end) throw truncated(end);
        if (tag === 0x2a) checkList(bytes, at, after, depth + 1, false);
        else if (tag === 0x32) checkList(bytes, at, after, depth + 1, true);
        type = tag >>> 3;
        valueStart = at;
        valueEnd = after;
        at = after;
        break;
      }
      case 0x10: // bool_value
      case 0x18: // int_value
        readVarint32(bytes, at, end);
        type = tag >>> 3;
        valueStart = at;
        valueEnd = next;
        at = next;
        break;
      case 0x21: // double_value
        if (at + 8 > end) throw truncated(end);
        type = ValueType.DOUBLE;
        valueStart = at;
        at += 8;
        valueEnd = at;
        break;
      default: {
        const wide = readTag(bytes, at - 1, end);
        if (wide >>> 3 >= 1 && wide >>> 3 <= 7) throw wrongType('AnyValue', wide, at - 1);
        at = skipField(bytes, wide, next, end);
      }
    }
  }
  anyValueStart = valueStart;
  anyValueEnd = valueEnd;
  return type;
}

export function lastValueStart(): number {
  return anyValueStart;
}

export function lastValueEnd(): number {
  return anyValueEnd;
}

/** Valida um ArrayValue ou KeyValueList (`values = 1`), item a item. */
function checkList(bytes: Uint8Array, at: number, end: number, depth: number, isKeyValues: boolean): void {
  while (at < end) {
    const tag = readTag(bytes, at, end);
    const start = next;
    at = skipField(bytes, tag, start, end);
    if (tag >>> 3 !== 1) continue;
    if ((tag & 7) !== 2) throw wrongType('lista', tag, start);
    if (++nestedValues > MAX_NESTED_VALUES) {
      throw new WireError('too_many', `atributos com mais de ${MAX_NESTED_VALUES} itens em listas e mapas.`);
    }
    readLength(bytes, start, end);
    if (isKeyValues) checkKeyValue(bytes, next, at, depth);
    else readAnyValue(bytes, next, at, depth);
  }
}

function checkKeyValue(bytes: Uint8Array, at: number, end: number, depth: number): void {
  while (at < end) {
    const tag = readTag(bytes, at, end);
    const start = next;
    at = skipField(bytes, tag, start, end);
    const field = tag >>> 3;
    if (field !== 1 && field !== 2) continue;
    if ((tag & 7) !== 2) throw wrongType('KeyValue', tag, start);
    readLength(bytes, start, end);
    if (field === 2) readAnyValue(bytes, next, at, depth);
  }
}

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
  readonly attributes = new KeyValueTable();
  readonly events: SpanItem[] = [];
  readonly links: SpanItem[] = [];
  /** Atributos de todos os eventos e links, um após o outro. */
  readonly itemAttributes = new KeyValueTable();

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
            at = next;
          }
          const after = at + length;
          if (after > end) throw truncated(end);
          this.#lengthDelimited(tag, bytes, at, after);
          at = after;
          break;
        }
        case 0x30:
          this.kind = readVarint32(bytes, at, end);
          at = next;
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
          at = next;
          break;
        case 0x60:
          this.droppedEventsCount = readVarint32(bytes, at, end);
          at = next;
          break;
        case 0x70:
          this.droppedLinksCount = readVarint32(bytes, at, end);
          at = next;
          break;
        default:
          at = this.#otherField(bytes, at - 1, end);
      }
    }
    if (this.kind > 5) this.kind = 0;
    if (this.statusCode > 2) this.statusCode = 0;
  }

  #reset(bytes: Uint8Array): void {
    nestedValues = 0;
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
        checkItemCount(this.events.length, 'eventos');
        this.events.push(this.#readItem(bytes, start, end, EVENT_FIELDS));
        break;
      case 0x6a:
        checkItemCount(this.links.length, 'links');
        this.links.push(this.#readItem(bytes, start, end, LINK_FIELDS));
        break;
      case 0x7a:
        this.#readStatus(bytes, start, end);
        break;
    }
  }

  #otherField(bytes: Uint8Array, at: number, end: number): number {
    const tag = readTag(bytes, at, end);
    const start = next;
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
      const start = next;
      at = skipField(bytes, tag, start, end);
      if (tag === 0x18) {
        this.statusCode = readVarint32(bytes, start, end);
      } else if (tag === 0x12) {
        readLength(bytes, start, end);
        this.statusMessageStart = next;
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
      const start = next;
      const fieldAt = at;
      at = skipField(bytes, tag, start, end);
      if ((tag & 7) === 2) readLength(bytes, start, end); // deixa em `next` o início do conteúdo
      switch (tag) {
        case fields.attributes:
          this.itemAttributes.add(bytes, next, at);
          break;
        case fields.text:
          item.textStart = next;
          item.textEnd = at;
          break;
        case fields.dropped:
          item.droppedAttributesCount = readVarint32(bytes, start, end);
          break;
        case fields.time:
          item.timeAt = start;
          break;
        case fields.traceId:
          item.traceIdAt = idPosition('trace_id do link', next, at, 16);
          break;
        case fields.spanId:
          item.spanIdAt = idPosition('span_id do link', next, at, 8);
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

function checkItemCount(count: number, what: string): void {
  if (count < MAX_ITEMS_PER_SPAN) return;
  throw new WireError('too_many', `um span com mais de ${MAX_ITEMS_PER_SPAN} ${what}.`);
}

/** Um id ausente (vazio) é -1; com outro tamanho que não o certo, é erro, como no Collector. */
function idPosition(field: string, start: number, end: number, size: number): number {
  if (end - start === size) return start;
  if (end === start) return -1;
  throw new WireError('invalid_id', `${field} com ${end - start} bytes; o OTLP pede ${size}.`);
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** fixed64 como `bigint` sem sinal. */
export function readFixed64(bytes: Uint8Array, at: number): bigint {
  return (BigInt(readUint32(bytes, at + 4)) << 32n) | BigInt(readUint32(bytes, at));
}
