/**
 * Armazenamento de métricas em memória (contrato em `metric-store.ts`).
 *
 *   rótulos ──LabelIndex──► hash ──SeriesTable──► Series ──head/tail──► SamplePool   amostras, em blocos
 *   nome=valor ──LabelIndex──► [Series, Series]     │
 *                                                   └──metric──► StoredMetric        tipo, ajuda, as séries dela
 *
 * Uma série não tem cópia de texto nenhum: os rótulos são pares que todas compartilham. Faltando memória, e se são
 * séries demais, saem as da métrica que tem mais; senão, de todas, as amostras anteriores a um instante, escolhido para que se
 * libere um oitavo; depois, se ainda falta, séries inteiras, das que pararam há mais tempo.
 */
import { compareText } from '../attribute-text.ts';
import { canonicalLabels } from './canonical-labels.ts';
import { accumulate, hidesReset, isRepeatedDelta } from './cumulative.ts';
import { exemplarBytes, withExemplars } from './exemplars.ts';
import { IdleQueue } from './idle-queue.ts';
import { BYTES_PER_LABEL, LabelIndex } from './label-index.ts';
import { matchesAll } from './matchers.ts';
import type {
  AppendedPoints,
  LabelMatcher,
  Labels,
  MetricFamily,
  MetricMetadata,
  MetricPoint,
  MetricStats,
  MetricStore,
  PointSample,
  RejectedSeries,
  SeriesExemplars,
  SeriesSamples,
} from './metric-store.ts';
import { BYTES_PER_BLOCK, SamplePool } from './sample-pool.ts';
import { Series } from './series.ts';
import { sameLabels, SeriesTable } from './series-table.ts';
import { Slab } from './slab.ts';
import { StoredMetric } from './stored-metric.ts';

export const DEFAULT_MAX_SERIES = 50_000;
export const DEFAULT_MAX_SERIES_PER_METRIC = 20_000;
/** O menor limite que faz sentido. */
export const MIN_METRIC_STORE_BYTES = 1 << 20;
/** De uma série: nomes e valores. Mais que isto não é rótulo, é texto. */
export const MAX_LABELS_LENGTH = 16_384;
/** Métricas de que se guarda a conta de pontos recusados; as outras só entram no total. */
export const MAX_REJECTED_METRICS = 1000;
/** Do nome de uma delas: nenhuma série com um nome destes entra, e basta para dizer qual foi. */
const MAX_REJECTED_NAME = 200;

/** O objeto, a lista de rótulos, o lugar na tabela. */
const BYTES_PER_SERIES = 330;
/** Até onde o despejo vai: não vale a pena fazê-lo a cada ponto. */
const EVICTION_TARGET = 7 / 8;
/** Do limite, quanto podem ocupar as séries sem contar as amostras: além disto, o que sobra não é tempo guardado, são séries. */
const SERIES_SHARE = 3 / 4;
/** Uma métrica com até tantas séries não é a que explodiu: para ela há lugar, à custa da maior. */
const SMALL_METRIC = 100;
/** De quantos em quantos pontos se confere a memória. */
const POINTS_PER_CHECK = 1024;

export interface MemoryMetricStoreOptions {
  /** Memória para as métricas, em bytes; pelo menos `MIN_METRIC_STORE_BYTES`. */
  maxBytes: number;
  maxSeries?: number;
  maxSeriesPerMetric?: number;
  now?: () => number;
}

export class MemoryMetricStore implements MetricStore {
  readonly #maxBytes: number;
  readonly #maxSeries: number;
  readonly #maxSeriesPerMetric: number;
  readonly #now: () => number;
  readonly #pool = new SamplePool();
  readonly #index = new LabelIndex();
  readonly #table = new SeriesTable();
  readonly #metrics = new Map<string, StoredMetric>();
  readonly #idle = new IdleQueue(() => this.#table);
  readonly #idleOfLarge = new IdleQueue(() =>
    [...this.#metrics.values()].filter(({ size }) => size > SMALL_METRIC).flatMap(({ series }) => [...(series ?? [])]),
  );
  readonly #idleOf = new WeakMap<StoredMetric, IdleQueue>();
  readonly #rejected = new Map<string, number>();
  /** Memória de séries, métricas e exemplars; a das amostras e a dos rótulos, o pool e o índice sabem. */
  #seriesBytes = 0;
  #evictedSamples = 0;
  #rejectedPoints = 0;
  #version = 0;
  #nowMs = 0;
  /** As séries do ponto atual, na ordem das amostras; `undefined` é uma que não existe. */
  readonly #found: (Series | undefined)[] = [];
  /** A última que se achou. */
  #lastFound: Series | undefined;

  constructor(options: MemoryMetricStoreOptions) {
    const { maxBytes } = options;
    if (!(maxBytes >= MIN_METRIC_STORE_BYTES)) {
      throw new RangeError(`maxBytes precisa ser pelo menos ${MIN_METRIC_STORE_BYTES}; recebido: ${maxBytes}.`);
    }
    this.#maxBytes = maxBytes;
    this.#maxSeries = options.maxSeries ?? DEFAULT_MAX_SERIES;
    this.#maxSeriesPerMetric = options.maxSeriesPerMetric ?? DEFAULT_MAX_SERIES_PER_METRIC;
    this.#now = options.now ?? Date.now;
  }

  append(families: readonly MetricFamily[]): AppendedPoints {
    const result: AppendedPoints = { accepted: 0, rejected: 0, reason: '' };
    this.#nowMs = this.#now();
    let points = 0;
    for (const { metadata, points: added } of families) {
      for (const point of added) {
        const problem = this.#appendPoint(metadata, point);
        if (problem === '') result.accepted++;
        else this.#reject(metadata.name, problem, result);
        if (++points % POINTS_PER_CHECK === 0) this.#evict();
      }
      this.#updateMetadata(metadata);
    }
    this.#evict();
    return result;
  }

  select(matchers: readonly LabelMatcher[], minMs: number, maxMs: number): SeriesSamples[] {
    const selected: SeriesSamples[] = [];
    const slab = new Slab();
    for (const series of this.#find(matchers)) {
      const { timestampsMs, values } = this.#pool.copy(series, minMs, maxMs, slab);
      if (timestampsMs.length > 0) selected.push({ labels: series.labels, timestampsMs, values });
    }
    return selected;
  }

  selectLabels(matchers: readonly LabelMatcher[], minMs: number, maxMs: number): Labels[] {
    const selected: Labels[] = [];
    for (const series of this.#find(matchers)) {
      if (this.#pool.hasSamples(series, minMs, maxMs)) selected.push(series.labels);
    }
    return selected;
  }

  selectExemplars(matchers: readonly LabelMatcher[], minMs: number, maxMs: number): SeriesExemplars[] {
    const selected: SeriesExemplars[] = [];
    for (const { labels, exemplars: known } of this.#find(matchers)) {
      const exemplars = known?.filter(({ timestampMs }) => timestampMs >= minMs && timestampMs <= maxMs);
      if (exemplars && exemplars.length > 0) selected.push({ labels, exemplars });
    }
    return selected;
  }

  getMetadata(name?: string): MetricMetadata[] {
    if (name !== undefined) {
      const metric = this.#metrics.get(name);
      return metric ? [metric.metadata] : [];
    }
    return [...this.#metrics.values()].map(({ metadata }) => metadata).toSorted((a, b) => compareText(a.name, b.name));
  }

  getRejected(): RejectedSeries[] {
    return [...this.#rejected].map(([name, points]) => {
      const metric = this.#metrics.get(name);
      const rejected: RejectedSeries = { metric: name, points, series: metric?.size ?? 0 };
      const widestLabel = metric?.widestLabel();
      if (widestLabel) rejected.widestLabel = widestLabel;
      return rejected;
    });
  }

  getStats(): MetricStats {
    return {
      metrics: this.#metrics.size,
      series: this.#table.size,
      samples: this.#pool.samples,
      bytes: this.#bytes(),
      maxBytes: this.#maxBytes,
      maxSeries: this.#maxSeries,
      evictedSamples: this.#evictedSamples,
      rejectedPoints: this.#rejectedPoints,
      version: this.#version,
    };
  }

  *#find(matchers: readonly LabelMatcher[]): Iterable<Series> {
    const matches = matchesAll(matchers);
    for (const series of this.#index.candidates(matchers) ?? this.#table) if (matches(series.labels)) yield series;
  }

  /** O motivo de o recusar; `''` se entrou. */
  #appendPoint(metadata: MetricMetadata, point: MetricPoint): string {
    const { samples } = point;
    const found = this.#found;
    found.length = 0;
    let missing = 0;
    for (const sample of samples) {
      const series = this.#findSeries(sample.labels);
      found.push(series);
      if (series) continue;
      if (lengthOf(sample.labels) > MAX_LABELS_LENGTH) return `tem rótulos com mais de ${MAX_LABELS_LENGTH} caracteres`;
      missing++;
    }
    if (missing > 0) {
      const problem = this.#makeRoom(metadata.name, missing);
      if (problem !== '') return problem;
    }
    for (let i = 0; i < samples.length; i++) {
      // Abrir espaço pode ter tirado uma das que se acharam.
      const series = found[i]?.isGone === false ? found[i]! : this.#create(metadata, samples[i].labels);
      this.#appendSample(series, point, samples[i]);
    }
    return '';
  }

  #findSeries(given: Labels): Series | undefined {
    const expected = this.#lastFound?.follower;
    const series = expected && !expected.isGone && sameLabels(expected.labels, given) ? expected : this.#lookUp(given);
    if (this.#lastFound && series) this.#lastFound.follower = series;
    this.#lastFound = series;
    return series;
  }

  #lookUp(given: Labels): Series | undefined {
    const labels = canonicalLabels(given);
    const hash = this.#index.hashOf(labels);
    return hash < 0 ? undefined : this.#table.find(hash, labels);
  }

  /** Abre espaço para `missing` séries novas de uma métrica, ou diz por que não dá. */
  #makeRoom(name: string, missing: number): string {
    const metric = this.#metrics.get(name);
    const sizeOf = (): number => metric?.size ?? 0;
    while (sizeOf() + missing > this.#maxSeriesPerMetric) {
      const idle = metric && this.#idleQueueOf(metric).next(this.#nowMs);
      if (!idle) return `passou de ${this.#maxSeriesPerMetric} séries: algum atributo tem valores demais`;
      this.#remove(idle);
    }
    while (this.#table.size + missing > this.#maxSeries) {
      const idle =
        this.#idleOfLarge.next(this.#nowMs) ??
        (sizeOf() + missing <= SMALL_METRIC
          ? (oldestFirst(this.#largest())[0] ?? this.#idle.next(this.#nowMs))
          : undefined);
      if (!idle) return `não coube: já são ${this.#maxSeries} séries ao todo`;
      this.#remove(idle);
    }
    return '';
  }

  #idleQueueOf(metric: StoredMetric): IdleQueue {
    let queue = this.#idleOf.get(metric);
    if (!queue) {
      queue = new IdleQueue(() => metric.series ?? []);
      this.#idleOf.set(metric, queue);
    }
    return queue;
  }

  /** A série destes rótulos: pode já existir, se o ponto a traz duas vezes. */
  #create(metadata: MetricMetadata, given: Labels): Series {
    const known = this.#findSeries(given);
    if (known) return known;
    let metric = this.#metrics.get(metadata.name);
    if (!metric) {
      metric = new StoredMetric(metadata);
      this.#metrics.set(metric.metadata.name, metric);
      this.#seriesBytes += metric.bytes;
    }
    const series = new Series(this.#index.own(canonicalLabels(given)), metric);
    this.#index.add(series);
    series.hash = this.#index.hashOf(series.labels);
    this.#table.add(series);
    metric.add(series);
    this.#seriesBytes += bytesOf(series);
    return series;
  }

  #appendSample(series: Series, point: MetricPoint, sample: PointSample): void {
    const { timestampMs, startMs, isDelta } = point;
    series.arrivedMs = this.#nowMs;
    if (timestampMs <= series.lastMs) {
      if (isDelta) this.#appendLateDelta(series, point, sample);
      return;
    }
    const value = accumulate(series, sample.value, isDelta);
    if (!Number.isNaN(value)) {
      if (startMs !== undefined) {
        if (!isDelta && hidesReset(series, startMs, timestampMs, value)) this.#pool.push(series, startMs, 0);
        series.startMs = startMs;
      }
      series.lastValue = value;
      this.#addExemplars(series, sample);
    }
    this.#pool.push(series, timestampMs, Number.isNaN(value) ? sample.value : value);
    this.#version++;
  }

  /** Um ponto `delta` que não é posterior à última amostra (regra 3). */
  #appendLateDelta(series: Series, { timestampMs, startMs = Number.NaN }: MetricPoint, sample: PointSample): void {
    if (Number.isNaN(sample.value) || isRepeatedDelta(series, startMs, timestampMs)) return;
    series.lastValue = accumulate(series, sample.value, true);
    this.#pool.replaceLast(series, series.lastValue);
    this.#addExemplars(series, sample);
    this.#version++;
  }

  #addExemplars(series: Series, { exemplars }: PointSample): void {
    if (!exemplars || exemplars.length === 0) return;
    this.#seriesBytes -= exemplarBytes(series.exemplars);
    series.exemplars = withExemplars(series.exemplars ?? [], exemplars);
    this.#seriesBytes += exemplarBytes(series.exemplars);
  }

  #updateMetadata(metadata: MetricMetadata): void {
    const metric = this.#metrics.get(metadata.name);
    if (!metric) return;
    const before = metric.bytes;
    if (!metric.update(metadata)) return;
    this.#seriesBytes += metric.bytes - before;
    this.#version++;
  }

  #reject(name: string, problem: string, result: AppendedPoints): void {
    result.rejected++;
    if (result.reason === '') result.reason = `A métrica ${JSON.stringify(name.slice(0, 100))} ${problem}.`;
    this.#rejectedPoints++;
    this.#version++;
    // Copiado: um pedaço de texto prende na memória o texto inteiro, e este pode ter megabytes.
    const known = name.length > MAX_REJECTED_NAME ? Buffer.from(name.slice(0, MAX_REJECTED_NAME)).toString() : name;
    const before = this.#rejected.get(known);
    if (before !== undefined || this.#rejected.size < MAX_REJECTED_METRICS) {
      this.#rejected.set(known, (before ?? 0) + 1);
    }
  }

  #remove(series: Series): void {
    this.#evictedSamples += this.#pool.dropBefore(series, Infinity);
    series.isGone = true;
    series.follower = undefined;
    if (this.#lastFound === series) this.#lastFound = undefined;
    this.#table.remove(series);
    this.#index.remove(series);
    this.#seriesBytes -= bytesOf(series) + exemplarBytes(series.exemplars);
    const { metric } = series;
    metric.series?.countGone();
    if (metric.size === 0) {
      this.#metrics.delete(metric.metadata.name);
      this.#seriesBytes -= metric.bytes;
    }
    this.#version++;
  }

  #bytes(): number {
    return this.#seriesBytes + this.#index.bytes + this.#pool.blocks * BYTES_PER_BLOCK;
  }

  #evict(): void {
    if (this.#bytes() <= this.#maxBytes) return;
    this.#shrinkLargest();
    const target = this.#maxBytes * EVICTION_TARGET;
    while (this.#bytes() > target) {
      const cutoffMs = this.#cutoff(target);
      if (cutoffMs === undefined) break;
      for (const series of this.#table) this.#trim(series, cutoffMs);
    }
    if (this.#bytes() > target) this.#removeUntil(target);
  }

  /** Séries demais: saem as da métrica que tem mais. As das outras são poucas, e podem só estar paradas. */
  #shrinkLargest(): void {
    const limit = this.#maxBytes * SERIES_SHARE;
    if (this.#seriesBytes + this.#index.bytes <= limit) return;
    while (this.#seriesBytes + this.#index.bytes > limit * EVICTION_TARGET) {
      const largest = this.#largest();
      if (!largest) return;
      for (const series of oldestFirst(largest).slice(0, Math.ceil(largest.size / 4))) this.#remove(series);
    }
  }

  /** A métrica com mais séries; `undefined` se nenhuma tem mais que poucas. */
  #largest(): StoredMetric | undefined {
    let largest: StoredMetric | undefined;
    for (const metric of this.#metrics.values()) {
      if (metric.size > (largest?.size ?? SMALL_METRIC)) largest = metric;
    }
    return largest;
  }

  /** O instante antes do qual as amostras saem; `undefined` se com isso nada se liberaria. */
  #cutoff(target: number): number | undefined {
    const times = new Float64Array(this.#pool.blocks);
    let count = 0;
    for (const series of this.#table) this.#pool.visitBlockTimes(series, (lastMs) => (times[count++] = lastMs));
    times.sort();
    // Cada bloco leva a sua parte de tudo: com os últimos de uma série, vai a série.
    const toFree = Math.ceil((count * (this.#bytes() - target)) / this.#bytes());
    const oldest = times[0];
    return times.subarray(toFree).find((time) => time > oldest);
  }

  #trim(series: Series, cutoffMs: number): void {
    this.#evictedSamples += this.#pool.dropBefore(series, cutoffMs);
    if (series.head < 0) {
      this.#remove(series);
    } else if (series.exemplars?.some(({ timestampMs }) => timestampMs < cutoffMs)) {
      this.#seriesBytes -= exemplarBytes(series.exemplars);
      series.exemplars = series.exemplars.filter(({ timestampMs }) => timestampMs >= cutoffMs);
      this.#seriesBytes += exemplarBytes(series.exemplars);
    }
  }

  /** Tirar amostras já não basta: saem séries, das mais antigas; entre iguais, das métricas que têm mais. */
  #removeUntil(target: number): void {
    const byAge = [...this.#table].toSorted((a, b) => a.lastMs - b.lastMs || b.metric.size - a.metric.size);
    for (const series of byAge) {
      if (this.#bytes() <= target) return;
      this.#remove(series);
    }
  }
}

/** As séries de uma métrica, das que há mais tempo não recebem nada. */
function oldestFirst(metric: StoredMetric | undefined): Series[] {
  return [...(metric?.series ?? [])].toSorted((a, b) => a.arrivedMs - b.arrivedMs);
}

function bytesOf({ labels }: Series): number {
  return BYTES_PER_SERIES + labels.length * BYTES_PER_LABEL;
}

function lengthOf(labels: Labels): number {
  let length = 0;
  for (const [name, value] of labels) length += name.length + value.length;
  return length;
}
