/** Sugestões para um nome escrito errado: os que existem e mais se parecem com ele. */
import { distance } from 'fastest-levenshtein';

/** Os `count` nomes mais parecidos com `name`, do mais ao menos parecido; os que ele começa a escrever vêm antes. */
export function suggestions(name: string, known: readonly string[], count = 3): string[] {
  const rank = (other: string): number => (other.startsWith(name) ? 0 : distance(name, other));
  return known.toSorted((a, b) => rank(a) - rank(b)).slice(0, count);
}
