/** O quantil pelo posto mais próximo: sempre um dos valores. @param sorted Em ordem crescente, não vazio. */
export function quantileOf(sorted: readonly number[], quantile: number): number {
  return sorted[Math.max(Math.ceil(quantile * sorted.length) - 1, 0)];
}
