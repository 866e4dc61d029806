/**
 * Texto JSON → valores, na fronteira de confiança: a memória gasta é limitada pelo que chegou.
 *
 * Uma passada pelos bytes, antes do `JSON.parse`, faz três coisas:
 *  1. mede o aninhamento e conta os `{`, os `[` e as vírgulas (cada um vira um objeto ou um item; 3 bytes `{},`
 *     virariam dezenas);
 *  2. acha os inteiros longos, que o `JSON.parse` arredondaria, e os põe entre aspas: o OTLP aceita inteiros de
 *     64 bits como número ou como texto, então `9007199254740993` e `"9007199254740993"` dizem o mesmo;
 *  3. nada mais: dizer se o texto é JSON fica com o `JSON.parse`.
 *
 *     {"intValue": 9007199254740993}   →   {"intValue": "9007199254740993"}
 *
 * Um parser que guarda os números como texto (lossless-json) foi medido: num texto de 20 MB com um só inteiro
 * longo gasta 2,7 s e 660 MB; este caminho, 0,1 s.
 */
import { findJsonError } from './json-error.ts';
import { WireError } from './wire-error.ts';

export const MAX_JSON_DEPTH = 64;
/** O menor atributo que se escreve, `{"key":"a","value":{"intValue":1}},`, tem 35 bytes e 2 aberturas: 20 MiB não chegam aqui. */
export const MAX_JSON_OPENINGS = 1_250_000;
export const MAX_JSON_COMMAS = 2_000_000;

/** A partir de quantos caracteres um inteiro pode passar de 2⁵³ (que tem 16 dígitos). */
const LONG_INTEGER_LENGTH = 16;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const MINUS = 0x2d;

/** Decodifica um texto JSON em UTF-8. Inteiros longos demais para `number` saem como `string`. */
export function parseJson(bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const longIntegers = scan(buffer);
  const text = (longIntegers.length > 0 ? quote(buffer, longIntegers) : buffer).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw invalidJson(buffer.toString('utf8'));
  }
}

/** Confere os limites; devolve os pares (início, fim) dos inteiros longos fora de textos. */
function scan(bytes: Buffer): number[] {
  const longIntegers: number[] = [];
  let depth = 0;
  let openings = 0;
  let commas = 0;
  /** Último byte fora de textos que não é espaço. */
  let previous = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at + 1);
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++openings > MAX_JSON_OPENINGS) {
        throw new WireError('too_many', `JSON com mais de ${MAX_JSON_OPENINGS} objetos e listas.`);
      }
      if (++depth > MAX_JSON_DEPTH) {
        throw new WireError('too_deep', `JSON com mais de ${MAX_JSON_DEPTH} níveis de aninhamento (posição ${at}).`);
      }
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
    } else if (byte === COMMA) {
      if (++commas > MAX_JSON_COMMAS) {
        throw new WireError('too_many', `JSON com mais de ${MAX_JSON_COMMAS} itens.`);
      }
    } else if (byte <= 0x20) {
      continue;
    } else if (byte === MINUS || isDigit(byte)) {
      const end = endOfInteger(bytes, at);
      if (end - at >= LONG_INTEGER_LENGTH && isWholeValue(bytes, previous, at, end)) longIntegers.push(at, end);
      at = end - 1;
    }
    previous = byte;
  }
  return longIntegers;
}

function endOfString(bytes: Buffer, at: number): number {
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

function endOfInteger(bytes: Buffer, at: number): number {
  at++;
  while (at < bytes.length && isDigit(bytes[at])) at++;
  return at;
}

/**
 * O trecho é um inteiro JSON bem escrito e ocupa o lugar de um valor? Só então as aspas não mudam nada na
 * validade do texto: `01…`, `+1…`, `1….5`, `{1…: 0}` ficam como estão para o `JSON.parse` julgar.
 */
function isWholeValue(bytes: Buffer, previous: number, start: number, end: number): boolean {
  if (previous !== 0x3a && previous !== 0x2c && previous !== 0x5b) return false;
  const firstDigit = bytes[start] === MINUS ? bytes[start + 1] : bytes[start];
  if (firstDigit === ZERO) return false;
  let next = end;
  while (next < bytes.length && bytes[next] <= 0x20) next++;
  return bytes[next] === 0x2c || bytes[next] === 0x7d || bytes[next] === 0x5d;
}

function quote(bytes: Buffer, ranges: number[]): Buffer {
  const quoted = Buffer.allocUnsafeSlow(bytes.length + ranges.length);
  let from = 0;
  let to = 0;
  for (const edge of ranges) {
    to += bytes.copy(quoted, to, from, edge);
    quoted[to++] = QUOTE;
    from = edge;
  }
  bytes.copy(quoted, to, from);
  return quoted;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}

function invalidJson(text: string): WireError {
  if (text.trim() === '') return new WireError('malformed', 'JSON inválido: o corpo veio vazio.');
  const position = findJsonError(text);
  if (position >= text.length) {
    return new WireError('malformed', `JSON inválido: o texto termina no meio (posição ${text.length}).`);
  }
  const around = JSON.stringify(text.slice(position, position + 20));
  return new WireError('malformed', `JSON inválido na posição ${position}, perto de ${around}.`);
}
