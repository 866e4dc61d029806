/** Estatística mínima: o bench mostra medianas e percentis, nunca médias, que um soluço da máquina estraga. */

/** Percentil pelo posto mais próximo: sempre um dos valores medidos. `p` vai de 0 a 1. */
export function percentile(samples: readonly number[], p: number): number {
  if (samples.length === 0) return Number.NaN;
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = Math.ceil(p * sorted.length) - 1;
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank))];
}

/** Com um número par de valores, o menor dos dois do meio. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}
