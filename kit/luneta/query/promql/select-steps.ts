/** Os seletores avaliados: cada série lida uma vez, para a consulta inteira, e percorrida por uma janela que só anda. */
import type { SeriesSamples } from '../../store/metrics/metric-store.ts';
import { Slab } from '../../store/metrics/slab.ts';
import { isStale } from '../../store/metrics/stale.ts';
import type { RangeSelector, VectorSelector } from './ast.ts';
import type { Evaluation, Work } from './evaluation.ts';
import { dropNames, type Matrix, newStepSeries, type StepSeries } from './matrix.ts';
import type { Window, WindowFunction } from './window-functions.ts';

/** A cada tantas séries a avaliação pode parar. */
const SERIES_PER_TURN = 64;

/** O instante a que o seletor se refere em cada passo: com `@`, o mesmo em todos. */
function referenceTimes(evaluation: Evaluation, { at, offsetMs }: VectorSelector): Float64Array {
  const { range, steps } = evaluation;
  const fixedMs = at === 'start' ? range.startMs : at === 'end' ? evaluation.timeOf(steps - 1) : at;
  return Float64Array.from({ length: steps }, (_, step) => (fixedMs ?? evaluation.timeOf(step)) - offsetMs);
}

/** `x`: em cada passo, a última amostra até ele, se não é velha demais nem uma marca de ausência. */
export function* selectInstants(evaluation: Evaluation, selector: VectorSelector): Work<Matrix> {
  const times = referenceTimes(evaluation, selector);
  const { lookbackMs } = evaluation;
  const selected = evaluation.select(selector.matchers, times[0] - lookbackMs, times[times.length - 1]);
  const matrix: StepSeries[] = [];
  const slab = new Slab();
  for (const [i, samples] of selected.entries()) {
    if (i % SERIES_PER_TURN === 0) yield;
    evaluation.spend(times.length);
    const series = newStepSeries(samples.labels, times.length, slab);
    if (fillInstants(series, samples, times, lookbackMs)) matrix.push(series);
  }
  return matrix;
}

/** Se há valor em algum passo. */
function fillInstants(series: StepSeries, samples: SeriesSamples, times: Float64Array, lookbackMs: number): boolean {
  const { timestampsMs, values } = samples;
  let isFound = false;
  let next = 0;
  for (let step = 0; step < times.length; step++) {
    while (next < timestampsMs.length && timestampsMs[next] <= times[step]) next++;
    const last = next - 1;
    if (last < 0 || timestampsMs[last] < times[step] - lookbackMs || isStale(values[last])) continue;
    series.values[step] = values[last];
    series.present[step] = 1;
    isFound = true;
  }
  return isFound;
}

/** `f(x[5m])`: em cada passo, o que a função diz da janela que termina nele; as duas bordas são da janela. */
export function* applyToWindows(
  evaluation: Evaluation,
  { selector, rangeMs }: RangeSelector,
  windowFunction: WindowFunction,
): Work<Matrix> {
  const times = referenceTimes(evaluation, selector);
  const selected = evaluation.select(selector.matchers, times[0] - rangeMs, times[times.length - 1]);
  const matrix: StepSeries[] = [];
  const slab = new Slab();
  for (const [i, samples] of selected.entries()) {
    if (i % SERIES_PER_TURN === 0) yield;
    evaluation.spend(times.length);
    const series = newStepSeries(samples.labels, times.length, slab);
    if (fillWindows(series, withoutStale(samples), times, rangeMs, windowFunction)) matrix.push(series);
  }
  return dropNames(matrix);
}

function fillWindows(
  series: StepSeries,
  { timestampsMs, values }: SeriesSamples,
  times: Float64Array,
  rangeMs: number,
  windowFunction: WindowFunction,
): boolean {
  const window: Window = { timestampsMs, values, resets: resetsOf(values), from: 0, to: 0, startMs: 0, endMs: 0 };
  let isFound = false;
  for (let step = 0; step < times.length; step++) {
    window.startMs = times[step] - rangeMs;
    window.endMs = times[step];
    while (window.to < timestampsMs.length && timestampsMs[window.to] <= window.endMs) window.to++;
    while (window.from < window.to && timestampsMs[window.from] < window.startMs) window.from++;
    const value = window.from < window.to ? windowFunction(window) : undefined;
    if (value === undefined) continue;
    series.values[step] = value;
    series.present[step] = 1;
    isFound = true;
  }
  return isFound;
}

/** Numa janela, uma marca de ausência não é amostra. */
function withoutStale(samples: SeriesSamples): SeriesSamples {
  const { labels, timestampsMs, values } = samples;
  if (!hasStale(values)) return samples;
  const isKept = (_: number, i: number): boolean => !isStale(values[i]);
  return { labels, timestampsMs: timestampsMs.filter(isKept), values: values.filter(isKept) };
}

function hasStale(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (isStale(values[i])) return true;
  return false;
}

function resetsOf(values: Float64Array): number[] {
  const resets: number[] = [];
  for (let i = 1; i < values.length; i++) if (values[i] < values[i - 1]) resets.push(i);
  return resets;
}

/** As amostras como estão guardadas, que é o que `x[5m]` sozinho responde num instante. */
export function selectRaw(evaluation: Evaluation, { selector, rangeMs }: RangeSelector): SeriesSamples[] {
  const [endMs] = referenceTimes(evaluation, selector);
  return evaluation
    .select(selector.matchers, endMs - rangeMs, endMs)
    .map(withoutStale)
    .filter(({ values }) => values.length > 0);
}
