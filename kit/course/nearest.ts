/** Sugestões para um nome escrito errado: os que existem e mais se parecem com ele. */

/** Os `count` nomes mais parecidos com `name`, do mais ao menos parecido; os que ele começa a escrever vêm antes. */
export function nearest(name: string, known: readonly string[], count = 3): string[] {
  const distance = (other: string): number => (other.startsWith(name) ? 0 : editDistance(name, other));
  return known.toSorted((a, b) => distance(a) - distance(b)).slice(0, count);
}

/** Quantas letras é preciso pôr, tirar ou trocar para ir de um texto ao outro (Levenshtein). */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= to.length; column++) {
      const swap = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
