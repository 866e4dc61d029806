/** Tempos em que não se pode confiar: relógios que não batem, e spans sem duração. */
import type { Rule } from './sentence.ts';
import { explainTexts } from './texts.ts';
import { isMeasured } from './trace-reading.ts';

export const clockSkew: Rule = ({ skewedCalls }) => {
  if (skewedCalls.length === 0) return undefined;
  return {
    code: 'clock_skew',
    text: explainTexts.clockSkew(skewedCalls[0], skewedCalls.length),
    spans: skewedCalls.flatMap(({ caller, callee }) => [callee, caller]),
  };
};

export const unmeasured: Rule = ({ tree }) => {
  const spans = tree.nodes.filter((node) => !isMeasured(node));
  if (spans.length === 0) return undefined;
  return { code: 'unmeasured', text: explainTexts.unmeasured(spans), spans };
};
