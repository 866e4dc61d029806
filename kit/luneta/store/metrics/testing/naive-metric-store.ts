/**
 * O armazenamento de métricas mais simples que cumpre o contrato: listas, e nenhum limite. Serve de dublê a quem consulta,
 * e de oráculo a quem compara uma implementação rápida com o que ela deveria responder.
 */
import {
  type AppendedPoints,
  type Exemplar,
  type LabelMatcher,
  type Labels,
  MAX_EXEMPLARS_PER_SERIES,
  type MetricFamily,
  type MetricMetadata,
  type MetricPoint,
  type MetricStats,
  type MetricStore,
  type PointSample,
  type RejectedSeries,
  type SeriesExemplars,
  type SeriesSamples,
} from '../metric-store.ts';

interface Series {
  labels: Labels;
  timestampsMs: number[];
  /** `Float64Array`, de um valor: uma lista comum não conserva os bits de um NaN. */
  values: Float64Array[];
  exemplars: Exemplar[];
  /** O último valor que não é ausência: o que a soma `delta` continua, e o que um recomeço deveria ter feito cair. */
  total: number;
  startMs?: number;
}

export class NaiveMetricStore implements MetricStore {
  readonly #series = new Map<string, Series>();
  readonly #metadata = new Map<string, MetricMetadata>();
  #version = 0;

  append(families: readonly MetricFamily[]): AppendedPoints {
    let accepted = 0;
    for (const { metadata, points } of families) {
      this.#metadata.set(metadata.name, { ...metadata });
      for (const point of points) {
        for (const sample of point.samples) this.#appendSample(point, sample);
        accepted++;
      }
    }
    this.#version++;
    return { accepted, rejected: 0, reason: '' };
  }

  select(matchers: readonly LabelMatcher[], minMs: number, maxMs: number): SeriesSamples[] {
    return this.#find(matchers, minMs, maxMs).map(({ labels, timestampsMs, values }) => {
      const inside = timestampsMs.map((_, i) => i).filter((i) => timestampsMs[i] >= minMs && timestampsMs[i] <= maxMs);
      const copied = new Float64Array(inside.length);
      inside.forEach((from, to) => copied.set(values[from], to));
      return { labels, timestampsMs: Float64Array.from(inside, (i) => timestampsMs[i]), values: copied };
    });
  }

  selectLabels(matchers: readonly LabelMatcher[], minMs: number, maxMs: number): Labels[] {
    return this.#find(matchers, minMs, maxMs).map(({ labels }) => labels);
  }

  selectExemplars(matchers: readonly LabelMatcher[], minMs: number, maxMs: number): SeriesExemplars[] {
    return [...this.#series.values()]
      .filter(({ labels }) => matchers.every((matcher) => matcher.matches(valueOf(labels, matcher.name))))
      .map(({ labels, exemplars }) => ({
        labels,
        exemplars: exemplars.filter(({ timestampMs }) => timestampMs >= minMs && timestampMs <= maxMs),
      }))
      .filter(({ exemplars }) => exemplars.length > 0);
  }

  getMetadata(name?: string): MetricMetadata[] {
    return [...this.#metadata.values()]
      .filter((metadata) => name === undefined || metadata.name === name)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  getRejected(): RejectedSeries[] {
    return [];
  }

  getStats(): MetricStats {
    const samples = [...this.#series.values()].reduce((sum, { values }) => sum + values.length, 0);
    return {
      metrics: this.#metadata.size,
      series: this.#series.size,
      samples,
      bytes: samples * 16,
      maxBytes: Infinity,
      maxSeries: Infinity,
      evictedSamples: 0,
      rejectedPoints: 0,
      version: this.#version,
    };
  }

  #appendSample({ timestampMs, startMs, isDelta }: MetricPoint, sample: PointSample): void {
    const series = this.#seriesOf(sample.labels);
    const lastMs = series.timestampsMs.at(-1) ?? -Infinity;
    if (timestampMs <= lastMs) {
      const isRepeated = timestampMs === lastMs && startMs === series.startMs && startMs! < timestampMs;
      if (!isDelta || isRepeated || Number.isNaN(sample.value)) return;
      series.total += sample.value;
      const last = series.values.at(-1)!;
      if (!Number.isNaN(last[0])) last[0] = series.total;
      addExemplars(series, sample);
      return;
    }
    if (Number.isNaN(sample.value)) {
      push(series, timestampMs, sample.value);
      return;
    }
    const value = isDelta ? series.total + sample.value : sample.value;
    if (startMs !== undefined) {
      const hasRestarted =
        !isDelta && series.startMs !== undefined && startMs > series.startMs && value >= series.total;
      if (hasRestarted && startMs > lastMs && startMs < timestampMs) push(series, startMs, 0);
      series.startMs = startMs;
    }
    push(series, timestampMs, value);
    series.total = value;
    addExemplars(series, sample);
  }

  #seriesOf(given: Labels): Series {
    const labels = given.filter(([, value]) => value !== '').toSorted(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(labels);
    let series = this.#series.get(key);
    if (!series) {
      series = { labels, timestampsMs: [], values: [], exemplars: [], total: 0 };
      this.#series.set(key, series);
    }
    return series;
  }

  #find(matchers: readonly LabelMatcher[], minMs: number, maxMs: number): Series[] {
    return [...this.#series.values()].filter(
      ({ labels, timestampsMs }) =>
        matchers.every((matcher) => matcher.matches(valueOf(labels, matcher.name))) &&
        timestampsMs.some((timestampMs) => timestampMs >= minMs && timestampMs <= maxMs),
    );
  }
}

function valueOf(labels: Labels, name: string): string {
  return labels.find(([each]) => each === name)?.[1] ?? '';
}

function addExemplars(series: Series, { exemplars = [] }: PointSample): void {
  series.exemplars = [...series.exemplars, ...exemplars].slice(-MAX_EXEMPLARS_PER_SERIES);
}

function push(series: Series, timestampMs: number, value: number): void {
  series.timestampsMs.push(timestampMs);
  series.values.push(Float64Array.of(value));
}
