/** Pedaços de frase que as mensagens repetem. */

export function count(n: number, singular: string, plural: string): string {
  return `${n} ${n === 1 ? singular : plural}`;
}

const MAX_LISTED = 10;

/** Nomes entre aspas; além de dez, só quantos são. */
export function list(names: readonly string[]): string {
  const shown = names.slice(0, MAX_LISTED).map((name) => `"${name}"`);
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` e mais ${more}` : '');
}
