/** `/api/v1/series`, `labels`, `label/{nome}/values` e `query_exemplars`: o que há guardado, sem os valores. */
import { labelsKey } from '../query/labels-key.ts';
import { compareText } from '../store/attribute-text.ts';
import type { Labels, MetricStore, SeriesExemplars } from '../store/metrics/metric-store.ts';
import { parseMatchers, parseQuery, loadPromql } from './prometheus-engine.ts';
import { PrometheusError } from './prometheus-error.ts';
import { formatValue, labelsJson, secondsJson } from './prometheus-json.ts';
import { timeBounds } from './prometheus-params.ts';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** @throws PrometheusError */
export async function findSeries(metrics: MetricStore, params: URLSearchParams): Promise<Labels[]> {
  if (!params.has('match[]')) throw new PrometheusError('bad_data', 'no match[] parameter provided');
  const { minMs, maxMs } = timeBounds(params);
  const { sortByLabels } = await loadPromql();
  const found = new Map<string, Labels>();
  for (const matchers of await parseMatchers(params, 'match[]')) {
    for (const labels of metrics.selectLabels(matchers, minMs, maxMs)) found.set(labelsKey(labels), labels);
  }
  return sortByLabels([...found.values()].map((labels) => ({ labels }))).map(({ labels }) => labels);
}

/** @throws PrometheusError */
export function labelNames(metrics: MetricStore, params: URLSearchParams): Promise<string[]> {
  return collect(metrics, params, (labels, found) => {
    for (const [name] of labels) found.add(name);
  });
}

/** @throws PrometheusError */
export async function labelValues(metrics: MetricStore, name: string, params: URLSearchParams): Promise<string[]> {
  if (!LABEL_NAME.test(name)) throw new PrometheusError('bad_data', `invalid label name: ${JSON.stringify(name)}`);
  return collect(metrics, params, (labels, found) => {
    const value = labels.find(([each]) => each === name)?.[1];
    if (value !== undefined) found.add(value);
  });
}

/** Sem repetição, em ordem. Sem `match[]`, de todas as séries. */
async function collect(
  metrics: MetricStore,
  params: URLSearchParams,
  add: (labels: Labels, found: Set<string>) => void,
): Promise<string[]> {
  const { minMs, maxMs } = timeBounds(params);
  const matcherSets = await parseMatchers(params);
  const found = new Set<string>();
  for (const matchers of matcherSets.length > 0 ? matcherSets : [[]]) {
    for (const labels of metrics.selectLabels(matchers, minMs, maxMs)) add(labels, found);
  }
  return [...found].toSorted(compareText);
}

/** Os exemplars das séries de todos os seletores da expressão; `undefined` se ela não tem seletores. @throws PrometheusError */
export async function findExemplars(
  metrics: MetricStore,
  params: URLSearchParams,
): Promise<SeriesExemplars[] | undefined> {
  const { minMs, maxMs } = timeBounds(params);
  if (maxMs < minMs) throw new PrometheusError('bad_data', 'end timestamp must not be before start timestamp');
  const { selectorsOf, sortByLabels } = await loadPromql();
  const selectors = selectorsOf(await parseQuery(params.get('query') ?? ''));
  if (selectors.length === 0) return undefined;
  const found = new Map<string, SeriesExemplars>();
  for (const { matchers } of selectors) {
    for (const series of metrics.selectExemplars(matchers, minMs, maxMs)) found.set(labelsKey(series.labels), series);
  }
  return sortByLabels([...found.values()]);
}

export function exemplarsJson({ labels, exemplars }: SeriesExemplars): string {
  const items = exemplars.map(
    (exemplar) =>
      `{"labels":${labelsJson(exemplar.labels)},"value":"${formatValue(exemplar.value)}","timestamp":${secondsJson(exemplar.timestampMs)}}`,
  );
  return `{"seriesLabels":${labelsJson(labels)},"exemplars":[${items.join(',')}]}`;
}
