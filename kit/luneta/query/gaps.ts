/**
 * Vãos sem explicação: trechos longos em que um span está em andamento e nenhum filho dele está.
 *
 *   pai     ├──────────────────────────────┤
 *   filhos      ├────┤        ├──────┤
 *   vãos    before_first  between    after_last
 *
 * Um span sem filhos não tem vãos: o tempo todo é trabalho dele. O filho que passa da borda do pai (trabalho assíncrono,
 * desvio de relógio) conta só por dentro; o que cai inteiro fora não divide o tempo do pai, e é como se não viesse.
 */
import type { SpanNode, TraceTree } from './trace-tree.ts';

export type GapPlace = 'before_first' | 'between' | 'after_last';

export interface Gap {
  node: SpanNode;
  /** Relativos ao início do trace, em microssegundos, como na árvore. */
  startUs: number;
  endUs: number;
  where: GapPlace;
}

/** Um vão menor que esta parte do trace não muda o que se conclui dele. */
export const GAP_MIN_SHARE = 0.05;
/** Abaixo disto, o vão é o custo de criar os próprios spans. */
export const GAP_MIN_US = 1_000;

/** Do maior para o menor; os de mesmo tamanho, na ordem das linhas. */
export function findGaps(tree: TraceTree): Gap[] {
  const minUs = Math.max(tree.durationUs * GAP_MIN_SHARE, GAP_MIN_US);
  return tree.nodes
    .flatMap(gapsOf)
    .filter((gap) => sizeUs(gap) >= minUs)
    .toSorted((a, b) => sizeUs(b) - sizeUs(a));
}

export function sizeUs({ startUs, endUs }: { startUs: number; endUs: number }): number {
  return endUs - startUs;
}

/** Os filhos já vêm por início: basta uma passada. */
function gapsOf(node: SpanNode): Gap[] {
  const end = node.startUs + node.durationUs;
  const gaps: Gap[] = [];
  let reached = node.startUs;
  let where: GapPlace = 'before_first';
  for (const child of node.children) {
    const childEnd = child.startUs + child.durationUs;
    if (child.startUs >= end || childEnd <= node.startUs) continue;
    if (child.startUs > reached) gaps.push({ node, startUs: reached, endUs: child.startUs, where });
    reached = Math.max(reached, childEnd);
    where = 'between';
  }
  if (where === 'between' && reached < end) gaps.push({ node, startUs: reached, endUs: end, where: 'after_last' });
  return gaps;
}
