/** O que a experiência das falhas achou, uma morte por linha. */
import { fit } from '../text-width.ts';
import { formatCount } from '../format.ts';
import { encode, paint, type Terminal } from '../cli/terminal.ts';
import type { FaultResult } from './faults.ts';
import { faultTexts as texts } from './fault-texts.ts';

const GAP = '  ';
const INDENT = '  ';

/** Cabe em 80 colunas. */
export function faultTable(results: readonly FaultResult[], terminal: Terminal): string[] {
  const rows = results.map(({ stack, killed, traces, spans, rate }) => [
    texts.stacks[stack] ?? stack,
    killed,
    formatCount(traces.acknowledged),
    formatCount(traces.lost),
    formatCount(spans.repeated),
    formatCount(Math.round(rate.whole)),
    formatCount(Math.round(rate.broken)),
  ]);
  const cells = [[...texts.columns], ...rows].map((row) => row.map((cell) => encode(terminal, cell)));
  const widths = texts.columns.map((_, at) => Math.max(...cells.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]): string =>
    INDENT + row.map((cell, at) => (at < 2 ? fit(cell, widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(GAP);
  return cells.map((row, at) => {
    if (at === 0) return paint(terminal, 'bold', line(row));
    return (results[at - 1]?.traces.lost ?? 0) > 0 ? paint(terminal, 'red', line(row)) : line(row);
  });
}
