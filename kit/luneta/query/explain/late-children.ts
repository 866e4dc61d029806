/**
 * Spans que continuaram depois do pai: trabalho assíncrono, que é normal. O servidor que termina depois de quem o chamou
 * fica de fora: pode ser desistência, rede ou relógio, e os dados não dizem qual.
 */
import { SpanKind } from '../../store/model.ts';
import type { SpanNode } from '../trace-tree.ts';
import type { Rule } from './sentence.ts';
import { explainTexts } from './texts.ts';
import { endUs, isMeasured } from './trace-reading.ts';

/** Menos que isto é a ordem em que dois `end()` foram chamados. */
const LATE_MIN_US = 1_000;

export const lateChildren: Rule = ({ tree }) => {
  const late = tree.nodes.filter((node) => lateUs(node) >= LATE_MIN_US && !isAwaited(node));
  if (late.length === 0) return undefined;
  let latest = late[0];
  for (const node of late) if (lateUs(node) > lateUs(latest)) latest = node;
  return {
    code: 'late_children',
    text: explainTexts.lateChildren({ count: late.length, latest, lateUs: lateUs(latest) }),
    spans: late,
  };
};

function lateUs(node: SpanNode): number {
  return node.parent && isMeasured(node.parent) ? endUs(node) - endUs(node.parent) : 0;
}

function isAwaited({ parent, span }: SpanNode): boolean {
  return parent?.span.kind === SpanKind.CLIENT && span.kind === SpanKind.SERVER;
}
