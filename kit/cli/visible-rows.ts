/** Que linhas de um trace mostrar, quando não cabem todas. */
import type { TraceRow } from './trace-rows.ts';

/**
 * Na ordem da tela, as que cabem, menos uma: a que conta as outras. Os fantasmas ficam todos, mesmo que não caibam;
 * depois, os pais deles, a começar dos mais próximos, e o começo da árvore.
 */
export function visibleRows(rows: readonly TraceRow[], maxRows: number): readonly TraceRow[] {
  if (rows.length <= maxRows) return rows;
  const kept = new Set(rows.filter(({ isGhost }) => isGhost));
  const hasRoom = (): boolean => kept.size < maxRows - 1;
  const keep = (candidates: Iterable<TraceRow>): void => {
    for (const row of candidates) if (hasRoom()) kept.add(row);
  };
  for (let level = parentsOf(kept); level.size > 0 && hasRoom(); level = parentsOf(level)) keep(level);
  keep(rows);
  return rows.filter((row) => kept.has(row));
}

function parentsOf(rows: Iterable<TraceRow>): Set<TraceRow> {
  return new Set([...rows].flatMap(({ parent }) => parent ?? []));
}
