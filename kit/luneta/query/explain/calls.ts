/** Quem chamou quem: os serviços, na ordem da primeira chamada. */
import { SpanKind } from '../../store/model.ts';
import { groupBy } from '../../../group-by.ts';
import type { SpanNode } from '../trace-tree.ts';
import type { Rule } from './sentence.ts';
import { explainTexts, type ServiceCall } from './texts.ts';

export const calls: Rule = ({ tree }) => {
  const received = tree.nodes.filter(({ parent, span }) => {
    return parent !== undefined && parent.span.resource.serviceName !== span.resource.serviceName;
  });
  if (received.length === 0) return undefined;
  const groups = groupBy(received, (node) => JSON.stringify([callerOf(node), calleeOf(node), isMessage(node)]));
  const all = [...groups.values()].map((nodes): ServiceCall => ({
    from: callerOf(nodes[0]),
    to: calleeOf(nodes[0]),
    isMessage: isMessage(nodes[0]),
    count: nodes.length,
  }));
  return { code: 'calls', text: explainTexts.calls(all), spans: received };
};

function callerOf({ parent }: SpanNode): string {
  return parent?.span.resource.serviceName ?? '';
}

function calleeOf({ span }: SpanNode): string {
  return span.resource.serviceName;
}

function isMessage({ parent, span }: SpanNode): boolean {
  return span.kind === SpanKind.CONSUMER || parent?.span.kind === SpanKind.PRODUCER;
}
