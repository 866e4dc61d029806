/**
 * Uma página do Prometheus → famílias do armazenamento, com o alvo (`job`, `instance`) nos rótulos e os mesmos nomes que a
 * métrica teria por OTLP. O que uma página não diz não se adivinha: um UpDownCounter chega como gauge.
 */
import { compareText } from '../store/attribute-text.ts';
import {
  type Exemplar,
  type Labels,
  METRIC_NAME,
  type MetricFamily,
  type MetricMetadata,
  type MetricPoint,
  type PointSample,
} from '../store/metrics/metric-store.ts';
import { MAX_AHEAD_MS } from './far-future.ts';
import { type MetricTarget, withTarget } from './otlp-metric-resource.ts';
import { prometheusMetricName } from './prometheus-names.ts';
import type { LabelPair, PageFormat } from './prometheus-line.ts';
import type { PageFamily, PageSample, PrometheusPage } from './prometheus-page.ts';

export interface CurrentSeries {
  labels: Labels;
  /** Da família dela. */
  metadata: MetricMetadata;
}

export interface ScrapedSeries {
  families: MetricFamily[];
  /**
   * As séries que a página tem sem dizer de quando são, por uma chave só delas: quando uma some da página, acabou. De uma que
   * diz o instante, como no Prometheus, não se sabe.
   */
  current: Map<string, CurrentSeries>;
}

/** O que o exporter do SDK de JavaScript escreve quando não há descrição. */
const NO_DESCRIPTION = 'description missing';

/** @param timestampMs Quando a página foi pedida: vale para as amostras sem instante. */
export function scrapedSeries(
  { families }: PrometheusPage,
  { timestampMs, target, format }: { timestampMs: number; target: MetricTarget; format: PageFormat },
): ScrapedSeries {
  const current = new Map<string, CurrentSeries>();
  const labelled = families.map((family) => {
    const name = unifiedName(family, format);
    const metadata = metadataOf(family, name, format);
    const points = new Map<string, { timestampMs: number; samples: PointSample[] }>();
    for (const sample of family.samples) {
      const atMs = sample.timestampMs ?? timestampMs;
      if (atMs > timestampMs + MAX_AHEAD_MS) continue;
      const labels = labelsOf(sample, name + sample.name.slice(family.name.length), target);
      const key = JSON.stringify(labels);
      if (sample.timestampMs === undefined) current.set(key, { labels, metadata });
      const whole = pointKey(family, sample, atMs) ?? `${atMs} ${key}`;
      const point = points.get(whole) ?? { timestampMs: atMs, samples: [] };
      points.set(whole, point);
      point.samples.push({ labels, value: sample.value, ...exemplarsOf(sample, atMs) });
    }
    return { metadata, points: [...points.values()].map((point): MetricPoint => ({ ...point, isDelta: false })) };
  });
  return { families: labelled.filter(({ points }) => points.length > 0), current };
}

/** De quem é a página, pelo que ela mesma diz em `target_info`; sem dizer, `job` é o que se propõe. */
export function pageTarget({ families }: PrometheusPage, proposed: MetricTarget): MetricTarget {
  const info = families.find(({ name }) => name === 'target_info' || name === 'target')?.samples[0]?.labels ?? [];
  const labels = new Map(info);
  const service = labels.get('service_name');
  if (!service) return proposed;
  const namespace = labels.get('service_namespace');
  return { ...proposed, job: namespace ? `${namespace}/${service}` : service };
}

/**
 * O nome da família com a unidade por extenso, como por OTLP. No OpenMetrics o nome já a tem; no texto, quem escreve
 * `# UNIT` é o exporter do SDK de JavaScript, que não a põe no nome.
 */
function unifiedName({ name, unit, type }: PageFamily, format: PageFormat): string {
  if (unit === '' || format === 'openmetrics') return name;
  return prometheusMetricName(name, unit, type === 'counter' || type === 'gauge' ? type : 'other');
}

/** Por OTLP um contador se chama como a série dele, com `_total`; no OpenMetrics a família não o tem. */
function metadataOf({ type, unit, help }: PageFamily, name: string, format: PageFormat): MetricMetadata {
  const isBare = type === 'counter' && format === 'openmetrics';
  return {
    name: isBare ? `${name}_total` : name,
    type,
    unit,
    help: help === NO_DESCRIPTION ? '' : help,
    isDelta: false,
  };
}

/** Os baldes, a soma e a contagem de um histograma são um ponto só; `undefined` se a amostra é um ponto inteiro. */
function pointKey({ type }: PageFamily, { labels }: PageSample, atMs: number): string | undefined {
  const bound = type === 'histogram' ? 'le' : type === 'summary' ? 'quantile' : undefined;
  return bound && JSON.stringify([atMs, ...labels.filter(([name]) => name !== bound)]);
}

/** Um rótulo da página que tem o nome de um do alvo ganha `exported_`, como no Prometheus. */
function labelsOf({ labels }: PageSample, name: string, target: MetricTarget): Labels {
  const own = labels.map(([label, value]): LabelPair =>
    Object.hasOwn(target, label) ? [`exported_${label}`, value] : [label, value],
  );
  return withTarget(sorted([...own, [METRIC_NAME, name]]), target);
}

function sorted(labels: readonly LabelPair[]): Labels {
  return labels.filter(([, value]) => value !== '').toSorted(([a], [b]) => compareText(a, b));
}

function exemplarsOf({ exemplar }: PageSample, atMs: number): { exemplars?: Exemplar[] } {
  if (!exemplar) return {};
  const { labels, value, timestampMs = atMs } = exemplar;
  return { exemplars: [{ labels: sorted(labels), value, timestampMs }] };
}
