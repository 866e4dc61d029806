/** O que a página de comparação desenha, já calculado. Os componentes só escrevem. */
import { type ComparedRow, compareTraces, type TraceComparison } from '../query/compare-traces.ts';
import { summarizeTrace, type TraceSummary } from '../query/trace-summary.ts';
import type { OpenedTrace } from './trace-cache.ts';

export interface ComparedSide extends OpenedTrace {
  summary: TraceSummary;
}

export interface CompareView {
  left: ComparedSide;
  right: ComparedSide;
  comparison: TraceComparison;
  /** As linhas à vista. */
  rows: readonly ComparedRow[];
  onlyDifferences: boolean;
  /** A escala das barras dos dois lados. */
  longestUs: number;
}

export function viewComparison(left: OpenedTrace, right: OpenedTrace, onlyDifferences: boolean): CompareView {
  const comparison = compareTraces(left.tree, right.tree);
  return {
    left: { ...left, summary: summarizeTrace(left.trace) },
    right: { ...right, summary: summarizeTrace(right.trace) },
    comparison,
    rows: onlyDifferences ? withAncestors(comparison.rows) : comparison.rows,
    onlyDifferences,
    longestUs: Math.max(left.tree.durationUs, right.tree.durationUs),
  };
}

export function isDifferent({ state, error }: ComparedRow): boolean {
  return state !== 'same' || error !== undefined;
}

/** As linhas diferentes e os antepassados delas: sem eles não se sabe onde cada uma fica. */
function withAncestors(rows: readonly ComparedRow[]): ComparedRow[] {
  const kept: ComparedRow[] = [];
  // De trás para a frente: um antepassado é a primeira linha menos funda que a última guardada.
  let above = 0;
  for (const row of rows.toReversed()) {
    if (!isDifferent(row) && row.depth >= above) continue;
    kept.push(row);
    above = row.depth;
  }
  return kept.toReversed();
}
