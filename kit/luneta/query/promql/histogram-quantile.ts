/** `histogram_quantile`: o quantil estimado dos baldes `le`, supondo que em cada um os valores se espalham por igual. */
import type { Labels } from '../../store/metrics/metric-store.ts';
import { METRIC_NAME } from '../../store/metrics/metric-store.ts';
import { labelsKey } from '../labels-key.ts';
import type { Evaluation } from './evaluation.ts';
import { dropLabels, labelValue } from './labels.ts';
import { parseGoFloat } from '../go-float.ts';
import { type Matrix, mergeSeries, newStepSeries, type StepSeries } from './matrix.ts';

const BUCKET_LABEL = 'le';
const NAME_AND_BUCKET: ReadonlySet<string> = new Set([METRIC_NAME, BUCKET_LABEL]);
const BUCKET_ONLY: ReadonlySet<string> = new Set([BUCKET_LABEL]);

export interface Bucket {
  upperBound: number;
  /** Cumulativa: quantos são até `upperBound`. */
  count: number;
}

interface BucketSeries {
  upperBound: number;
  series: StepSeries;
}

export function histogramQuantile(evaluation: Evaluation, quantiles: Float64Array, matrix: Matrix): Matrix {
  const histograms = new Map<string, { labels: Labels; buckets: BucketSeries[] }>();
  for (const series of matrix) {
    const upperBound = parseGoFloat(labelValue(series.labels, BUCKET_LABEL));
    // Não é um balde: as outras séries do histograma, por exemplo.
    if (upperBound === undefined) continue;
    const key = labelsKey(dropLabels(series.labels, BUCKET_ONLY));
    const histogram = histograms.get(key) ?? { labels: dropLabels(series.labels, NAME_AND_BUCKET), buckets: [] };
    histogram.buckets.push({ upperBound, series });
    histograms.set(key, histogram);
  }
  return mergeSeries(
    [...histograms.values()].map(({ labels, buckets }) => {
      evaluation.spend(evaluation.steps);
      buckets.sort((a, b) => a.upperBound - b.upperBound);
      return quantileSeries(newStepSeries(labels, evaluation.steps), quantiles, buckets);
    }),
  );
}

function quantileSeries(result: StepSeries, quantiles: Float64Array, buckets: readonly BucketSeries[]): StepSeries {
  for (let step = 0; step < quantiles.length; step++) {
    const present = buckets.filter(({ series }) => series.present[step]);
    if (present.length === 0) continue;
    const counts = present.map(({ upperBound, series }) => ({ upperBound, count: series.values[step] }));
    result.values[step] = bucketQuantile(quantiles[step], counts);
    result.present[step] = 1;
  }
  return result;
}

/** @param buckets Em ordem de limite, pelo menos um. */
export function bucketQuantile(quantile: number, buckets: readonly Bucket[]): number {
  if (Number.isNaN(quantile)) return NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  if (buckets[buckets.length - 1].upperBound !== Infinity) return NaN;
  const repaired = repairCounts(buckets);
  const lastIndex = repaired.length - 1;
  const observations = repaired[lastIndex].count;
  if (repaired.length < 2 || observations === 0) return NaN;
  const rank = quantile * observations;
  const index = firstReaching(repaired, rank);
  // Além do último limite finito não se sabe até onde vão.
  if (index === lastIndex) return repaired[lastIndex - 1].upperBound;
  const { upperBound, count } = repaired[index];
  if (index === 0) return upperBound <= 0 ? upperBound : upperBound * (rank / count);
  const below = repaired[index - 1];
  return below.upperBound + (upperBound - below.upperBound) * ((rank - below.count) / (count - below.count));
}

/** Baldes de mesmo limite viram um, e uma contagem nunca é menor que a do balde anterior: lidas fora de hora, diminuem. */
function repairCounts(buckets: readonly Bucket[]): Bucket[] {
  const repaired: Bucket[] = [];
  for (const { upperBound, count } of buckets) {
    const last = repaired.at(-1);
    if (last?.upperBound === upperBound) last.count += count;
    else repaired.push({ upperBound, count });
  }
  let most = repaired[0].count;
  for (const bucket of repaired) {
    if (bucket.count > most) most = bucket.count;
    else if (bucket.count < most) bucket.count = most;
  }
  return repaired;
}

/** O primeiro balde que chega a `rank`, ou o último. Busca binária: com um NaN entre as contagens, decide como o Go. */
function firstReaching(buckets: readonly Bucket[], rank: number): number {
  let low = 0;
  let high = buckets.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (buckets[middle].count >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}
