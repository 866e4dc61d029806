/** Quantos logs de cada nível em cada trecho do tempo. Quem importa este módulo traz a d3: só quando há o que desenhar. */
import { scaleTime } from 'd3-scale';
import { formatDateTime } from '../../format.ts';
import { type LogMark, SHOWN_LEVELS, type ShownLevel } from './log-search.ts';

export interface LogBin {
  /** Milissegundos Unix: de `fromMs` até antes de `toMs`. */
  fromMs: number;
  toMs: number;
  total: number;
  counts: Record<ShownLevel, number>;
}

export interface LogHistogram {
  fromMs: number;
  toMs: number;
  bins: LogBin[];
  /** O total do trecho mais cheio. */
  most: number;
  ticks: { share: number; text: string }[];
}

const BINS = 60;
const DAY_MS = 86_400_000;

/** @param marks Em qualquer ordem. `undefined` com menos de dois: não há tempo a mostrar. */
export function logHistogram(marks: readonly LogMark[]): LogHistogram | undefined {
  if (marks.length < 2) return undefined;
  let first = Infinity;
  let last = -Infinity;
  for (const { timeMs } of marks) {
    if (timeMs < first) first = timeMs;
    if (timeMs > last) last = timeMs;
  }
  // O fim fica de fora do último trecho.
  const scale = scaleTime([first, last + 1], [0, 1]).nice(BINS);
  const edges = scale.ticks(BINS).map(Number);
  if (edges.length < 2) return undefined;
  const bins = edges.slice(1).map((toMs, i): LogBin => ({ fromMs: edges[i], toMs, total: 0, counts: noCounts() }));
  for (const { timeMs, level } of marks) {
    const bin = bins[binAt(edges, timeMs)];
    bin.counts[level]++;
    bin.total++;
  }
  const [fromMs, toMs] = scale.domain().map(Number);
  const ticks = scale.ticks(6).map((at) => ({ share: scale(at), text: tickText(Number(at), toMs - fromMs) }));
  return { fromMs, toMs, bins, most: Math.max(...bins.map(({ total }) => total)), ticks };
}

function noCounts(): Record<ShownLevel, number> {
  return Object.fromEntries(SHOWN_LEVELS.map((level) => [level, 0])) as Record<ShownLevel, number>;
}

/** O trecho de um instante: o último que começa antes dele, ou com ele. */
function binAt(edges: readonly number[], timeMs: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle] <= timeMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

function tickText(timeMs: number, rangeMs: number): string {
  const [date, time] = formatDateTime(BigInt(timeMs) * 1_000_000n).split(' ');
  if (rangeMs > DAY_MS) return `${date.slice(0, 5)} ${time.slice(0, 5)}`;
  if (rangeMs < 10_000) return time;
  return rangeMs < 600_000 ? time.slice(0, 8) : time.slice(0, 5);
}
