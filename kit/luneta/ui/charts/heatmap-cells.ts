/** O mapa de calor de um histograma: quantas medições caíram em cada balde, a cada instante. */
import type { MetricStore } from '../../store/metrics/metric-store.ts';
import { valueOf } from '../metrics-catalog.ts';
import { evaluateInSlices } from '../metrics-charts.ts';
import type { TimeGrid } from './time-grid.ts';

export interface HeatmapRow {
  /** O limite de cima do balde, na unidade da métrica; o último é infinito. */
  bound: number;
  /** Um por passo da grade: as medições só deste balde. */
  counts: Float64Array;
}

export interface Heatmap {
  /** Do menor limite para o maior; os baldes vazios das duas pontas ficam de fora. */
  rows: readonly HeatmapRow[];
  most: number;
  grid: TimeGrid;
  query: string;
}

/** Mais que isto não se distingue: um histograma exponencial pode ter centenas. */
const MAX_ROWS = 24;

/** `undefined` se nada foi medido no período. @throws PromqlError */
export async function readHeatmap(store: MetricStore, query: string, grid: TimeGrid): Promise<Heatmap | undefined> {
  const columns = Math.floor((grid.endMs - grid.startMs) / grid.stepMs) + 1;
  const cumulative = (await evaluateInSlices(store, query, grid))
    .map(({ labels, points }) => {
      const counts = new Float64Array(columns);
      for (const [at, value] of points) counts[Math.round((at - grid.startMs) / grid.stepMs)] = value;
      return { bound: readBound(valueOf(labels, 'le')), counts };
    })
    .filter(({ bound }) => !Number.isNaN(bound))
    .toSorted((a, b) => a.bound - b.bound);
  // Cada balde conta também os menores que ele; a diferença para o anterior é o que é só dele.
  const own = cumulative.map(({ bound, counts }, i) => ({
    bound,
    counts: counts.map((value, column) => Math.max(value - (cumulative[i - 1]?.counts[column] ?? 0), 0)),
  }));
  const used = own.map(({ counts }) => counts.some((value) => value > 0));
  const rows = gather(own.slice(Math.max(used.indexOf(true), 0), used.lastIndexOf(true) + 1));
  const most = rows.reduce((max, { counts }) => counts.reduce((a, b) => Math.max(a, b), max), 0);
  return most > 0 ? { rows, most, grid, query } : undefined;
}

/** Vizinhos somados, até caber. */
function gather(rows: readonly HeatmapRow[]): HeatmapRow[] {
  const together = Math.max(Math.ceil(rows.length / MAX_ROWS), 1);
  const gathered: HeatmapRow[] = [];
  for (let i = 0; i < rows.length; i += together) {
    const some = rows.slice(i, i + together);
    gathered.push({
      bound: some[some.length - 1].bound,
      counts: some[0].counts.map((_, column) => some.reduce((sum, { counts }) => sum + counts[column], 0)),
    });
  }
  return gathered;
}

function readBound(le: string): number {
  return le === '+Inf' ? Infinity : Number(le || NaN);
}
