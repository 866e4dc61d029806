/**
 * Histogramas do OTLP → baldes clássicos do Prometheus: pares (limite superior, quantos valores até ele), acumulados e em
 * ordem, sem o último (`+Inf`), que é a contagem.
 *
 *   explícito     limites  5  10          exponencial   (escala 0: limites em potências de 2)
 *   contagens   2 | 3 | 1                 índice 1 tem 4 valores: entre 2 e 4
 *   baldes      5: 2, 10: 5               baldes  … 2: 0, 2,83: 2, 4: 4, 5,66: 4 …
 */

export interface Buckets {
  bounds: number[];
  /** Quantos valores até cada limite. */
  counts: number[];
}

/** Um histograma exponencial, como veio. */
export interface ExponentialBuckets {
  scale: number;
  zeroCount: number;
  zeroThreshold: number;
  positive: { offset: number; counts: readonly number[] };
  negative: { offset: number; counts: readonly number[] };
}

/** `undefined` se os limites não são crescentes ou as contagens não são uma a mais que eles. */
export function explicitBuckets(bounds: readonly number[], counts: readonly number[]): Buckets | undefined {
  if (counts.length === 0 && bounds.length === 0) return { bounds: [], counts: [] };
  if (counts.length !== bounds.length + 1) return undefined;
  for (let i = 0; i < bounds.length; i++) {
    if (Number.isNaN(bounds[i]) || (i > 0 && !(bounds[i] > bounds[i - 1]))) return undefined;
  }
  const finite = bounds[bounds.length - 1] === Infinity ? bounds.slice(0, -1) : bounds;
  let total = 0;
  return { bounds: [...finite], counts: finite.map((_, i) => (total += counts[i])) };
}

/** De quanto em quanto: dois limites por potência de 2, cada um 41% maior que o anterior. */
const GRID_SCALE = 1;
/** Os limites vão de 2⁻²⁰ (um microssegundo, em segundos) a 2⁴⁰ (um tebibyte, ou mil segundos em nanossegundos). */
const FIRST = -20 * 2 ** GRID_SCALE;
const LAST = 40 * 2 ** GRID_SCALE;
const GRID_BOUNDS: readonly number[] = Array.from({ length: LAST - FIRST + 1 }, (_, i) =>
  boundary(FIRST + i, GRID_SCALE),
);
/** Baldes de um lado do zero que um histograma exponencial pode dar. */
export const GRID_SIZE = GRID_BOUNDS.length;

/**
 * Sempre os mesmos limites, com valores ou não: um limite que só aparecesse com o primeiro valor nasceria com a conta feita, e
 * `rate` não a veria; e contas `delta`, que se somam por limite, deixariam de crescer juntas. Os negativos, que quase ninguém
 * tem, são a exceção: só vêm se há algum.
 */
export function exponentialBuckets(histogram: ExponentialBuckets): Buckets {
  const { scale, zeroCount, positive, negative } = histogram;
  const buckets: Buckets = { bounds: [], counts: [] };
  let total = 0;
  const add = (bound: number, count: number): void => {
    total += count;
    buckets.bounds.push(bound);
    buckets.counts.push(total);
  };
  if (negative.counts.some((count) => count > 0)) {
    const cells = toGrid(negative, scale);
    // O balde que vai de -b a -a tem o limite -a, e o que passa de todos fica no primeiro.
    for (let i = GRID_SIZE; i > 0; i--) add(-GRID_BOUNDS[i - 1], cells[i]);
    add(0, cells[0] + zeroCount);
  } else {
    add(0, zeroCount);
  }
  const cells = toGrid(positive, scale);
  for (let i = 0; i < GRID_SIZE; i++) add(GRID_BOUNDS[i], cells[i]);
  return buckets;
}

/** Quantos valores há até cada limite da grade, sem acumular; na última posição, os que passam de todos. */
function toGrid({ offset, counts }: { offset: number; counts: readonly number[] }, scale: number): Float64Array {
  const cells = new Float64Array(GRID_SIZE + 1);
  const width = 2 ** (GRID_SCALE - scale);
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    if (count === 0) continue;
    // De índices da grade: um balde fino cabe dentro de um, e um largo se reparte por igual entre os que cobre.
    const from = Math.floor((offset + i) * width);
    const to = Math.max(from + 1, from + width);
    const shareUntil = (index: number): number => Math.floor((count * (index - from)) / (to - from));
    const first = clamp(FIRST, from, to);
    const last = clamp(LAST, from, to);
    cells[0] += shareUntil(first);
    for (let index = first; index < last; index++) {
      cells[index + 1 - FIRST] += shareUntil(index + 1) - shareUntil(index);
    }
    cells[GRID_SIZE] += count - shareUntil(last);
  }
  return cells;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}

/** O limite de baixo do balde `index`: base^index, com base = 2^(2^-escala). */
function boundary(index: number, scale: number): number {
  return 2 ** (index * 2 ** -scale);
}
