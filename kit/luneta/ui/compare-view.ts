/** O que a página de comparação desenha, já calculado. Os componentes só escrevem. */
import { type ComparedRow, compareTraces, type TraceComparison } from '../query/compare-traces.ts';
import type { OpenedTrace } from './trace-cache.ts';

export interface CompareView {
  left: OpenedTrace;
  right: OpenedTrace;
  comparison: TraceComparison;
  /** As linhas à vista. */
  rows: readonly ComparedRow[];
  onlyDifferences: boolean;
  /** Quanto o trace inteiro cresceu da esquerda para a direita, mesmo que se listem só partes dele. */
  deltaUs: number;
  /** A escala das barras dos dois lados. */
  longestUs: number;
}

export function viewComparison(left: OpenedTrace, right: OpenedTrace, onlyDifferences: boolean): CompareView {
  const comparison = compareTraces(left.tree, right.tree);
  return {
    left,
    right,
    comparison,
    rows: onlyDifferences ? withAncestors(comparison.rows) : comparison.rows,
    onlyDifferences,
    deltaUs: durationUs(right) - durationUs(left),
    longestUs: Math.max(left.tree.durationUs, right.tree.durationUs),
  };
}

export function durationUs({ summary }: OpenedTrace): number {
  return Number(summary.durationNs) / 1_000;
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
