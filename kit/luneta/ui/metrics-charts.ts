/** De uma consulta ao que se desenha: as linhas maiores, com nome, cor e último valor. Carrega o motor do PromQL. */
import { startSlices } from '../http/slices.ts';
import { MESSAGES } from '../query/promql/messages.ts';
import { PromqlError, parsePromql, pointsOf, rangeWork, type StepRange } from '../query/promql/promql.ts';
import type { Labels, MetricStore } from '../store/metrics/metric-store.ts';
import type { TimeGrid } from './charts/time-grid.ts';
import { serviceOf, valueOf } from './metrics-catalog.ts';
import type { QueryPlan } from './metrics-queries.ts';
import type { Quantity } from './metrics-units.ts';
import { assignServiceColors, type ServiceColors } from './service-colors.ts';

export type ChartPoint = readonly [timestampMs: number, value: number];

interface EvaluatedSeries {
  labels: Labels;
  points: ChartPoint[];
}

export interface ChartLine {
  /** O que a distingue das outras; `''` quando está sozinha. */
  label: string;
  labels: Labels;
  /** Das cores dos serviços (`c1` … `c16`). */
  color: number;
  points: readonly ChartPoint[];
  /** O último valor, se ela ainda vale no fim do desenho. */
  last?: number;
}

export interface Chart {
  lines: readonly ChartLine[];
  /** Quantas a consulta deu. */
  total: number;
  grid: TimeGrid;
  quantity: Quantity;
}

/** Os nomes de rótulo que levam a cor de um serviço. */
const SERVICE_LABELS = ['job', 'service_name'];

/**
 * @param maxLines As maiores, pela média; o resto só se conta.
 * @throws PromqlError
 */
export async function drawQuery(
  store: MetricStore,
  { parts, quantity }: Pick<QueryPlan, 'parts' | 'quantity'>,
  grid: TimeGrid,
  { maxLines, colorsFor }: { maxLines: number; colorsFor: (services: readonly string[]) => ServiceColors },
): Promise<Chart> {
  const found: { labels: Labels; points: readonly ChartPoint[]; label?: string }[] = [];
  for (const { text, label } of parts) {
    for (const series of await evaluateUpToNow(store, text, grid)) found.push({ ...series, label });
  }
  const ranked =
    found.length > maxLines
      ? found
          .map((one) => ({ one, size: meanOf(one.points) }))
          .toSorted((a, b) => b.size - a.size)
          .slice(0, maxLines)
          .map(({ one }) => one)
      : found;
  const names = lineNames(ranked);
  const colors = lineColors(ranked, names, colorsFor);
  const lines = ranked.map(({ labels, points }, i) => ({
    label: names[i],
    labels,
    points,
    color: colors[i],
    last: lastOf(points, grid),
  }));
  // Os quantis na ordem deles; o resto, do maior para o menor de agora.
  if (parts.length === 1) lines.sort((a, b) => (b.last ?? -Infinity) - (a.last ?? -Infinity));
  return { lines, total: found.length, grid, quantity };
}

/** Os pontos da grade e, no fim, o de agora: o que acabou de chegar não espera o próximo passo. */
async function evaluateUpToNow(store: MetricStore, text: string, grid: TimeGrid): Promise<EvaluatedSeries[]> {
  const series = await evaluateInSlices(store, text, grid);
  const { endMs, toMs, stepMs } = grid;
  if (toMs <= endMs) return series;
  const known = new Map(series.map((one) => [JSON.stringify(one.labels), one]));
  for (const now of await evaluateInSlices(store, text, { startMs: toMs, endMs: toMs, stepMs })) {
    const before = known.get(JSON.stringify(now.labels));
    if (before) before.points.push(...now.points);
    else series.push(now);
  }
  return series;
}

/** O único valor de uma consulta agora; `undefined` se não há, ou são vários. */
export async function readNow(store: MetricStore, text: string, nowMs: number): Promise<number | undefined> {
  const [series, ...others] = await evaluateInSlices(store, text, { startMs: nowMs, endMs: nowMs, stepMs: 1_000 });
  return others.length === 0 ? series?.points.at(-1)?.[1] : undefined;
}

/** Uma conta mais longa que isto é grande demais para uma página que se atualiza sozinha. */
const MAX_WORK_MS = 5_000;

/** Em fatias: as outras portas não esperam pela conta. @throws PromqlError */
export async function evaluateInSlices(store: MetricStore, text: string, grid: StepRange): Promise<EvaluatedSeries[]> {
  const work = rangeWork(store, parsePromql(text), grid);
  const pause = startSlices();
  const deadline = performance.now() + MAX_WORK_MS;
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value.map((series) => ({ labels: series.labels, points: [...pointsOf(series, grid)] }));
    if (performance.now() > deadline) throw new PromqlError('timeout', MESSAGES.timeout);
    await pause();
  }
}

function meanOf(points: readonly ChartPoint[]): number {
  let sum = 0;
  let amount = 0;
  for (const [, value] of points) {
    if (!Number.isFinite(value)) continue;
    sum += Math.abs(value);
    amount++;
  }
  return amount === 0 ? -1 : sum / amount;
}

function lastOf(points: readonly ChartPoint[], { endMs, stepMs }: TimeGrid): number | undefined {
  const last = points.at(-1);
  return last && last[0] >= endMs - stepMs && !Number.isNaN(last[1]) ? last[1] : undefined;
}

interface Named {
  labels: Labels;
  label?: string;
}

/** Só o que muda de uma linha para a outra: um rótulo, se ele sozinho as distingue; senão, todos os que mudam. */
function lineNames(lines: readonly Named[]): string[] {
  const named = lines.map(({ labels }) => labels);
  const keys = new Set(named.flatMap((labels) => labels.map(([name]) => name)));
  const differing = [...keys].filter((key) => new Set(named.map((labels) => valueOf(labels, key))).size > 1);
  const alone = [...SERVICE_LABELS, ...differing].find(
    (key) => differing.includes(key) && new Set(named.map((labels) => valueOf(labels, key))).size === lines.length,
  );
  return lines.map(({ label }, i) => {
    if (label !== undefined) return label;
    if (alone !== undefined) return valueOf(named[i], alone);
    const own = named[i].filter(([name]) => differing.includes(name));
    return own.map(([name, value]) => `${name}=${value}`).join(' ');
  });
}

/** Os quantis vão do frio ao quente; o que é de um serviço tem a cor dele em toda a Luneta; o resto, a do nome. */
const QUANTILE_COLORS = [1, 2, 6];

function lineColors(
  lines: readonly Named[],
  names: readonly string[],
  colorsFor: (services: readonly string[]) => ServiceColors,
): number[] {
  if (lines.some(({ label }) => label !== undefined)) return lines.map((_, i) => QUANTILE_COLORS[i % 3]);
  const services = lines.map(({ labels }) => {
    const key = SERVICE_LABELS.find((name) => valueOf(labels, name) !== '');
    return key === undefined ? '' : serviceOf(valueOf(labels, key));
  });
  if (new Set(services).size === lines.length && !services.includes('')) return services.map(colorsFor(services));
  return names.map(assignServiceColors(names, names));
}
