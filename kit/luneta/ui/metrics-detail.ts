/** O que a página de uma métrica mostra: o gráfico grande, o mapa de calor, os exemplars e cada série. */
import { startSlices } from '../http/slices.ts';
import { PromqlError } from '../query/promql/promql-error.ts';
import { METRIC_NAME } from '../store/metrics/metric-store.ts';
import type { ExemplarMark } from './charts/exemplar-marks.tsx';
import { type Heatmap, readHeatmap } from './charts/heatmap-cells.ts';
import { rangeStart, rateWindow, timeGrid, type TimeGrid } from './charts/time-grid.ts';
import type { MetricEntry } from './metrics-catalog.ts';
import { type Chart, drawQuery } from './metrics-charts.ts';
import { exactly, readExemplars } from './metrics-exemplars.ts';
import type { MetricsForm } from './metrics-params.ts';
import { freeQuery, heatmapQuery, planQuery, type QueryPlan, seriesQuery } from './metrics-queries.ts';
import { readSampleTimes } from './metrics-time.ts';
import type { MetricsDeps } from './routes/metrics-routes.ts';

const MAX_LINES = 20;
/** Linhas da tabela de séries. */
const MAX_ROWS = 50;
const MAX_EXEMPLARS = 100;
const MAX_LABELS = 16;
const MANY_SERIES = 500;
const POINTS = { few: 80, many: 240 };

export interface LabelChoice {
  name: string;
  values: number;
}

export interface MetricDetail {
  /** Ausente numa consulta livre. */
  entry?: MetricEntry;
  plan: QueryPlan;
  grid: TimeGrid;
  /** Ausente se a consulta não pôde ser respondida. */
  chart?: Chart;
  problem?: PromqlError;
  heatmap?: Heatmap;
  exemplars: readonly ExemplarMark[];
  /** Uma linha por série, com o valor que se lê do tipo. */
  series?: Chart;
  labels: readonly LabelChoice[];
}

/** Em fatias. Uma consulta que não se pode responder vem em `problem`. */
export async function readMetricsDetail(
  deps: MetricsDeps,
  form: MetricsForm,
  entry: MetricEntry | undefined,
  nowMs: number,
): Promise<MetricDetail> {
  const { metrics, catalog, colorsFor } = deps;
  const pause = startSlices();
  const minMs = rangeStart(form.range, nowMs);
  const seen = (entry ? [entry] : catalog.read().slice(0, 20)).map((one) =>
    readSampleTimes(metrics, one, minMs, nowMs),
  );
  const firstMs = seen.reduce((least, { firstMs: own = Infinity }) => Math.min(least, own), Infinity);
  const intervalMs = seen.reduce((most, one) => Math.max(most, one.intervalMs), 0);
  const points = entry && entry.series > MANY_SERIES ? POINTS.few : POINTS.many;
  const grid = timeGrid(form.range, nowMs, Number.isFinite(firstMs) ? firstMs : undefined, points);
  const window = rateWindow(grid.stepMs, intervalMs);
  const plan =
    entry && form.query === '' ? planQuery(entry, { by: form.by, window }) : freeQuery(form.query, entry, window);
  const empty: MetricDetail = { entry, plan, grid, exemplars: [], labels: [] };
  await pause();
  try {
    const detail: MetricDetail = {
      ...empty,
      chart: await drawQuery(metrics, plan, grid, { maxLines: MAX_LINES, colorsFor }),
    };
    if (!entry) return detail;
    await pause();
    const coarse = timeGrid(form.range, nowMs, grid.fromMs, POINTS.few);
    const coarseWindow = rateWindow(coarse.stepMs, intervalMs);
    return {
      ...detail,
      labels: labelChoices(deps, entry),
      exemplars: readExemplars(deps, entry, grid, { most: MAX_EXEMPLARS }),
      heatmap:
        entry.type === 'histogram' ? await readHeatmap(metrics, heatmapQuery(entry, coarseWindow), coarse) : undefined,
      series: await drawQuery(metrics, seriesQuery(entry, coarseWindow), coarse, { maxLines: MAX_ROWS, colorsFor }),
    };
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    return { ...empty, problem: error, labels: entry ? labelChoices(deps, entry) : [] };
  }
}

/** Os rótulos que dividem a métrica em mais de uma linha, dos com menos valores aos com mais. */
function labelChoices({ metrics }: MetricsDeps, { seriesNames }: MetricEntry): LabelChoice[] {
  const values = new Map<string, Set<string>>();
  for (const series of seriesNames) {
    for (const labels of metrics.selectLabels([exactly(METRIC_NAME, series)], 0, Number.MAX_SAFE_INTEGER)) {
      for (const [name, value] of labels) {
        if (name === METRIC_NAME || name === 'le' || name === 'quantile') continue;
        const known = values.get(name) ?? new Set();
        values.set(name, known.add(value));
      }
    }
  }
  return [...values]
    .map(([name, { size }]) => ({ name, values: size }))
    .filter(({ name, values: amount }) => amount > 1 || name === 'job')
    .toSorted((a, b) => a.values - b.values || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_LABELS);
}
