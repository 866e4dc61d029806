const integer = new Intl.NumberFormat('pt-BR');

/** `1 span`, `2.500 spans`. */
export function count(n: number, one: string, many: string): string {
  return `${integer.format(n)} ${n === 1 ? one : many}`;
}
