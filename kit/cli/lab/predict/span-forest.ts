/** Os spans que vieram, só com os nomes e quem está dentro de quem: o que se pode desenhar antes de rodar. */
import type { SpanNode } from '../../../luneta/query/trace-tree.ts';
import { StatusCode } from '../../../luneta/store/model.ts';
import { traceTrees } from '../../../scripted/trace-trees.ts';
import type { ObservedSpan } from '../../../verify/span.ts';
import { drawableName, type NamedNode } from './drawing.ts';

/** As raízes dos traces, na ordem em que vieram. Um pai que não veio deixa o filho na raiz. */
export function spanForest(spans: readonly ObservedSpan[]): NamedNode[] {
  return traceTrees(spans).flatMap(({ nodes, roots }) => {
    const named = new Map<SpanNode, NamedNode>();
    for (const node of nodes) {
      const { name, status } = node.span;
      const own: NamedNode = { name: drawableName(name), isError: status.code === StatusCode.ERROR, children: [] };
      named.set(node, own);
      if (node.parent) named.get(node.parent)?.children.push(own);
    }
    return roots.map((root) => named.get(root)!);
  });
}
