/**
 * Leitura dos campos de uma mensagem protobuf escrita em JSON, com as regras do OTLP/JSON
 * (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding) e a tolerância do Collector (pdata 1.61):
 * nomes em camelCase ou snake_case, enums por número ou nome, inteiros e doubles como número ou texto,
 * `null` igual a ausente, campos desconhecidos ignorados.
 */
import { WireError } from './wire-error.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const EMPTY_OBJECT: JsonObject = Object.freeze({});
const EMPTY_LIST: readonly never[] = Object.freeze([]);
const INTEGER = /^-?\d{1,20}$/;
const DECIMAL = /^[+-]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:e[+-]?\d{1,10})?$/i;
const NOT_FINITE = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i;
const HEX = /^[0-9a-fA-F]*$/;

/** O valor de um campo, pelos dois nomes que ele pode ter; `undefined` se ausente ou `null`. */
export function field(object: JsonObject, camelCase: string, snakeCase: string = camelCase): unknown {
  return object[camelCase] ?? object[snakeCase] ?? undefined;
}

export function asObject(value: unknown, name: string): JsonObject {
  if (value === undefined || value === null) return EMPTY_OBJECT;
  if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(name, 'um objeto', value);
  return value as JsonObject;
}

export function asList(value: unknown, name: string): readonly unknown[] {
  if (value === undefined || value === null) return EMPTY_LIST;
  if (!Array.isArray(value)) throw wrongType(name, 'uma lista', value);
  // O JSON do protobuf não tem itens nulos; aceitos, cada `null,` viraria um objeto inteiro.
  if (value.includes(null)) throw wrongType(`item de ${name}`, 'um valor', null);
  return value;
}

export function asString(value: unknown, name: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw wrongType(name, 'um texto', value);
  return value;
}

export function asBoolean(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw wrongType(name, 'true ou false', value);
  return value;
}

export function asUint32(value: unknown, name: string): number {
  return Number(asInteger(value, name, 0n, 0xffff_ffffn));
}

export function asInt32(value: unknown, name: string): number {
  return Number(asInteger(value, name, -(2n ** 31n), 2n ** 31n - 1n));
}

export function asInt64(value: unknown, name: string): bigint {
  return asInteger(value, name, -(2n ** 63n), 2n ** 63n - 1n);
}

export function asUint64(value: unknown, name: string): bigint {
  return asInteger(value, name, 0n, 2n ** 64n - 1n);
}

export function asDouble(value: unknown, name: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value.length < 1000) {
    const special = NOT_FINITE.exec(value);
    if (special) return special[2] ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
    if (DECIMAL.test(value)) return Number(value);
  }
  throw wrongType(name, 'um número', value);
}

/** Enum: o número do protocolo ou o nome dele (`SPAN_KIND_SERVER`). */
export function asEnum(value: unknown, name: string, numbers: ReadonlyMap<string, number>): number {
  if (typeof value === 'string') {
    const number = numbers.get(value);
    if (number === undefined) throw wrongType(name, 'um valor conhecido', value);
    return number;
  }
  return asInt32(value, name);
}

/** Id em hexadecimal (não base64: o OTLP/JSON abre essa exceção); `''` quando ausente. */
export function asHexId(value: unknown, name: string, bytes: 8 | 16): string {
  const text = asString(value, name);
  if (text === '') return '';
  if (text.length !== bytes * 2 || !HEX.test(text)) {
    throw new WireError('invalid_id', `${name}: esperava ${bytes * 2} dígitos hexadecimais e veio ${received(text)}.`);
  }
  return text.toLowerCase();
}

export function asBytes(value: unknown, name: string): Uint8Array {
  const text = asString(value, name);
  const digits = text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  const decoded = Buffer.from(text, 'base64');
  // O Node pula caracteres inválidos em silêncio: aparecem como bytes a menos.
  if (digits % 4 === 1 || decoded.length !== Math.floor((digits * 3) / 4)) throw wrongType(name, 'base64', value);
  return decoded;
}

function asInteger(value: unknown, name: string, min: bigint, max: bigint): bigint {
  if (value === undefined || value === null) return 0n;
  let integer: bigint | undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value)) integer = BigInt(value);
  else if (typeof value === 'string' && INTEGER.test(value)) integer = BigInt(value);
  if (integer === undefined || integer < min || integer > max) {
    throw wrongType(name, `um inteiro entre ${min} e ${max}`, value);
  }
  return integer;
}

export function wrongType(name: string, expected: string, value: unknown): WireError {
  return new WireError('malformed', `${name}: esperava ${expected} e veio ${received(value)}.`);
}

/** O que veio, curto o bastante para uma mensagem. */
function received(value: unknown): string {
  if (Array.isArray(value)) return 'uma lista';
  if (typeof value === 'object' && value !== null) return 'um objeto';
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, 41) : value) ?? 'nada';
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
