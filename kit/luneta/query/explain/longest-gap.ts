/** O maior trecho em que um span estava em andamento e nenhum filho dele estava. */
import { SpanKind } from '../../store/model.ts';
import { findGaps, type Gap, sizeUs } from '../gaps.ts';
import type { Rule } from './sentence.ts';
import { explainTexts } from './texts.ts';

export const longestGap: Rule = ({ tree, skewedCalls }) => {
  // Com relógios que não batem, os vãos são do desvio, e não do programa.
  const gap = skewedCalls.length === 0 ? findGaps(tree).at(0) : undefined;
  if (!gap) return undefined;
  const text = explainTexts.longestGap({ gap, share: sizeUs(gap) / tree.durationUs, remote: remoteOf(gap) });
  return { code: 'longest_gap', text, spans: [gap.node] };
};

/** O serviço do outro lado, quando o vão é o caminho de ida ou de volta de uma chamada. */
function remoteOf({ node, where }: Gap): string | undefined {
  if (node.span.kind !== SpanKind.CLIENT || where === 'between' || node.children.length !== 1) return undefined;
  const [{ span }] = node.children;
  return span.kind === SpanKind.SERVER ? span.resource.serviceName : undefined;
}
