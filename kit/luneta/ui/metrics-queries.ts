/** A consulta que desenha cada tipo de métrica: a mesma que se escreveria no Grafana, e que a página mostra para copiar. */
import { METRIC_NAME } from '../store/metrics/metric-store.ts';
import type { MetricEntry } from './metrics-catalog.ts';
import { perSecond, type Quantity, quantityOf } from './metrics-units.ts';

/** O que se calcula, que é o que a frase ao lado da consulta explica. */
export type QueryKind = 'rate' | 'value' | 'valueBy' | 'quantiles' | 'quantileBy' | 'mean' | 'summary' | 'free';

export const QUANTILES = [0.5, 0.95, 0.99] as const;
/** O quantil que representa os três: o que se divide por rótulo, e o que vai em destaque. */
export const MAIN_QUANTILE = 0.95;

export interface QueryPlan {
  kind: QueryKind;
  /** A que se mostra e se copia. */
  text: string;
  /** As que desenham: uma por quantil, ou a própria. */
  parts: readonly { text: string; label?: string }[];
  window: string;
  by: string;
  quantity: Quantity;
}

export interface PlanOptions {
  /** Só as séries deste `job`; `''`: todas. */
  job?: string;
  /** Uma linha por valor deste rótulo; `''`: o que for melhor para o tipo. */
  by?: string;
  /** Do `rate`: `1m`. */
  window: string;
}

export function planQuery(entry: MetricEntry, { job = '', by = '', window }: PlanOptions): QueryPlan {
  const { name, type } = entry;
  const quantity = quantityOf(entry.unit, name);
  const select = (suffix = ''): string => selector(name + suffix, job);
  const one = (kind: QueryKind, text: string, shown = quantity): QueryPlan => ({
    kind,
    text,
    parts: [{ text }],
    window,
    by,
    quantity: shown,
  });
  const grouping = labelName(by || 'job');

  if (type === 'counter')
    return one('rate', `sum by (${grouping}) (rate(${select()}[${window}]))`, perSecond(quantity));
  if (type === 'summary') return one('summary', selector(name, job));
  if (type === 'histogram') {
    if (!entry.seriesNames.includes(`${name}_bucket`)) {
      const total = (suffix: string): string => `sum by (${grouping}) (rate(${select(suffix)}[${window}]))`;
      return one('mean', `${total('_sum')} / ${total('_count')}`);
    }
    const quantile = (q: number): string =>
      `histogram_quantile(${q}, sum by (${by ? `le, ${grouping}` : 'le'}) (rate(${select('_bucket')}[${window}])))`;
    if (by) return one('quantileBy', quantile(MAIN_QUANTILE));
    return {
      ...one('quantiles', quantile(MAIN_QUANTILE)),
      parts: QUANTILES.map((q) => ({ text: quantile(q), label: `p${q * 100}` })),
    };
  }
  return by ? one('valueBy', `avg by (${grouping}) (${select()})`) : one('value', select());
}

/** Quanto há em cada balde a cada passo: o mapa de calor. */
export function heatmapQuery({ name }: MetricEntry, window: string): string {
  return `sum by (le) (increase(${selector(`${name}_bucket`)}[${window}]))`;
}

/** O que a métrica já somou; `undefined` se não é das que somam. */
export function totalQuery({ name, type }: MetricEntry, job = ''): string | undefined {
  if (type === 'counter') return `sum(${selector(name, job)})`;
  return type === 'histogram' || type === 'summary' ? `sum(${selector(`${name}_count`, job)})` : undefined;
}

/** Uma série só, por todos os rótulos dela; por nomes estranhos que sejam. */
export function selector(name: string, job = '', extra: readonly (readonly [string, string])[] = []): string {
  // Palavras da linguagem (`sum`, `inf`) e nomes reservados vão na condição, que aceita qualquer nome.
  const plain = /^(?!__)[a-z_:]\w*[_:][\w:]*$/i.test(name);
  const conditions = [
    ...(plain ? [] : [[METRIC_NAME, name] as const]),
    ...(job === '' ? [] : [['job', job] as const]),
    ...extra,
  ].map(([label, value]) => `${labelName(label)}=${quoted(value)}`);
  return `${plain ? name : ''}${conditions.length > 0 ? `{${conditions.join(', ')}}` : ''}`;
}

/** Um nome de rótulo fora do comum vai entre aspas, como o Prometheus 3 aceita. */
function labelName(name: string): string {
  return /^[a-z_]\w*$/i.test(name) ? name : quoted(name);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A consulta escrita na página. A unidade é a da métrica, onde dá para saber; senão, um número. */
export function freeQuery(text: string, entry: MetricEntry | undefined, window: string): QueryPlan {
  const plain = quantityOf('', '');
  const own = entry ? quantityOf(entry.unit, entry.name) : plain;
  return { kind: 'free', text, parts: [{ text }], window, by: '', quantity: freeQuantity(text, own, plain) };
}

function freeQuantity(text: string, own: Quantity, plain: Quantity): Quantity {
  if (/^\s*histogram_quantile\b/.test(text)) return own;
  if (/[*/%^]|\bcount\b|_count\b|_bucket\b|\bhistogram_/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, ''))) return plain;
  return /\b(?:rate|irate|deriv)\b/.test(text) ? perSecond(own) : own;
}

/** Cada série sozinha, com o que se lê do tipo dela: a taxa, o p95 ou o valor. */
export function seriesQuery(entry: MetricEntry, window: string): Pick<QueryPlan, 'parts' | 'quantity'> {
  const { name, type, seriesNames } = entry;
  const quantity = quantityOf(entry.unit, name);
  const one = (text: string, shown = quantity) => ({ parts: [{ text }], quantity: shown });
  if (type === 'counter') return one(`rate(${selector(name)}[${window}])`, perSecond(quantity));
  if (type !== 'histogram') return one(selector(name));
  return seriesNames.includes(`${name}_bucket`)
    ? one(`histogram_quantile(${MAIN_QUANTILE}, rate(${selector(`${name}_bucket`)}[${window}]))`)
    : one(`rate(${selector(`${name}_sum`)}[${window}]) / rate(${selector(`${name}_count`)}[${window}])`);
}
