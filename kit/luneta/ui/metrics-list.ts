/** O que a lista de métricas mostra: os grupos, e o gráfico de cada métrica deles que cabe na página. */
import { startSlices } from '../http/slices.ts';
import { PromqlError } from '../query/promql/promql-error.ts';
import type { ExemplarMark } from './charts/exemplar-marks.tsx';
import { rangeStart, rateWindow, timeGrid, type TimeGrid } from './charts/time-grid.ts';
import type { MetricEntry } from './metrics-catalog.ts';
import { type Chart, drawQuery, readNow } from './metrics-charts.ts';
import { readExemplars } from './metrics-exemplars.ts';
import { DERIVED_GROUP, type GroupMember, groupEntries, matchEntries, type MetricGroup } from './metrics-groups.ts';
import type { MetricsForm } from './metrics-params.ts';
import { planQuery, type QueryPlan, totalQuery } from './metrics-queries.ts';
import { readRed, type RedTable } from './metrics-red.ts';
import { readSampleTimes, type SampleTimes } from './metrics-time.ts';
import type { MetricsDeps } from './routes/metrics-routes.ts';

/** Linhas num gráfico pequeno. */
const MAX_LINES = 10;
const MAX_EXEMPLARS = 20;
/** Com tantas séries, menos pontos: a conta de cada um passa por todas elas. */
const MANY_SERIES = 200;
const POINTS = { few: 60, many: 150 };

export interface MetricCard {
  entry: MetricEntry;
  job: string;
  plan: QueryPlan;
  /** Ausente se o motor não pôde responder, e `problem` diz por quê. */
  chart?: Chart;
  problem?: string;
  exemplars: readonly ExemplarMark[];
  /** O que um contador já somou, ou quantas medições um histograma tem. */
  total?: number;
}

export interface MetricsList {
  /** Quantas há, sem filtro nenhum. */
  stored: number;
  /** Destas, as que não saem dos spans. */
  own: number;
  matched: number;
  /** Todos os grupos, para escolher um; só estes têm gráficos na página. */
  groups: readonly MetricGroup[];
  shown: readonly { key: string; cards: readonly MetricCard[] }[];
  /** Métricas que ficaram para a próxima página. */
  left: number;
  red?: RedTable;
}

/** Em fatias: as outras portas não esperam pelos gráficos. */
export async function readMetricsList(deps: MetricsDeps, form: MetricsForm, nowMs: number): Promise<MetricsList> {
  const { metrics, catalog } = deps;
  const stored = catalog.read();
  const matched = matchEntries(stored, form);
  const groups = groupEntries(matched, form);
  const pause = startSlices();

  // As derivadas dos spans são uma tabela; uma a uma, só para quem as escolhe.
  const chosen = groups.filter(({ key }) => (form.prefix === '' ? key !== DERIVED_GROUP : key === form.prefix));
  const members = chosen.reduce((sum, group) => sum + group.members.length, 0);
  let room = form.show;
  const pages = chosen.flatMap(({ key, members: all }) => {
    const some = all.slice(0, room);
    room -= some.length;
    return some.length > 0 ? [{ key, members: some }] : [];
  });

  const derived = groups.find(({ key }) => key === DERIVED_GROUP);
  const showRed = derived !== undefined && (form.prefix === '' || form.prefix === DERIVED_GROUP);
  const minMs = rangeStart(form.range, nowMs);
  const times = new Map<MetricEntry, SampleTimes>();
  for (const { entry } of [...pages, ...(showRed ? [derived] : [])].flatMap((group) => group.members)) {
    if (!times.has(entry)) times.set(entry, readSampleTimes(metrics, entry, minMs, nowMs));
    await pause();
  }
  // O mesmo tempo em todos os gráficos: o que aconteceu junto fica um embaixo do outro.
  const firstMs = [...times.values()].reduce((least, { firstMs: own = Infinity }) => Math.min(least, own), Infinity);
  const first = Number.isFinite(firstMs) ? firstMs : undefined;
  const gridOf = ({ series }: MetricEntry): TimeGrid =>
    timeGrid(form.range, nowMs, first, series > MANY_SERIES ? POINTS.few : POINTS.many);

  const shown: { key: string; cards: MetricCard[] }[] = [];
  for (const { key, members: some } of pages) {
    const cards: MetricCard[] = [];
    for (const member of some) {
      const { entry } = member;
      cards.push(await drawCard(deps, member, gridOf(entry), times.get(entry)?.intervalMs ?? 0));
      await pause();
    }
    shown.push({ key, cards });
  }
  const red =
    showRed && derived
      ? await readRed(
          deps,
          derived.members.map(({ entry }) => entry),
          timeGrid(form.range, nowMs, first, POINTS.few),
          times,
        )
      : undefined;
  return {
    stored: stored.length,
    own: stored.filter((entry) => !entry.derived).length,
    matched: matched.length,
    groups,
    shown,
    left: members - (form.show - room),
    red,
  };
}

async function drawCard(
  deps: MetricsDeps,
  { entry, job }: GroupMember,
  grid: TimeGrid,
  intervalMs: number,
): Promise<MetricCard> {
  const plan = planQuery(entry, { job, window: rateWindow(grid.stepMs, intervalMs) });
  const exemplars = readExemplars(deps, entry, grid, { most: MAX_EXEMPLARS, job });
  const totalText = totalQuery(entry, job);
  try {
    return {
      entry,
      job,
      plan,
      exemplars,
      chart: await drawQuery(deps.metrics, plan, grid, { maxLines: MAX_LINES, colorsFor: deps.colorsFor }),
      total: totalText === undefined ? undefined : await readNow(deps.metrics, totalText, grid.toMs),
    };
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    return { entry, job, plan, exemplars, problem: error.message };
  }
}
