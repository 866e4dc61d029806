/**
 * Um ponto do OTLP → as amostras dele, com os nomes e rótulos do Prometheus. Um ponto que não faz sentido vira um texto: o
 * motivo de o recusar.
 */
import type { Exemplar, PointSample } from '../store/metrics/metric-store.ts';
import { STALE } from '../store/metrics/stale.ts';
import { type Buckets, explicitBuckets, exponentialBuckets } from './metric-buckets.ts';
import type { PointLabels } from './metric-labels.ts';
import { readExemplars } from './otlp-exemplar.ts';
import {
  BUCKETS,
  NUMBER_POINT,
  HISTOGRAM_POINT,
  EXPONENTIAL_POINT,
  PointReader,
  SUMMARY_POINT,
} from './otlp-metric-point.ts';

/** As amostras de um ponto, ou o motivo de o recusar. */
export type PointSamples = PointSample[] | string;

/** Um tipo de ponto: como ler, e como tirar as amostras do que se leu. */
export interface PointKind {
  reader: PointReader;
  samples(reader: PointReader, name: string, labels: PointLabels): PointSamples;
}

/** Baldes de um histograma explícito; os SDKs criam 15. */
export const MAX_EXPLICIT_BUCKETS = 1024;
/** Contagens, quase todas zero, de um lado de um histograma exponencial; os SDKs param em 160. */
export const MAX_EXPONENTIAL_COUNTS = 16_384;
const MAX_VARINT_BYTES = 10;
/** As escalas que a especificação prevê. */
const MIN_SCALE = -10;
const MAX_SCALE = 20;

const bucketsReader = new PointReader(BUCKETS);
const quantileReader = new PointReader({ attributes: -1, flags: -1, lists: new Set() });

export const NUMBER: PointKind = {
  reader: new PointReader(NUMBER_POINT),
  samples(point, name, labels) {
    const value = point.number(4, 6);
    if (value === undefined && !point.hasNoValue()) return 'não traz valor (asDouble ou asInt)';
    const sample: PointSample = { labels: labels.named(name), value: point.hasNoValue() ? STALE : value! };
    const exemplars = readExemplars(point, 5);
    if (exemplars.length > 0) sample.exemplars = exemplars;
    return [sample];
  },
};

export const HISTOGRAM: PointKind = {
  reader: new PointReader(HISTOGRAM_POINT),
  samples(point, name, labels) {
    if (point.listBytes(7) / 8 >= MAX_EXPLICIT_BUCKETS) return `tem mais de ${MAX_EXPLICIT_BUCKETS} baldes`;
    const bounds = point.doubles(7);
    const counts = point.fixed64s(6);
    const buckets = explicitBuckets(bounds, counts);
    if (!buckets) {
      return counts.length !== bounds.length + 1
        ? `traz ${counts.length} contagens para ${bounds.length} limites: seriam ${bounds.length + 1}`
        : 'tem limites de baldes fora de ordem, repetidos ou que não são números';
    }
    const total = counts.reduce((sum, count) => sum + count, 0);
    return histogramSamples(point, name, labels, buckets, counts.length > 0 ? total : undefined, 8);
  },
};

export const EXPONENTIAL: PointKind = {
  reader: new PointReader(EXPONENTIAL_POINT),
  samples(point, name, labels) {
    const scale = point.sint32(6);
    if (scale < MIN_SCALE || scale > MAX_SCALE) return `tem escala ${scale}, fora de ${MIN_SCALE} a ${MAX_SCALE}`;
    const positive = readBuckets(point, 8);
    const negative = readBuckets(point, 9);
    if (!positive || !negative) return `tem mais de ${MAX_EXPONENTIAL_COUNTS} baldes`;
    const zeroThreshold = point.has(14) ? point.double(14) : 0;
    if (!(zeroThreshold >= 0 && zeroThreshold < Infinity)) return 'tem zeroThreshold que não é um número positivo';
    const zeroCount = point.fixed64(7);
    const total = [...positive.counts, ...negative.counts].reduce((sum, count) => sum + count, zeroCount);
    const buckets = exponentialBuckets({ scale, zeroCount, zeroThreshold, positive, negative });
    return histogramSamples(point, name, labels, buckets, total, 11);
  },
};

export const SUMMARY: PointKind = {
  reader: new PointReader(SUMMARY_POINT),
  samples(point, name, labels) {
    const stale = point.hasNoValue();
    const samples: PointSample[] = [];
    let problem = '';
    point.visitList(6, (start, end) => {
      quantileReader.read(point.bytes, start, end);
      const quantile = quantileReader.has(1) ? quantileReader.double(1) : 0;
      if (!(quantile >= 0 && quantile <= 1)) problem = `tem o quantil ${quantile}, fora de 0 a 1`;
      const value = quantileReader.has(2) ? quantileReader.double(2) : 0;
      samples.push({ labels: labels.bounded(name, 'quantile', quantile), value: stale ? STALE : value });
    });
    if (samples.length > MAX_EXPLICIT_BUCKETS) return `tem mais de ${MAX_EXPLICIT_BUCKETS} quantis`;
    if (problem !== '') return problem;
    addSumAndCount(samples, point, name, labels);
    return samples;
  },
};

/** `total` é a soma dos baldes, se vieram. */
function histogramSamples(
  point: PointReader,
  name: string,
  labels: PointLabels,
  { bounds, counts }: Buckets,
  total: number | undefined,
  exemplarsField: number,
): PointSamples {
  const count = point.fixed64(4);
  const stale = point.hasNoValue();
  if (!stale && total !== undefined && total !== count) return `diz ter ${count} valores, e os baldes somam ${total}`;
  const bucket = (bound: number, value: number): PointSample => ({
    labels: labels.bounded(`${name}_bucket`, 'le', bound),
    value: stale ? STALE : value,
  });
  const samples = bounds.map((bound, i) => bucket(bound, counts[i]));
  samples.push(bucket(Infinity, count));
  for (const exemplar of readExemplars(point, exemplarsField)) {
    const at = bounds.findIndex((bound) => exemplar.value <= bound);
    const sample = samples[at < 0 ? samples.length - 1 : at];
    ((sample.exemplars ??= []) as Exemplar[]).push(exemplar);
  }
  addSumAndCount(samples, point, name, labels);
  return samples;
}

/** A soma é opcional: sem ela (valores negativos, por exemplo), não há a série. */
function addSumAndCount(samples: PointSample[], point: PointReader, name: string, labels: PointLabels): void {
  const stale = point.hasNoValue();
  if (point.has(5)) samples.push({ labels: labels.named(`${name}_sum`), value: stale ? STALE : point.double(5) });
  samples.push({ labels: labels.named(`${name}_count`), value: stale ? STALE : point.fixed64(4) });
}

/** `undefined` se são baldes demais. */
function readBuckets(point: PointReader, field: number): { offset: number; counts: number[] } | undefined {
  if (!point.has(field)) return { offset: 0, counts: [] };
  bucketsReader.read(point.bytes, point.startOf(field), point.endOf(field));
  if (bucketsReader.listBytes(2) > MAX_EXPONENTIAL_COUNTS * MAX_VARINT_BYTES) return undefined;
  const counts = bucketsReader.varints(2);
  return counts.length > MAX_EXPONENTIAL_COUNTS ? undefined : { offset: bucketsReader.sint32(1), counts };
}
