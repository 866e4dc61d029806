/**
 * Valida uma mensagem protobuf inteira contra a tabela de `otlp-schema.ts`, sem criar objetos: a fronteira de
 * confiança das métricas. Conta, de passagem, as mensagens de certos tipos.
 * Campos desconhecidos são pulados; aninhamento acima do limite, tipo de fio trocado e cortes são `WireError`.
 */
import type { FieldSchema, MessageSchema, ScalarType } from './otlp-schema.ts';
import { WireError } from './wire-error.ts';
import { lastPosition, readLength, readTag, readVarint32, skipField, truncated } from './protobuf-reader.ts';

export const MAX_MESSAGE_DEPTH = 64;

/** Mensagens vazias ocupam 2 bytes: sem limite, 20 MiB delas (20 kB em gzip) custariam segundos. */
export const MAX_MESSAGES = 4_000_000;

/** Tipo de fio (wire type) de cada tipo escalar. */
const WIRE_TYPE: Record<ScalarType, 0 | 1 | 2 | 5> = {
  string: 2,
  bytes: 2,
  id16: 2,
  id8: 2,
  bool: 0,
  enum: 0,
  int32: 0,
  sint32: 0,
  uint32: 0,
  int64: 0,
  uint64: 0,
  fixed32: 5,
  fixed64: 1,
  sfixed64: 1,
  double: 1,
};

/** Valida `bytes` como uma mensagem `schema`; devolve quantas mensagens com nome em `counted` há dentro dela. */
export function validateMessage(schema: MessageSchema, bytes: Uint8Array, counted: ReadonlySet<string>): number {
  const validator = new Validator(bytes, counted);
  validator.message(schema, 0, bytes.length, 1);
  return validator.count;
}

class Validator {
  count = 0;
  #messages = 0;
  readonly #bytes: Uint8Array;
  readonly #counted: ReadonlySet<string>;

  constructor(bytes: Uint8Array, counted: ReadonlySet<string>) {
    this.#bytes = bytes;
    this.#counted = counted;
  }

  message(schema: MessageSchema, start: number, end: number, depth: number): void {
    if (depth > MAX_MESSAGE_DEPTH) {
      throw new WireError('too_deep', `protobuf com mais de ${MAX_MESSAGE_DEPTH} níveis de aninhamento.`);
    }
    if (++this.#messages > MAX_MESSAGES) {
      throw new WireError('too_many', `protobuf com mais de ${MAX_MESSAGES} mensagens dentro.`);
    }
    if (this.#counted.has(schema.name)) this.count++;
    let at = start;
    while (at < end) {
      const tag = readTag(this.#bytes, at, end);
      const valueAt = lastPosition();
      const after = skipField(this.#bytes, tag, valueAt, end);
      const field = schema.byNumber.get(tag >>> 3);
      if (field) this.#field(schema, field, tag & 7, valueAt, after, depth);
      at = after;
    }
  }

  #field(schema: MessageSchema, field: FieldSchema, wireType: number, start: number, end: number, depth: number): void {
    const expected = field.scalar ? WIRE_TYPE[field.scalar] : 2;
    const packed = wireType === 2 && expected !== 2 && field.repeated;
    if (wireType !== expected && !packed) {
      const name = `${schema.name}.${field.name}`;
      throw new WireError(
        'malformed',
        `protobuf inválido: o campo ${name} veio com o tipo ${wireType} (byte ${start}).`,
      );
    }
    if (wireType !== 2) return;
    readLength(this.#bytes, start, end);
    const contentAt = lastPosition();
    if (field.message) this.message(field.message, contentAt, end, depth + 1);
    else if (packed) checkPacked(expected, this.#bytes, contentAt, end);
    else if (field.scalar === 'id16') checkId(field, end - contentAt, 16);
    else if (field.scalar === 'id8') checkId(field, end - contentAt, 8);
  }
}

/** Lista de números num campo só (packed): os itens têm de encher o campo exatamente. */
function checkPacked(wireType: number, bytes: Uint8Array, start: number, end: number): void {
  if (wireType === 0) {
    for (let at = start; at < end; at = lastPosition()) readVarint32(bytes, at, end);
  } else if ((end - start) % (wireType === 1 ? 8 : 4) !== 0) {
    throw truncated(end);
  }
}

function checkId(field: FieldSchema, size: number, expected: number): void {
  if (size !== 0 && size !== expected) {
    throw new WireError('invalid_id', `${field.name} com ${size} bytes; o OTLP pede ${expected}.`);
  }
}
