/** A tabela do fim: uma linha por tipo de visita, e a de todas. */
import { formatCount, formatDuration } from '../../../format.ts';
import { fit, textWidth } from '../../../text-width.ts';
import { encode, paint, type Terminal } from '../../terminal.ts';
import { loadTexts } from './load-texts.ts';
import type { LoadRow, LoadSummary } from './load-summary.ts';
import { VISIT_KINDS } from './visit.ts';

const INDENT = '  ';
const GAP = '  ';

export function loadTable({ kinds, ...all }: LoadSummary, terminal: Terminal): string[] {
  const rows = VISIT_KINDS.filter((kind) => kinds[kind].visits > 0).map((kind) =>
    rowOf(loadTexts.kinds[kind], kinds[kind]),
  );
  const table = [[...loadTexts.header], ...rows, rowOf(loadTexts.total, all)];
  const widths = loadTexts.header.map((_, column) => Math.max(...table.map((row) => textWidth(row[column] ?? ''))));
  return table.map((row, i) => {
    const [name = '', ...numbers] = row.map((cell, column) =>
      column === 0 ? fit(cell, widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    const style = i === 0 ? 'dim' : i === table.length - 1 ? 'bold' : [];
    return paint(terminal, style, encode(terminal, `${INDENT}${[name, ...numbers].join(GAP)}`.trimEnd()));
  });
}

function rowOf(name: string, { visits, errors, p50, p95 }: LoadRow): string[] {
  return [name, formatCount(visits), formatCount(errors), formatDuration(p50 * 1000), formatDuration(p95 * 1000)];
}
