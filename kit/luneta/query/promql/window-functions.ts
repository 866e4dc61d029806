/**
 * As funções de um vetor de intervalos (`rate(x[5m])`): de cada série e de cada janela, um número. As contas são as do
 * Prometheus, na ordem das dele, para que saiam iguais até o último bit.
 */

/** As amostras de uma série, sem marcas de ausência, e onde o contador recomeçou: os índices em que o valor caiu. */
export interface CounterSamples {
  timestampsMs: Float64Array;
  values: Float64Array;
  resets: readonly number[];
}

/** As amostras de [`from`, `to`), pelo menos uma: as da janela [`startMs`, `endMs`]. */
export interface Window extends CounterSamples {
  from: number;
  to: number;
  startMs: number;
  endMs: number;
}

/** `undefined`: a janela não diz nada (uma amostra só não tem taxa). */
export type WindowFunction = (window: Window) => number | undefined;

export const WINDOW_FUNCTIONS: ReadonlyMap<string, WindowFunction> = new Map<string, WindowFunction>([
  ['rate', rate],
  ['increase', increase],
  ['delta', delta],
  ['irate', irate],
  ['idelta', idelta],
  ['sum_over_time', sumOverTime],
  ['avg_over_time', averageOverTime],
  ['min_over_time', (window) => extremeOverTime(window, (value, found) => value < found)],
  ['max_over_time', (window) => extremeOverTime(window, (value, found) => value > found)],
  ['count_over_time', ({ from, to }) => to - from],
]);

/** Uma amostra a menos de tantas distâncias médias da borda da janela: a série continua até a borda. */
const NEAR_EDGE = 1.1;

function rate(window: Window): number | undefined {
  if (window.to - window.from < 2) return undefined;
  const gained = counterGain(window);
  return gained * (extrapolation(window, gained) / ((window.endMs - window.startMs) / 1000));
}

function increase(window: Window): number | undefined {
  if (window.to - window.from < 2) return undefined;
  const gained = counterGain(window);
  return gained * extrapolation(window, gained);
}

function delta(window: Window): number | undefined {
  const { values, from, to } = window;
  if (to - from < 2) return undefined;
  return (values[to - 1] - values[from]) * extrapolation(window);
}

/** Quanto o contador cresceu da primeira à última amostra: cada queda é um recomeço do zero. */
function counterGain({ values, resets, from, to }: Window): number {
  let gained = values[to - 1] - values[from];
  for (let i = firstAfter(resets, from); i < resets.length && resets[i] < to; i++) gained += values[resets[i] - 1];
  return gained;
}

/** O primeiro índice de `sorted` com um valor maior que `limit`. */
function firstAfter(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Por quanto multiplicar o que se viu entre a primeira e a última amostra para que valha pela janela inteira. Longe de uma
 * borda, a série só se estende meia distância média; e um contador (`gained`), só até quando teria valido zero.
 */
function extrapolation({ timestampsMs, values, from, to, startMs, endMs }: Window, gained?: number): number {
  let toStart = (timestampsMs[from] - startMs) / 1000;
  const toEnd = (endMs - timestampsMs[to - 1]) / 1000;
  const sampled = (timestampsMs[to - 1] - timestampsMs[from]) / 1000;
  const average = sampled / (to - from - 1);
  if (gained !== undefined && gained > 0 && values[from] >= 0) {
    const toZero = sampled * (values[from] / gained);
    if (toZero < toStart) toStart = toZero;
  }
  const near = average * NEAR_EDGE;
  let extended = sampled;
  extended += toStart < near ? toStart : average / 2;
  extended += toEnd < near ? toEnd : average / 2;
  return extended / sampled;
}

/** Das duas últimas amostras, por segundo. */
function irate({ timestampsMs, values, from, to }: Window): number | undefined {
  if (to - from < 2) return undefined;
  const [before, now] = [values[to - 2], values[to - 1]];
  return (now < before ? now : now - before) / ((timestampsMs[to - 1] - timestampsMs[to - 2]) / 1000);
}

function idelta({ values, from, to }: Window): number | undefined {
  return to - from < 2 ? undefined : values[to - 1] - values[to - 2];
}

/** A soma de Kahan e Neumaier: `error` é o que os arredondamentos comeram. */
function sumOverTime({ values, from, to }: Window): number {
  let sum = 0;
  let error = 0;
  for (let i = from; i < to; i++) {
    const next = sum + values[i];
    error += roundingError(sum, values[i], next);
    sum = next;
  }
  return isInfinite(sum) ? sum : sum + error;
}

/** Média incremental: a soma de valores enormes não transborda. */
function averageOverTime({ values, from, to }: Window): number {
  let mean = 0;
  let error = 0;
  for (let i = from; i < to; i++) {
    const count = i - from + 1;
    const value = values[i];
    // De um infinito só outro, oposto, ou um NaN muda alguma coisa.
    if (isInfinite(mean) && (value === mean || Number.isFinite(value))) continue;
    const step = value / count - mean / count;
    const next = mean + step;
    error += roundingError(mean, step, next);
    mean = next;
  }
  return isInfinite(mean) ? mean : mean + error;
}

function extremeOverTime({ values, from, to }: Window, isBetter: (value: number, found: number) => boolean): number {
  let found = values[from];
  for (let i = from + 1; i < to; i++) if (isBetter(values[i], found) || Number.isNaN(found)) found = values[i];
  return found;
}

function roundingError(sum: number, added: number, total: number): number {
  return Math.abs(sum) >= Math.abs(added) ? sum - total + added : added - total + sum;
}

export function isInfinite(value: number): boolean {
  return value === Infinity || value === -Infinity;
}
