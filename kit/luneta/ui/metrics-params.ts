/**
 * Os parâmetros de `/metricas`. A lista: `q` (no nome ou na descrição), `service`, `type`, `prefix`, `groupBy`, `range`
 * e `show`. Uma métrica: `metric`, `by` (o rótulo que a divide) e `range`; com `query`, o desenho é o dela.
 */
import type { MetricType } from '../store/metrics/metric-store.ts';
import { isRange, type Range } from './charts/time-grid.ts';

export const METRICS_PAGE = '/metricas';
export const METRIC_TYPES = ['counter', 'gauge', 'histogram', 'summary', 'unknown'] as const satisfies MetricType[];
export const METRIC_GROUPINGS = ['prefix', 'service'] as const;
export type MetricGrouping = (typeof METRIC_GROUPINGS)[number];

/** Gráficos na página; o resto, de tantos em tantos, a pedido. */
export const CHARTS_PER_PAGE = 24;
const MAX_CHARTS = 120;

export interface MetricsForm {
  q: string;
  service: string;
  type: MetricType | '';
  prefix: string;
  groupBy: MetricGrouping;
  range: Range;
  show: number;
  metric: string;
  by: string;
  query: string;
}

const DEFAULTS: MetricsForm = {
  q: '',
  service: '',
  type: '',
  prefix: '',
  groupBy: 'prefix',
  range: '15m',
  show: CHARTS_PER_PAGE,
  metric: '',
  by: '',
  query: '',
};

/** Um valor que não existe é como um que não veio. */
export function parseMetricsForm(params: URLSearchParams): MetricsForm {
  const text = (name: string): string => (params.get(name) ?? '').trim();
  const range = text('range');
  const show = Number(text('show'));
  return {
    q: text('q'),
    service: params.get('service') ?? '',
    type: METRIC_TYPES.find((known) => known === text('type')) ?? DEFAULTS.type,
    prefix: text('prefix'),
    groupBy: METRIC_GROUPINGS.find((known) => known === text('groupBy')) ?? DEFAULTS.groupBy,
    range: isRange(range) ? range : DEFAULTS.range,
    show: Number.isInteger(show) ? Math.min(Math.max(show, CHARTS_PER_PAGE), MAX_CHARTS) : DEFAULTS.show,
    metric: params.get('metric') ?? '',
    by: text('by'),
    query: text('query'),
  };
}

/** Só o que difere do padrão entra na URL. */
export function metricsUrl(form: Partial<MetricsForm>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    if (value !== DEFAULTS[name as keyof MetricsForm]) params.set(name, String(value));
  }
  const query = params.toString();
  return query ? `${METRICS_PAGE}?${query}` : METRICS_PAGE;
}
