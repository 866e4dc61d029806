/**
 * Leitor dos pontos de métricas do OTLP: anota onde está cada campo, sem criar objetos. Os quatro tipos de ponto têm o
 * mesmo feitio, com números de campo diferentes. Só para mensagens que `otlp-validate.ts` já validou.
 */
import type { Attribute } from '../store/model.ts';
import { wholeMicroseconds } from '../store/unix-time.ts';
import { KeyValueTable, resetNestedValues } from './key-value-table.ts';
import { decodeTable } from './otlp-decode.ts';
import { lastPosition, readLength, readTag, readUint32, readVarint32, skipField } from './protobuf-reader.ts';

/** Números dos campos que mudam de um tipo de ponto para outro; -1 se ele não tem o campo. */
export interface PointShape {
  attributes: number;
  flags: number;
  /** Os de lista, menos os atributos. */
  lists: ReadonlySet<number>;
}

export const NUMBER_POINT: PointShape = { attributes: 7, flags: 8, lists: new Set([5]) };
export const HISTOGRAM_POINT: PointShape = { attributes: 9, flags: 10, lists: new Set([6, 7, 8]) };
export const EXPONENTIAL_POINT: PointShape = { attributes: 1, flags: 10, lists: new Set([11]) };
export const SUMMARY_POINT: PointShape = { attributes: 7, flags: 8, lists: new Set([6]) };
export const BUCKETS: PointShape = { attributes: -1, flags: -1, lists: new Set([2]) };
export const RESOURCE: PointShape = { attributes: 1, flags: -1, lists: new Set() };
export const EXEMPLAR: PointShape = { attributes: 7, flags: -1, lists: new Set() };

const START = 2;
const TIME = 3;
/** Nenhuma destas mensagens tem campos conhecidos daqui em diante. */
const FIELDS = 16;
const NO_RECORDED_VALUE = 1;
const TWO_TO_32 = 2 ** 32;

export class PointReader {
  bytes: Buffer = Buffer.alloc(0);
  /** Onde os atributos estão, um depois do outro, em `attributeBytes`. */
  attributeBytes: Buffer = this.bytes;
  attributesStart = 0;
  attributesEnd = 0;
  attributeCount = 0;
  readonly #shape: PointShape;
  /** Início e fim do conteúdo de cada campo; o último, se veio mais de uma vez. */
  readonly #starts = new Int32Array(FIELDS);
  readonly #ends = new Int32Array(FIELDS);
  /** Campos de lista: número, início e fim. */
  readonly #listItems: number[] = [];

  constructor(shape: PointShape) {
    this.#shape = shape;
  }

  read(bytes: Buffer, start: number, end: number): void {
    const { attributes, lists } = this.#shape;
    this.bytes = this.attributeBytes = bytes;
    this.#starts.fill(-1);
    this.#listItems.length = 0;
    this.attributesStart = this.attributesEnd = start;
    this.attributeCount = 0;
    let scattered = false;
    let at = start;
    while (at < end) {
      const fieldAt = at;
      const tag = readTag(bytes, at, end);
      let content = lastPosition();
      at = skipField(bytes, tag, content, end);
      const field = tag >>> 3;
      if ((tag & 7) === 2) {
        readLength(bytes, content, end);
        content = lastPosition();
      }
      if (field === attributes) {
        if (this.attributeCount++ === 0) this.attributesStart = fieldAt;
        else if (this.attributesEnd !== fieldAt) scattered = true;
        this.attributesEnd = at;
      } else if (lists.has(field)) {
        this.#listItems.push(field, content, at);
      } else if (field < FIELDS) {
        this.#starts[field] = content;
        this.#ends[field] = at;
      }
    }
    if (scattered) this.#gatherAttributes(start, end);
  }

  /** Atributos com outros campos no meio: copiados, um depois do outro. */
  #gatherAttributes(start: number, end: number): void {
    const parts: Buffer[] = [];
    for (let at = start; at < end;) {
      const fieldAt = at;
      const tag = readTag(this.bytes, at, end);
      at = skipField(this.bytes, tag, lastPosition(), end);
      if (tag >>> 3 === this.#shape.attributes) parts.push(this.bytes.subarray(fieldAt, at));
    }
    this.attributeBytes = Buffer.concat(parts);
    this.attributesStart = 0;
    this.attributesEnd = this.attributeBytes.length;
  }

  has(field: number): boolean {
    return this.#starts[field] >= 0;
  }

  startOf(field: number): number {
    return this.#starts[field];
  }

  endOf(field: number): number {
    return this.#ends[field];
  }

  /** Visita cada item do campo de lista `field`; um campo empacotado (packed) é um item só. */
  visitList(field: number, visit: (start: number, end: number) => void): void {
    const items = this.#listItems;
    for (let i = 0; i < items.length; i += 3) if (items[i] === field) visit(items[i + 1], items[i + 2]);
  }

  /** Quantos bytes ocupam, somados, os itens do campo de lista `field`. */
  listBytes(field: number): number {
    let total = 0;
    this.visitList(field, (start, end) => (total += end - start));
    return total;
  }

  double(field: number): number {
    return this.bytes.readDoubleLE(this.#starts[field]);
  }

  /** fixed64 sem sinal; 0 se ausente. Acima de 2⁵³ é arredondado, como todo valor de amostra. */
  fixed64(field: number): number {
    return this.has(field) ? unsigned64(this.bytes, this.#starts[field]) : 0;
  }

  /** O valor em `asDouble` ou `asInt`; o último, se vieram os dois; `undefined` se nenhum veio. */
  number(double: number, int: number): number | undefined {
    const at = this.#starts[int];
    if (this.#starts[double] > at) return this.double(double);
    return at < 0 ? undefined : (readUint32(this.bytes, at + 4) | 0) * TWO_TO_32 + readUint32(this.bytes, at);
  }

  /** sint32; 0 se ausente. */
  sint32(field: number): number {
    if (!this.has(field)) return 0;
    const value = readVarint32(this.bytes, this.#starts[field], this.#ends[field]);
    return (value >>> 1) ^ -(value & 1);
  }

  hasNoValue(): boolean {
    const { flags } = this.#shape;
    return (
      this.has(flags) && (readVarint32(this.bytes, this.#starts[flags], this.#ends[flags]) & NO_RECORDED_VALUE) !== 0
    );
  }

  /** Milissegundos Unix; 0 se não veio. */
  timeMs(field: number = TIME): number {
    if (!this.has(field)) return 0;
    const at = this.#starts[field];
    return Math.floor(wholeMicroseconds(readUint32(this.bytes, at), readUint32(this.bytes, at + 4)) / 1000);
  }

  startMs(): number {
    return this.timeMs(START);
  }

  doubles(field: number): number[] {
    const values: number[] = [];
    this.visitList(field, (start, end) => {
      for (let at = start; at < end; at += 8) values.push(this.bytes.readDoubleLE(at));
    });
    return values;
  }

  fixed64s(field: number): number[] {
    const values: number[] = [];
    this.visitList(field, (start, end) => {
      for (let at = start; at < end; at += 8) values.push(unsigned64(this.bytes, at));
    });
    return values;
  }

  varints(field: number): number[] {
    const values: number[] = [];
    this.visitList(field, (start, end) => {
      for (let at = start; at < end;) {
        let value = 0;
        let factor = 1;
        let byte: number;
        do {
          byte = this.bytes[at++];
          value += (byte & 0x7f) * factor;
          factor *= 128;
        } while (byte > 0x7f && at < end);
        values.push(value);
      }
    });
    return values;
  }

  attributes(): Attribute[] {
    return decodeAttributes(this.attributeBytes, this.attributesStart, this.attributesEnd);
  }
}

/** Atributos (campos `KeyValue`) um depois do outro em `[start, end)`. */
function decodeAttributes(bytes: Buffer, start: number, end: number): Attribute[] {
  resetNestedValues();
  const table = new KeyValueTable('um ponto');
  for (let at = start; at < end;) {
    const tag = readTag(bytes, at, end);
    const content = lastPosition();
    at = skipField(bytes, tag, content, end);
    readLength(bytes, content, end);
    table.add(bytes, lastPosition(), at);
  }
  return decodeTable(bytes, table, 0, table.count);
}

function unsigned64(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + 4) * TWO_TO_32 + readUint32(bytes, at);
}
