/** `sum by (rota) (x)`: as séries de cada grupo viram uma, passo a passo. */
import type { Labels } from '../../store/metrics/metric-store.ts';
import { METRIC_NAME } from '../../store/metrics/metric-store.ts';
import { labelsKey } from '../labels-key.ts';
import type { AggregateExpr, Aggregator } from './ast.ts';
import type { Evaluation } from './evaluation.ts';
import { dropLabels, keepLabels } from './labels.ts';
import { type Matrix, newStepSeries, type StepSeries } from './matrix.ts';
import { isInfinite } from './window-functions.ts';

/** O que se tem do grupo até agora, mais um valor; `count` já o inclui. */
type Accumulate = (found: number, value: number, count: number) => number;

const ACCUMULATE: Readonly<Record<Aggregator, Accumulate>> = {
  sum: (sum, value) => sum + value,
  avg: addToMean,
  min: (least, value) => (least > value || Number.isNaN(least) ? value : least),
  max: (most, value) => (most < value || Number.isNaN(most) ? value : most),
  count: (_, __, count) => count,
};

export function aggregate(evaluation: Evaluation, expr: AggregateExpr, matrix: Matrix): Matrix {
  const accumulate = ACCUMULATE[expr.aggregator];
  const groups = new Map<string, { series: StepSeries; counts: Uint32Array }>();
  const groupOf = groupLabels(expr);
  for (const { labels, values, present } of matrix) {
    const groupedLabels = groupOf(labels);
    const key = labelsKey(groupedLabels);
    let group = groups.get(key);
    if (!group) {
      evaluation.spend(evaluation.steps);
      group = { series: newStepSeries(groupedLabels, evaluation.steps), counts: new Uint32Array(evaluation.steps) };
      groups.set(key, group);
    }
    const { series, counts } = group;
    for (let step = 0; step < values.length; step++) {
      if (!present[step]) continue;
      const count = ++counts[step];
      if (count === 1) series.values[step] = expr.aggregator === 'count' ? 1 : values[step];
      else series.values[step] = accumulate(series.values[step], values[step], count);
      series.present[step] = 1;
    }
  }
  return [...groups.values()].map(({ series }) => series);
}

/** Os rótulos do grupo de uma série. */
function groupLabels({ without, labels }: AggregateExpr): (labels: Labels) => Labels {
  if (!without) {
    const kept = new Set(labels);
    return (of) => keepLabels(of, kept);
  }
  const dropped = new Set([METRIC_NAME, ...labels]);
  return (of) => dropLabels(of, dropped);
}

/** Incremental, como no Prometheus: a soma de valores enormes não transborda. */
function addToMean(mean: number, value: number, count: number): number {
  // De um infinito só outro, oposto, ou um NaN muda alguma coisa.
  if (isInfinite(mean) && (value === mean || Number.isFinite(value))) return mean;
  return mean + (value / count - mean / count);
}
