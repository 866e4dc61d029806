/**
 * Caminho crítico: os trechos que, se fossem mais curtos, encurtariam o trace.
 *
 * Anda-se de trás para a frente a partir do fim da raiz: quem segurava o fim era o filho que terminou por último; antes
 * de ele começar, o filho que terminou por último até ali; nos vãos, o próprio pai. O trecho de um filho que passa das
 * bordas do pai (trabalho assíncrono, desvio de relógio) conta só por dentro. É o método do Jaeger e do CRISP (Uber).
 *
 * Propriedade: os trechos não se sobrepõem e somam exatamente a duração da raiz.
 */
import type { SpanNode } from './trace-tree.ts';

export interface CriticalSegment {
  node: SpanNode;
  startUs: number;
  endUs: number;
}

/** Um span em visita: `at` recua do fim para o início conforme os trechos são atribuídos. */
interface Visit {
  node: SpanNode;
  startUs: number;
  at: number;
  /** Filhos recortados pelas bordas do pai, do que termina antes para o que termina por último. */
  children: { node: SpanNode; startUs: number; endUs: number }[];
}

export function criticalPath(root: SpanNode): CriticalSegment[] {
  const segments: CriticalSegment[] = [];
  const stack = [visit(root, root.startUs, root.startUs + root.durationUs)];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    let child = top.children.pop();
    while (child && child.endUs > top.at) child = top.children.pop();
    const from = child ? child.endUs : top.startUs;
    if (top.at > from) segments.push({ node: top.node, startUs: from, endUs: top.at });
    if (child) {
      top.at = child.startUs;
      stack.push(visit(child.node, child.startUs, child.endUs));
    } else {
      stack.pop();
    }
  }
  return segments.toReversed();
}

function visit(node: SpanNode, startUs: number, endUs: number): Visit {
  const children: Visit['children'] = [];
  for (const child of node.children) {
    const from = Math.max(child.startUs, startUs);
    const to = Math.min(child.startUs + child.durationUs, endUs);
    if (to > from) children.push({ node: child, startUs: from, endUs: to });
  }
  children.sort((a, b) => a.endUs - b.endUs || a.startUs - b.startUs || a.node.index - b.node.index);
  return { node, startUs, at: endUs, children };
}
