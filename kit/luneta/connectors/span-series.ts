/**
 * A conta de um tipo de span (serviço, operação, tipo e status): quantos foram, e quanto duraram. Um contador e um histograma,
 * que no Prometheus são vinte séries.
 */
import type { Exemplar, Labels, MetricFamily, MetricPoint, PointSample } from '../store/metrics/metric-store.ts';
import { METRIC_NAME } from '../store/metrics/metric-store.ts';
import type { ArrivedSpan } from '../store/store.ts';

/** Os nomes que o conector `span_metrics` do Collector dá, depois do exporter do Prometheus. */
export const CALLS = 'traces_span_metrics_calls_total';
export const DURATION = 'traces_span_metrics_duration_milliseconds';

/** Os baldes de fábrica do conector, em milissegundos. */
const BOUNDS_MS = [2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1000, 1400, 2000, 5000, 10_000, 15_000];
const BUCKET_NAMES = [...BOUNDS_MS.map(String), '+Inf'];

const NS_PER_MS = 1_000_000;

/** O que distingue uma conta de outra, já em rótulos: nome e valor, sem vazios, em ordem. */
export class SpanSeries {
  readonly #labels: {
    calls: Labels;
    sum: Labels;
    count: Labels;
    buckets: Labels[];
  };
  /** Spans por balde, sem acumular. */
  readonly #buckets = new Float64Array(BUCKET_NAMES.length);
  #count = 0;
  #sumMs = 0;
  /** O primeiro span de cada balde desde a última escrita. */
  readonly #exemplars: (Exemplar | undefined)[] = [];
  /** A conta como estava antes do que chegou desde a última escrita; `undefined` se nada chegou. */
  #before: { count: number; sumMs: number; buckets: Float64Array } | undefined;
  /** Quando chegou o último span contado, e quando se escreveu. */
  changedAtMs = 0;
  #writtenAtMs: number | undefined;

  constructor(dimensions: Readonly<Record<string, string>>) {
    const named = (name: string, le?: string): Labels =>
      Object.entries({ ...dimensions, [METRIC_NAME]: name, ...(le === undefined ? {} : { le }) })
        .filter(([, value]) => value !== '')
        .toSorted(([a], [b]) => (a < b ? -1 : 1));
    this.#labels = {
      calls: named(CALLS),
      sum: named(`${DURATION}_sum`),
      count: named(`${DURATION}_count`),
      buckets: BUCKET_NAMES.map((le) => named(`${DURATION}_bucket`, le)),
    };
  }

  get changed(): boolean {
    return this.#before !== undefined;
  }

  observe(span: ArrivedSpan, nowMs: number): void {
    this.#before ??= { count: this.#count, sumMs: this.#sumMs, buckets: this.#buckets.slice() };
    const ms = span.durationNs / NS_PER_MS;
    let bucket = 0;
    while (bucket < BOUNDS_MS.length && ms > BOUNDS_MS[bucket]) bucket++;
    this.#buckets[bucket]++;
    this.#count++;
    this.#sumMs += ms;
    this.changedAtMs = nowMs;
    this.#exemplars[bucket] ??= {
      labels: [
        ['span_id', span.spanId()],
        ['trace_id', span.traceId()],
      ],
      value: ms,
      timestampMs: nowMs,
    };
  }

  /** Passou este tempo sem que se escrevesse nada. Quem nunca foi escrito também está quieto. */
  isQuiet(nowMs: number, quietMs: number): boolean {
    return this.#writtenAtMs === undefined || nowMs - this.#writtenAtMs >= quietMs;
  }

  /** Os pontos com a conta como era antes do que chegou: o degrau começa onde `rate` o vê. */
  pointsBefore(atMs: number): SpanPoints {
    return this.#points(atMs, this.#before ?? this.#now(), []);
  }

  /** Os pontos com a conta de agora, que passa a ser a última escrita. */
  takePoints(nowMs: number): SpanPoints {
    const points = this.#points(nowMs, this.#now(), this.#exemplars);
    this.#before = undefined;
    this.#exemplars.length = 0;
    this.#writtenAtMs = nowMs;
    return points;
  }

  #now(): { count: number; sumMs: number; buckets: Float64Array } {
    return { count: this.#count, sumMs: this.#sumMs, buckets: this.#buckets };
  }

  #points(
    timestampMs: number,
    { count, sumMs, buckets }: { count: number; sumMs: number; buckets: Float64Array },
    exemplars: readonly (Exemplar | undefined)[],
  ): SpanPoints {
    let cumulative = 0;
    const samples: PointSample[] = this.#labels.buckets.map((labels, i) => {
      const exemplar = exemplars[i];
      const sample = { labels, value: (cumulative += buckets[i]) };
      return exemplar ? { ...sample, exemplars: [exemplar] } : sample;
    });
    samples.push({ labels: this.#labels.sum, value: sumMs }, { labels: this.#labels.count, value: count });
    return {
      calls: { timestampMs, isDelta: false, samples: [{ labels: this.#labels.calls, value: count }] },
      duration: { timestampMs, isDelta: false, samples },
    };
  }
}

export interface SpanPoints {
  calls: MetricPoint;
  duration: MetricPoint;
}

/** As duas famílias, com os pontos de muitas contas. */
export function spanFamilies(points: readonly SpanPoints[]): MetricFamily[] {
  return [
    {
      metadata: {
        name: CALLS,
        type: 'counter',
        help: 'Spans recebidos, por serviço, operação, tipo e status. Derivada dos spans.',
        unit: '',
        isDelta: false,
      },
      points: points.map(({ calls }) => calls),
    },
    {
      metadata: {
        name: DURATION,
        type: 'histogram',
        help: 'Duração dos spans, por serviço, operação, tipo e status. Derivada dos spans.',
        unit: 'ms',
        isDelta: false,
      },
      points: points.map(({ duration }) => duration),
    },
  ];
}
