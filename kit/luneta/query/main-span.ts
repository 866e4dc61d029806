import type { SpanNode, TraceTree } from './trace-tree.ts';

/** O span que dá nome ao trace: a primeira raiz de verdade e, sem nenhuma, a primeira linha. */
export function mainSpan(tree: TraceTree): SpanNode | undefined {
  return tree.roots.find((root) => !root.orphan && !root.cycle) ?? tree.roots[0];
}
