/** Valores em cada passo de uma consulta: é com eles que a avaliação faz contas. Um passo só é uma consulta instantânea. */
import { type Labels, METRIC_NAME } from '../../store/metrics/metric-store.ts';
import type { Slab } from '../../store/metrics/slab.ts';
import { labelsKey } from '../labels-key.ts';
import { compareLabels, dropName, labelValue } from './labels.ts';
import { MESSAGES } from './messages.ts';
import { PromqlError } from './promql-error.ts';

/** Uma série, com um lugar para cada passo. */
export interface StepSeries {
  labels: Labels;
  values: Float64Array;
  /** 1 nos passos em que há valor: um NaN também é valor. */
  present: Uint8Array;
}

export type Matrix = readonly StepSeries[];

/** @param slab A memória que esta divide com as outras do mesmo resultado, se são muitas. */
export function newStepSeries(labels: Labels, steps: number, slab?: Slab): StepSeries {
  if (slab) return { labels, values: slab.doubles(steps), present: slab.bytes(steps) };
  return { labels, values: new Float64Array(steps), present: new Uint8Array(steps) };
}

/**
 * Depois de uma conta a série já não é a métrica: perde o nome. As que ficam com os mesmos rótulos são uma só.
 * @throws PromqlError `execution` se duas delas têm valor no mesmo passo.
 */
export function dropNames(matrix: Matrix): Matrix {
  const unnamed = matrix.map((series) => ({ ...series, labels: dropName(series.labels) }));
  // Com um nome só, eram diferentes nos outros rótulos, e continuam.
  const names = new Set(matrix.map(({ labels }) => labelValue(labels, METRIC_NAME)));
  return names.size > 1 ? mergeSeries(unnamed) : unnamed;
}

/** @throws PromqlError `execution` como `dropNames`. */
export function mergeSeries(matrix: Matrix): Matrix {
  if (matrix.length < 2) return matrix;
  const merged = new Map<string, StepSeries>();
  for (const series of matrix) {
    const key = labelsKey(series.labels);
    const same = merged.get(key);
    merged.set(key, same ? join(same, series) : series);
  }
  return merged.size === matrix.length ? matrix : [...merged.values()];
}

function join(a: StepSeries, b: StepSeries): StepSeries {
  const joined = newStepSeries(a.labels, a.values.length);
  for (let step = 0; step < joined.values.length; step++) {
    if (a.present[step] && b.present[step]) throw new PromqlError('execution', MESSAGES.sameLabels);
    joined.values[step] = a.present[step] ? a.values[step] : b.values[step];
    joined.present[step] = a.present[step] | b.present[step];
  }
  return joined;
}

/** A ordem das respostas. */
export function sortByLabels<T extends { labels: Labels }>(series: readonly T[]): T[] {
  return series.toSorted((a, b) => compareLabels(a.labels, b.labels));
}
