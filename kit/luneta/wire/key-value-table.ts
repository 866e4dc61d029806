/**
 * Atributos do OTLP (`KeyValue` e `AnyValue`): validados por inteiro, listas e mapas inclusive, e anotados numa tabela de
 * posições. Nada é decodificado aqui.
 */
import { lastPosition, readLength, readTag, readVarint32, skipField, truncated, wrongType } from './protobuf-reader.ts';
import { WireError } from './wire-error.ts';

/** Profundidade máxima de listas e mapas dentro de um atributo. */
export const MAX_VALUE_DEPTH = 32;

/** Máximo de atributos, de eventos e de links numa mensagem: o índice dela não pode ocupar muito mais que ela. */
export const MAX_ITEMS_PER_MESSAGE = 8192;

/** Máximo de itens em todas as listas e mapas dos atributos de uma mensagem. */
export const MAX_NESTED_VALUES = 65_536;

/** Itens de listas e mapas já lidos na mensagem atual; quem começa uma mensagem zera. */
let nestedValues = 0;

export function resetNestedValues(): void {
  nestedValues = 0;
}

export function nestedValueCount(): number {
  return nestedValues;
}

/** Tipos de `AnyValue`, na ordem dos campos do protocolo (0: nenhum campo presente). */
export const ValueType = { EMPTY: 0, STRING: 1, BOOL: 2, INT: 3, DOUBLE: 4, ARRAY: 5, KVLIST: 6, BYTES: 7 } as const;

/**
 * Tabela de pares chave-valor de uma mensagem; cada par ocupa `STRIDE` inteiros:
 * início e fim do par, início e fim da chave, tipo do valor, início e fim do valor.
 */
export class KeyValueTable {
  static readonly STRIDE = 7;
  count = 0;
  readonly #owner: string;
  cells = new Int32Array(KeyValueTable.STRIDE * 32);

  /** @param owner De quem são os atributos, para o erro: `um span`. */
  constructor(owner: string) {
    this.#owner = owner;
  }

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
          at = lastPosition();
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
        at = skipField(bytes, wide, lastPosition(), end);
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
    checkItemCount(this.count, this.#owner, 'atributos');
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
          at = lastPosition();
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
        valueEnd = lastPosition();
        at = lastPosition();
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
        at = skipField(bytes, wide, lastPosition(), end);
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
    const start = lastPosition();
    at = skipField(bytes, tag, start, end);
    if (tag >>> 3 !== 1) continue;
    if ((tag & 7) !== 2) throw wrongType('lista', tag, start);
    if (++nestedValues > MAX_NESTED_VALUES) {
      throw new WireError('too_many', `atributos com mais de ${MAX_NESTED_VALUES} itens em listas e mapas.`);
    }
    readLength(bytes, start, end);
    if (isKeyValues) checkKeyValue(bytes, lastPosition(), at, depth);
    else readAnyValue(bytes, lastPosition(), at, depth);
  }
}

function checkKeyValue(bytes: Uint8Array, at: number, end: number, depth: number): void {
  while (at < end) {
    const tag = readTag(bytes, at, end);
    const start = lastPosition();
    at = skipField(bytes, tag, start, end);
    const field = tag >>> 3;
    if (field !== 1 && field !== 2) continue;
    if ((tag & 7) !== 2) throw wrongType('KeyValue', tag, start);
    readLength(bytes, start, end);
    if (field === 2) readAnyValue(bytes, lastPosition(), at, depth);
  }
}

/** @throws WireError se `owner` (`um span`) já tem itens demais. */
export function checkItemCount(count: number, owner: string, what: string): void {
  if (count < MAX_ITEMS_PER_MESSAGE) return;
  throw new WireError('too_many', `${owner} com mais de ${MAX_ITEMS_PER_MESSAGE} ${what}.`);
}
