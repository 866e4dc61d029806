/**
 * Durações na notação da linguagem Go (`1.5s`, `100us`, `1m30s`), como o Jaeger as aceita na busca.
 *
 * Os textos de erro são os de `time.ParseDuration`, em inglês: clientes do Jaeger os comparam. Quem escreve uma
 * página traduz pelo `kind`.
 */

export type GoDurationErrorKind = 'invalid' | 'missing_unit' | 'unknown_unit';

export interface GoDurationError {
  kind: GoDurationErrorKind;
  /** A unidade desconhecida, quando `kind` é `unknown_unit`. */
  unit?: string;
  /** A mensagem do Go, palavra por palavra. */
  message: string;
}

export type GoDurationResult = { ok: true; ns: bigint } | { ok: false; error: GoDurationError };

/** Nanossegundos por unidade. O mícron tem duas grafias: U+00B5 (sinal) e U+03BC (letra grega). */
const UNITS = new Map<string, bigint>([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

/** `time.Duration` é um int64: o módulo vai até 2^63 para negativos e 2^63 - 1 para positivos. */
const LIMIT = 1n << 63n;

/** Um termo: parte inteira, fração opcional e unidade (tudo até o próximo algarismo ou ponto). */
const TERM = /([0-9]*)(\.[0-9]*)?([^0-9.]*)/y;

export function parseGoDuration(text: string): GoDurationResult {
  const negative = text.startsWith('-');
  const rest = negative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') return { ok: true, ns: 0n };
  if (rest === '') return invalid(text);

  let total = 0n;
  TERM.lastIndex = 0;
  while (TERM.lastIndex < rest.length) {
    const [, integer, fraction = '', unit] = TERM.exec(rest) ?? ['', '', '', ''];
    if (integer === '' && fraction.length < 2) return invalid(text);
    // Antes da unidade: o Go reclama do número grande demais mesmo quando a unidade também está errada.
    if (tooLong(integer) || BigInt(integer || '0') > LIMIT) return invalid(text);
    if (unit === '') return fail('missing_unit', `time: missing unit in duration ${quote(text)}`);
    const scale = UNITS.get(unit);
    if (scale === undefined) {
      const message = `time: unknown unit ${quote(unit)} in duration ${quote(text)}`;
      return { ok: false, error: { kind: 'unknown_unit', unit, message } };
    }
    total += BigInt(integer || '0') * scale + fractionOf(fraction.slice(1), scale);
    if (total > LIMIT) return invalid(text);
  }
  if (!negative && total === LIMIT) return invalid(text);
  return { ok: true, ns: negative ? -total : total };
}

/** Um número de mil algarismos não precisa virar `bigint` para se saber que não cabe. */
function tooLong(digits: string): boolean {
  return digits.length > 19 && digits.replace(/^0+/, '').length > 19;
}

/**
 * A conta do Go, com a mesma precisão de ponto flutuante: o resultado tem de ser o mesmo nanossegundo. Os algarismos
 * que não cabem em 63 bits são ignorados, como lá.
 */
function fractionOf(digits: string, scale: bigint): bigint {
  let value = 0n;
  let power = 1;
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit);
    if (value > (LIMIT - 1n) / 10n || next > LIMIT) break;
    value = next;
    power *= 10;
  }
  return value === 0n ? 0n : BigInt(Math.trunc(Number(value) * (Number(scale) / power)));
}

/** Aspas como as do pacote `time`: o que não é ASCII imprimível sai em bytes `\xNN`. */
function quote(text: string): string {
  let quoted = '';
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    if (byte < 0x20 || byte >= 0x80) quoted += `\\x${byte.toString(16).padStart(2, '0')}`;
    else quoted += char === '"' || char === '\\' ? `\\${char}` : char;
  }
  return `"${quoted}"`;
}

function fail(kind: GoDurationErrorKind, message: string): GoDurationResult {
  return { ok: false, error: { kind, message } };
}

function invalid(text: string): GoDurationResult {
  return fail('invalid', `time: invalid duration ${quote(text)}`);
}
