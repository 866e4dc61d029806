/**
 * Para onde foi o tempo, pelo caminho crítico: o span mais longo não é necessariamente o culpado, porque pode ter passado
 * o tempo todo à espera de outro.
 */
import { groupBy } from '../../../group-by.ts';
import { sizeUs } from '../gaps.ts';
import type { SpanNode } from '../trace-tree.ts';
import type { Rule } from './sentence.ts';
import { explainTexts, type TimeHolder } from './texts.ts';

/** Quem segura menos que isto do caminho crítico não merece ser citado. */
const HOLDER_MIN_SHARE = 0.1;
const MAX_HOLDERS = 3;
/** Um span que passou mais que isto do seu tempo com algum filho em andamento estava à espera. */
const WAITING_MIN_SHARE = 0.8;

export const timeSpent: Rule = ({ main, critical }) => {
  const groups = groupBy(critical, ({ node: { span } }) => JSON.stringify([span.resource.serviceName, span.name]));
  const holders = [...groups.values()]
    .map((segments): TimeHolder => {
      const nodes = [...new Set(segments.map(({ node }) => node))];
      const us = segments.reduce((total, segment) => total + sizeUs(segment), 0);
      return { nodes, us, share: us / main.durationUs };
    })
    .filter(({ share }) => share >= HOLDER_MIN_SHARE)
    .toSorted((a, b) => b.us - a.us)
    .slice(0, MAX_HOLDERS);
  if (holders.length === 0) return undefined;
  const waiting = waitingAbove(holders[0].nodes[0], main);
  return {
    code: 'time_spent',
    text: explainTexts.timeSpent({ main, holders, waiting }),
    spans: [...holders.flatMap(({ nodes }) => nodes), ...(waiting ? [waiting] : [])],
  };
};

/** Entre a raiz e quem mais segurou o tempo, o mais longo dos que só esperaram. */
function waitingAbove(holder: SpanNode, main: SpanNode): SpanNode | undefined {
  let longest: SpanNode | undefined;
  for (let at = holder.parent; at && at !== main; at = at.parent) {
    const isWaiting = at.selfTimeUs <= at.durationUs * (1 - WAITING_MIN_SHARE);
    if (isWaiting && at.durationUs > (longest ?? holder).durationUs) longest = at;
  }
  return longest;
}
