/** Filhos que andaram juntos: a soma deles engana quem não sabe que foi em paralelo. */
import type { SpanNode } from '../trace-tree.ts';
import type { Rule } from './sentence.ts';
import { explainTexts } from './texts.ts';
import { endUs } from './trace-reading.ts';

/** O que se ganhou com o paralelismo tem de ser pelo menos esta parte do trace. */
const PARALLEL_MIN_SHARE = 0.1;

interface Together {
  nodes: SpanNode[];
  sumUs: number;
  /** O tempo do relógio em que algum deles estava em andamento. */
  wallUs: number;
}

export const parallel: Rule = ({ tree }) => {
  let best: Together | undefined;
  for (const node of tree.nodes) {
    for (const together of overlapping(node)) if (!best || savedUs(together) > savedUs(best)) best = together;
  }
  if (!best || savedUs(best) < tree.durationUs * PARALLEL_MIN_SHARE) return undefined;
  return { code: 'parallel', text: explainTexts.parallel(best), spans: best.nodes };
};

function savedUs({ sumUs, wallUs }: Together): number {
  return sumUs - wallUs;
}

/** Os grupos de filhos que se encadeiam por sobreposição, contando só o que cai dentro do pai. */
function overlapping(parent: SpanNode): Together[] {
  const groups: Together[] = [];
  let group: Together | undefined;
  let reached = -Infinity;
  for (const child of parent.children) {
    const from = Math.max(child.startUs, parent.startUs);
    const to = Math.min(endUs(child), endUs(parent));
    if (to <= from) continue;
    if (!group || from >= reached) {
      group = { nodes: [], sumUs: 0, wallUs: 0 };
      groups.push(group);
      reached = from;
    }
    group.nodes.push(child);
    group.sumUs += to - from;
    group.wallUs += Math.max(0, to - reached);
    reached = Math.max(reached, to);
  }
  return groups.filter(({ nodes }) => nodes.length > 1);
}
