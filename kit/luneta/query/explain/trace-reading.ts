/** O que mais de uma regra precisa saber do trace, calculado uma vez. */
import { criticalPath, type CriticalSegment } from '../critical-path.ts';
import { mainSpan } from '../main-span.ts';
import type { SpanNode, TraceTree } from '../trace-tree.ts';
import { findSkewedCalls, type SkewedCall } from './skewed-calls.ts';

export interface TraceReading {
  tree: TraceTree;
  main: SpanNode;
  /** Do span principal. Vazio quando não diz nada: sem filhos dentro dele, ou sem duração que se possa medir. */
  critical: CriticalSegment[];
  skewedCalls: SkewedCall[];
}

/** `undefined` num trace sem spans. */
export function readTraceTree(tree: TraceTree): TraceReading | undefined {
  const main = mainSpan(tree);
  if (!main) return undefined;
  const explains = isMeasured(main) && main.children.some((child) => overlapUs(child, main) > 0);
  return { tree, main, critical: explains ? criticalPath(main) : [], skewedCalls: findSkewedCalls(tree) };
}

/** Fim igual ao início, ou antes dele, vira 1 ns quando o trace é lido: não é uma medida. */
export function isMeasured({ durationUs }: SpanNode): boolean {
  return durationUs > 0.001;
}

export function endUs({ startUs, durationUs }: SpanNode): number {
  return startUs + durationUs;
}

/** Por quanto tempo os dois estiveram em andamento juntos. */
function overlapUs(a: SpanNode, b: SpanNode): number {
  return Math.max(0, Math.min(endUs(a), endUs(b)) - Math.max(a.startUs, b.startUs));
}
