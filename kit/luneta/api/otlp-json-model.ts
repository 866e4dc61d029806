/**
 * Modelo de domínio → OTLP/JSON (mapeamento proto3 JSON do `TracesData`), que a API v3 do Jaeger devolve.
 * Funções puras. Campos com o valor padrão são omitidos, como no protobuf.
 */
import type { Attribute, AttributeValue, Resource, Scope, Span, Trace } from '../store/model.ts';

type Json = Record<string, unknown>;

/** Atributo em que a v3 leva os avisos sobre um span. */
const WARNINGS_KEY = '@jaeger@warnings';

/** Agrupa spans vizinhos do mesmo recurso e do mesmo escopo, na ordem em que chegaram. */
export function toResourceSpans(traces: readonly Trace[]): Json[] {
  const groups: { resource: Resource; traceId: string; scopeSpans: { scope: Scope; spans: Span[] }[] }[] = [];
  for (const trace of traces) {
    for (const span of trace.spans) {
      let group = groups.at(-1);
      if (group?.resource !== span.resource || group.traceId !== trace.traceId) {
        group = { resource: span.resource, traceId: trace.traceId, scopeSpans: [] };
        groups.push(group);
      }
      let scopeSpans = group.scopeSpans.at(-1);
      if (scopeSpans?.scope !== span.scope) {
        scopeSpans = { scope: span.scope, spans: [] };
        group.scopeSpans.push(scopeSpans);
      }
      scopeSpans.spans.push(span);
    }
  }
  return groups.map(({ resource, scopeSpans }) => ({
    resource: withoutDefaults({
      attributes: toKeyValues(resource.attributes),
      droppedAttributesCount: resource.droppedAttributesCount,
    }),
    scopeSpans: scopeSpans.map(({ scope, spans }) => ({
      scope: withoutDefaults({
        name: scope.name,
        version: scope.version,
        attributes: toKeyValues(scope.attributes),
        droppedAttributesCount: scope.droppedAttributesCount,
      }),
      spans: spans.map(toSpan),
    })),
  }));
}

function toSpan(span: Span): Json {
  return {
    ...withoutDefaults({
      traceId: span.traceId,
      spanId: span.spanId,
      traceState: span.traceState,
      parentSpanId: span.parentSpanId,
      flags: span.flags,
      name: span.name,
      kind: span.kind,
      startTimeUnixNano: String(span.startTimeUnixNano),
      endTimeUnixNano: String(span.endTimeUnixNano),
      attributes: toKeyValues(withWarnings(span)),
      droppedAttributesCount: span.droppedAttributesCount,
      events: span.events.map((event) =>
        withoutDefaults({
          timeUnixNano: String(event.timeUnixNano),
          name: event.name,
          attributes: toKeyValues(event.attributes),
          droppedAttributesCount: event.droppedAttributesCount,
        }),
      ),
      droppedEventsCount: span.droppedEventsCount,
      links: span.links.map((link) =>
        withoutDefaults({
          traceId: link.traceId,
          spanId: link.spanId,
          traceState: link.traceState,
          attributes: toKeyValues(link.attributes),
          droppedAttributesCount: link.droppedAttributesCount,
          flags: link.flags,
        }),
      ),
      droppedLinksCount: span.droppedLinksCount,
    }),
    status: withoutDefaults({ message: span.status.message, code: span.status.code }),
  };
}

function withWarnings({ attributes, warnings }: Span): Attribute[] {
  if (warnings.length === 0) return attributes;
  const value: AttributeValue = {
    type: 'array',
    value: warnings.map((warning): AttributeValue => ({ type: 'string', value: warning })),
  };
  return [...attributes, { key: WARNINGS_KEY, value }];
}

function toKeyValues(attributes: readonly Attribute[]): Json[] {
  return attributes.map(({ key, value }) => ({ key, value: toAnyValue(value) }));
}

function toAnyValue(value: AttributeValue): Json {
  switch (value.type) {
    case 'empty':
      return {};
    case 'string':
      return { stringValue: value.value };
    case 'bool':
      return { boolValue: value.value };
    case 'int':
      return { intValue: String(value.value) };
    case 'double':
      // proto3 JSON: NaN e infinitos são textos.
      return { doubleValue: Number.isFinite(value.value) ? value.value : String(value.value) };
    case 'bytes':
      return { bytesValue: Buffer.from(value.value).toString('base64') };
    case 'array':
      return { arrayValue: withoutDefaults({ values: value.value.map(toAnyValue) }) };
    case 'kvlist':
      return { kvlistValue: withoutDefaults({ values: toKeyValues(value.value) }) };
  }
}

/** Retira textos vazios, zeros e listas vazias. */
function withoutDefaults(fields: Json): Json {
  const kept: Json = {};
  for (const [name, value] of Object.entries(fields)) {
    const isDefault = value === '' || value === 0 || value === '0' || (Array.isArray(value) && value.length === 0);
    if (!isDefault) kept[name] = value;
  }
  return kept;
}
