/** Spans observados → as árvores com que a Luneta faz contas: tempo próprio, caminho crítico, vãos. */
import { groupBy } from '../group-by.ts';
import { buildTraceTree, type TraceTree } from '../luneta/query/trace-tree.ts';
import type { Attribute, Resource, Scope, Span } from '../luneta/store/model.ts';
import { type Attributes, type ObservedSpan, SPAN_KINDS, STATUS_CODES } from '../verify/span.ts';

/** Um por trace, na ordem em que aparecem. */
export function traceTrees(spans: readonly ObservedSpan[]): TraceTree[] {
  const resources = new Map<Attributes, Resource>();
  return [...groupBy(spans, ({ traceId }) => traceId)].map(([traceId, own]) =>
    buildTraceTree({ traceId, spans: own.map((span) => toSpan(span, resources)) }),
  );
}

/** @param resources Os já convertidos: muitos spans dividem um. */
function toSpan(span: ObservedSpan, resources: Map<Attributes, Resource>): Span {
  const resource = resources.get(span.resource) ?? toResource(span);
  resources.set(span.resource, resource);
  const start = BigInt(Math.round(span.startUs)) * 1000n;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? '',
    traceState: '',
    flags: 1,
    name: span.name,
    kind: SPAN_KINDS.indexOf(span.kind) + 1,
    startTimeUnixNano: start,
    endTimeUnixNano: start + BigInt(Math.round(span.durationUs)) * 1000n,
    attributes: toList(span.attributes),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: STATUS_CODES.indexOf(span.status.code), message: span.status.message ?? '' },
    resource,
    scope: SCOPE,
    warnings: [],
  };
}

const SCOPE: Scope = { name: '', version: '', attributes: [], droppedAttributesCount: 0 };

function toResource({ service, resource }: ObservedSpan): Resource {
  return { serviceName: service, attributes: toList(resource), droppedAttributesCount: 0 };
}

function toList(attributes: Attributes): Attribute[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: { type: 'string', value: String(value) } }));
}
