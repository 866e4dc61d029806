import type { SpanNode, TraceTree } from './trace-tree.ts';

/** Uma raiz de verdade: nem um span cujo pai não chegou, nem um ciclo aberto. */
export function isRoot({ orphan, cycle }: SpanNode): boolean {
  return !orphan && !cycle;
}

/** O span que dá nome ao trace: a primeira raiz de verdade e, sem nenhuma, a primeira linha. */
export function mainSpan(tree: TraceTree): SpanNode | undefined {
  return tree.roots.find(isRoot) ?? tree.roots[0];
}
