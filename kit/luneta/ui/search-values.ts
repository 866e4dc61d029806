/** Um campo da busca de cada vez: o texto da URL vira um valor, ou um `BadParameter` com a frase que o explica. */
import { parseGoDuration } from '../query/go-duration.ts';
import { shorten } from './shown.ts';
import { searchTexts } from './texts/search.ts';

/** A mensagem é a frase que aparece na página. */
export class BadParameter extends Error {}

/**
 * Microssegundos desde 1970 (URLs do Jaeger) ou `2026-11-20T12:00` no fuso desta máquina (nosso formulário).
 *
 * @returns Nanossegundos Unix. @throws BadParameter
 */
export function toInstant(text: string, field: string): bigint | undefined {
  if (text === '') return undefined;
  if (/^\d{1,17}$/.test(text)) return BigInt(text) * 1_000n;
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms) || ms < 0) throw new BadParameter(searchTexts.problems.time(field, shorten(text)));
  return BigInt(ms) * 1_000_000n;
}

/** O texto de `<input type="datetime-local">`; vazio se o instante não cabe num. */
export function toLocalText(unixNano: bigint | undefined): string {
  if (unixNano === undefined) return '';
  const date = new Date(Number(unixNano / 1_000_000n));
  if (Number.isNaN(date.getTime()) || date.getFullYear() > 9_999) return '';
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().replace('Z', '');
}

/** Nanossegundos. Além da notação do Go, aceita a que as páginas mostram: `1,5 s`, `2 min 3 s`. @throws BadParameter */
export function toDuration(text: string, field: string): bigint | undefined {
  if (text === '') return undefined;
  const parsed = parseGoDuration(
    text
      .replace(/\s+/g, '')
      .replace(/,(?=\d)/g, '.')
      .replace(/min/g, 'm'),
  );
  if (!parsed.ok) throw new BadParameter(searchTexts.problems.duration[parsed.error.kind](field, shorten(text)));
  if (parsed.ns < 0n) throw new BadParameter(searchTexts.problems.durationNegative(field, shorten(text)));
  return parsed.ns;
}

/** @throws BadParameter */
export function toLimit(text: string, most: number): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > most) throw new BadParameter(searchTexts.problems.limit(shorten(text), most));
  return limit;
}
