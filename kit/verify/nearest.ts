/** O nome mais parecido com o que se procurava: quase sempre é um erro de digitação, e a mensagem o mostra. */
import { distance } from 'fastest-levenshtein';

/** Além disto, comparar custaria mais do que a dica vale. */
const MAX_CANDIDATES = 10_000;
const MAX_LENGTH = 200;

export interface Nearest {
  text: string;
  /** Quantos caracteres trocar, pôr ou tirar. */
  distance: number;
}

export function nearest(wanted: string, candidates: Iterable<string>): Nearest | undefined {
  let best: Nearest | undefined;
  let seen = 0;
  for (const text of candidates) {
    if (++seen > MAX_CANDIDATES) break;
    const found = distance(wanted.slice(0, MAX_LENGTH), text.slice(0, MAX_LENGTH));
    if (!best || found < best.distance) best = { text, distance: found };
  }
  return best;
}

/** Parecido o bastante para ser o mesmo nome, escrito errado. */
export function isLikelyTypo(wanted: string, { distance: found }: Nearest): boolean {
  return found <= Math.max(2, Math.floor(wanted.length / 3));
}

/** Destes candidatos, o que parece um dos nomes procurados, escrito errado. */
export function typoOf(wanted: readonly string[], candidates: readonly string[]): string | undefined {
  const alike = wanted.map((name) => ({ name, found: nearest(name, candidates) }));
  return alike.find(({ name, found }) => found && isLikelyTypo(name, found))?.found?.text;
}
