/** O que se repete ao ler as árvores do Lezer, no PromQL e no LogQL. */
import type { SyntaxNode } from '@lezer/common';

/** Os filhos, sem os comentários. */
export function childNodes(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') found.push(child);
  }
  return found;
}
