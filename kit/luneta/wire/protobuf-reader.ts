/**
 * Leitura de protobuf (https://protobuf.dev/programming-guides/encoding/), campo a campo, sem criar objetos. Cada função
 * valida o que lê e lança `WireError` se os bytes não formam o campo.
 */
import { WireError } from './wire-error.ts';

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

/** Visita os campos da mensagem em `[start, end)`; de um com comprimento, os limites são os do conteúdo. */
export function visitFields(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: (field: number, start: number, end: number) => void,
): void {
  for (let at = start; at < end;) {
    const tag = readTag(bytes, at, end);
    let content = next;
    at = skipField(bytes, tag, content, end);
    if ((tag & 7) === 2) {
      readLength(bytes, content, end);
      content = next;
    }
    visit(tag >>> 3, content, at);
  }
}

export function wrongType(message: string, tag: number, at: number): WireError {
  return new WireError(
    'malformed',
    `protobuf inválido: o campo ${tag >>> 3} de ${message} veio com o tipo ${tag & 7} (byte ${at}).`,
  );
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** fixed64 como `bigint` sem sinal. */
export function readFixed64(bytes: Uint8Array, at: number): bigint {
  return (BigInt(readUint32(bytes, at + 4)) << 32n) | BigInt(readUint32(bytes, at));
}
