/** RED (rate, errors, duration) por serviço, das métricas que a Luneta deriva dos spans. */
import type { TimeGrid } from './charts/time-grid.ts';
import { rateWindow } from './charts/time-grid.ts';
import { type MetricEntry, SPAN_METRICS_PREFIX, valueOf } from './metrics-catalog.ts';
import { type Chart, type ChartLine, drawQuery } from './metrics-charts.ts';
import { MAIN_QUANTILE } from './metrics-queries.ts';
import type { SampleTimes } from './metrics-time.ts';
import { perSecond, type Quantity, quantityOf } from './metrics-units.ts';
import type { MetricsDeps } from './routes/metrics-routes.ts';

export interface RedRow {
  service: string;
  /** Quantas, desde que a Luneta subiu. */
  calls?: number;
  rate?: ChartLine;
  errors?: ChartLine;
  duration?: ChartLine;
}

export interface RedTable {
  rows: readonly RedRow[];
  /** Serviços que ficaram de fora. */
  left: number;
  queries: readonly string[];
  grid: TimeGrid;
  quantities: { calls: Quantity; rate: Quantity; errors: Quantity; duration: Quantity };
  /** Nenhum span é de servidor nem de consumidor: a conta é de todos. */
  allKinds: boolean;
  metrics: number;
}

const MAX_ROWS = 8;
/** Quem atende: as chamadas que um serviço faz já contam no serviço chamado. */
const SERVING = 'span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"';
const FAILED = 'status_code="STATUS_CODE_ERROR"';
const EVERY_SERVICE = 1_000;

/**
 * `undefined` se ainda não há chamadas contadas. Os serviços com mais chamadas primeiro, e uma taxa só depois de duas
 * leituras do contador. @throws PromqlError
 */
export async function readRed(
  { metrics, colorsFor }: MetricsDeps,
  entries: readonly MetricEntry[],
  grid: TimeGrid,
  times: ReadonlyMap<MetricEntry, SampleTimes>,
): Promise<RedTable | undefined> {
  const calls = entries.find(({ name }) => name === `${SPAN_METRICS_PREFIX}calls_total`);
  const durations = entries.find(({ type, name }) => type === 'histogram' && name.includes('duration'));
  if (!calls) return undefined;
  const window = rateWindow(grid.stepMs, times.get(calls)?.intervalMs ?? 0);
  const quantities = {
    calls: quantityOf('', 'calls'),
    rate: perSecond(quantityOf('', 'calls')),
    errors: quantityOf('', 'errors_ratio'),
    duration: quantityOf(durations?.unit ?? '', durations?.name ?? ''),
  };
  const read = (text: string, quantity: Quantity): Promise<Chart> =>
    drawQuery(metrics, { parts: [{ text }], quantity }, grid, { maxLines: EVERY_SERVICE, colorsFor });
  const queriesFor = (kind: string) => {
    const rate = (more: string): string =>
      `sum by (service_name) (rate(${calls.name}${braces(kind, more)}[${window}]))`;
    const buckets = durations && `rate(${durations.name}_bucket${braces(kind)}[${window}])`;
    return {
      calls: `sum by (service_name) (${calls.name}${braces(kind)})`,
      rate: rate(''),
      errors: `${rate(FAILED)} / ${rate('')}`,
      duration: buckets && `histogram_quantile(${MAIN_QUANTILE}, sum by (le, service_name) (${buckets}))`,
    };
  };

  let queries = queriesFor(SERVING);
  let totals = await read(queries.calls, quantities.calls);
  const allKinds = totals.total === 0;
  if (allKinds) {
    queries = queriesFor('');
    totals = await read(queries.calls, quantities.calls);
  }
  const rates = byService(await read(queries.rate, quantities.rate));
  const errors = byService(await read(queries.errors, quantities.errors));
  const duration = queries.duration
    ? byService(await read(queries.duration, quantities.duration))
    : new Map<string, ChartLine>();
  const rows = [...byService(totals)].map(([service, { last }]) => ({
    service,
    calls: last,
    rate: rates.get(service),
    errors: errors.get(service),
    duration: duration.get(service),
  }));
  return {
    rows: rows.slice(0, MAX_ROWS),
    left: Math.max(rows.length - MAX_ROWS, 0),
    queries: Object.values(queries).filter((text) => text !== undefined),
    grid,
    quantities,
    allKinds,
    metrics: entries.length,
  };
}

function braces(...conditions: readonly string[]): string {
  const present = conditions.filter((condition) => condition !== '');
  return present.length > 0 ? `{${present.join(', ')}}` : '';
}

function byService({ lines }: Chart): Map<string, ChartLine> {
  return new Map(lines.map((line) => [valueOf(line.labels, 'service_name'), line]));
}
