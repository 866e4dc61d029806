/**
 * Parâmetros de consulta como o Jaeger os lê, com as mensagens de erro dele (as do pacote `strconv` do Go).
 * Cada função lança `ApiError(400)` com o prefixo que a API usa para o parâmetro.
 */
import { parseGoDuration } from '../query/go-duration.ts';
import { parseRfc3339 } from '../query/go-time.ts';
import { ApiError } from './jaeger-error.ts';

const INT64_MAX = (1n << 63n) - 1n;

/** `strconv.ParseInt(text, 10, bits)`. */
export function parseGoInt(text: string, bits: 32 | 64): bigint | string {
  if (!/^[+-]?\d+$/.test(text)) return `strconv.ParseInt: parsing ${quote(text)}: invalid syntax`;
  const value = BigInt(text.replace('+', ''));
  const max = bits === 64 ? INT64_MAX : (1n << 31n) - 1n;
  if (value > max || value < -max - 1n) return `strconv.ParseInt: parsing ${quote(text)}: value out of range`;
  return value;
}

/** Condições de atributo numa busca: cada uma pode custar uma leitura de cada span. */
export const MAX_ATTRIBUTE_CONDITIONS = 32;

/** @throws ApiError se há condições demais. */
export function checkConditionCount(conditions: readonly unknown[]): void {
  if (conditions.length <= MAX_ATTRIBUTE_CONDITIONS) return;
  throw new ApiError(400, `at most ${MAX_ATTRIBUTE_CONDITIONS} tags per search, received: ${conditions.length}`);
}

/** Aspas de Go para textos de erro; basta o JSON, que coincide no que é imprimível. */
function quote(text: string): string {
  return JSON.stringify(text);
}

/** Booleano de Go; ausente ou vazio é falso. */
export function boolParam(params: URLSearchParams, name: string, prefix: string): boolean {
  const text = params.get(name) ?? '';
  if (text === '' || /^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  throw new ApiError(400, `${prefix}strconv.ParseBool: parsing ${quote(text)}: invalid syntax`);
}

/** Inteiro de 64 bits, ou `fallback` quando ausente. */
export function intParam(params: URLSearchParams, name: string, fallback: bigint): bigint {
  const text = params.get(name) ?? '';
  if (text === '') return fallback;
  const value = parseGoInt(text, 64);
  if (typeof value === 'string') throw new ApiError(400, `unable to parse param '${name}': ${value}`);
  return value;
}

/** Número de ponto flutuante, obrigatório: decimal, infinito ou NaN. */
export function floatParam(params: URLSearchParams, name: string): number {
  const text = params.get(name) ?? '';
  const fail = (reason: string): never => {
    throw new ApiError(400, `unable to parse param '${name}': strconv.ParseFloat: parsing ${quote(text)}: ${reason}`);
  };
  const special = /^(?:(?<nan>nan)|(?<sign>[+-]?)inf(?:inity)?)$/i.exec(text)?.groups;
  if (special) return special.nan ? NaN : special.sign === '-' ? -Infinity : Infinity;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) fail('invalid syntax');
  const value = Number(text);
  return Number.isFinite(value) ? value : fail('value out of range');
}

/** Duração de Go em nanossegundos; ausente é 0. */
export function durationParam(text: string, prefix: string): bigint {
  if (text === '') return 0n;
  const result = parseGoDuration(text);
  if (!result.ok) throw new ApiError(400, `${prefix}${result.error.message}`);
  return result.ns;
}

/** Instante RFC 3339 da API v3, ou `undefined` quando ausente. */
export function timeParam(params: URLSearchParams, name: string): bigint | undefined {
  const text = params.get(name) ?? '';
  if (text === '') return undefined;
  const instant = parseRfc3339(text);
  if (instant !== undefined) return instant;
  const layout = '2006-01-02T15:04:05.999999999Z07:00';
  throw new ApiError(
    400,
    `malformed parameter ${name}: parsing time ${quote(text)} as ${quote(layout)}: cannot parse ${quote(text)} as "2006"`,
  );
}

/** Mapa de textos escrito como objeto JSON: `{"http.method":"GET"}`. `fail` embrulha a mensagem. */
export function stringMap(text: string, fail: (reason: string) => ApiError): [string, string][] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw fail(describeBadJson(text));
  }
  if (parsed === null) return [];
  if (typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw fail(`json: cannot unmarshal ${goJsonType(parsed)} into Go value of type map[string]string`);
  }
  return Object.entries(parsed).map(([key, value]) => {
    if (value === null) return [key, ''];
    if (typeof value !== 'string') {
      throw fail(`json: cannot unmarshal ${goJsonType(value)} into Go value of type string`);
    }
    return [key, value];
  });
}

function goJsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** As duas mensagens do Go que aparecem na prática; as demais ficam numa genérica. */
function describeBadJson(text: string): string {
  const start = text.trimStart();
  if (start === '') return 'unexpected end of JSON input';
  if (!/^["{[\dtfn-]/.test(start)) return `invalid character '${start[0]}' looking for beginning of value`;
  const inside = start.startsWith('{') ? start.slice(1).trimStart() : '';
  if (inside && !/^["}]/.test(inside)) {
    return `invalid character '${inside[0]}' looking for beginning of object key string`;
  }
  return 'invalid JSON';
}

/**
 * Id de trace num caminho: hexadecimal de até 32 dígitos em qualquer caixa, ou base64 de 16 bytes.
 * Devolve 32 dígitos minúsculos. `prefix` distingue as mensagens da v1 e da v3.
 */
export function traceIdFromPath(text: string, prefix = ''): string {
  if (/^[0-9a-fA-F]{1,32}$/.test(text)) return text.toLowerCase().padStart(32, '0');
  const decoded = Buffer.from(text, 'base64');
  if (decoded.length === 16 && decoded.toString('base64') === text) return decoded.toString('hex');
  if (text.length > 32) throw new ApiError(400, `${prefix}TraceID cannot be longer than 32 hex characters: ${text}`);
  throw new ApiError(400, `${prefix}invalid length for TraceID`);
}

/** Id de trace num parâmetro `traceID` da busca v1. */
export function traceIdFromQuery(text: string): string {
  if (text.length > 32) throw badTraceIdParam(`TraceID cannot be longer than 32 hex characters: ${text}`);
  const high = text.slice(0, -16);
  for (const part of high ? [high, text.slice(-16)] : [text]) {
    if (!/^[0-9a-fA-F]+$/.test(part))
      throw badTraceIdParam(`strconv.ParseUint: parsing ${quote(part)}: invalid syntax`);
  }
  return text.toLowerCase().padStart(32, '0');
}

function badTraceIdParam(reason: string): ApiError {
  return new ApiError(400, `cannot parse traceID param: ${reason}`);
}
