/**
 * Modelo de domínio → OTLP/JSON (mapeamento proto3 JSON do `TracesData`), que a API v3 do Jaeger devolve.
 * Funções puras. Campos com o valor padrão são omitidos, como no protobuf.
 */
import { WARNINGS_KEY } from '../query/adjust-trace.ts';
import type { Attribute, AttributeValue, Resource, Scope, Span, Trace } from '../store/model.ts';
import type { JsonBuffer } from './json-buffer.ts';

type Json = Record<string, unknown>;

interface JsonScopeSpans {
  scope: Json;
  spans: Json[];
}

interface JsonResourceSpans {
  resource: Json;
  scopeSpans: JsonScopeSpans[];
}

/** Agrupa spans vizinhos do mesmo recurso e do mesmo escopo, na ordem em que chegaram. */
export function toResourceSpans(trace: Trace): JsonResourceSpans[] {
  const groups: { resource: Resource; scopeSpans: { scope: Scope; spans: Span[] }[] }[] = [];
  for (const span of trace.spans) {
    let group = groups.at(-1);
    if (group?.resource !== span.resource) {
      group = { resource: span.resource, scopeSpans: [] };
      groups.push(group);
    }
    let scopeSpans = group.scopeSpans.at(-1);
    if (scopeSpans?.scope !== span.scope) {
      scopeSpans = { scope: span.scope, spans: [] };
      group.scopeSpans.push(scopeSpans);
    }
    scopeSpans.spans.push(span);
  }
  return groups.map(({ resource, scopeSpans }) => ({
    resource: toResource(resource),
    scopeSpans: scopeSpans.map(({ scope, spans }) => ({ scope: toScope(scope), spans: spans.map(toSpan) })),
  }));
}

/**
 * O JSON dos itens de `toResourceSpans`, sem os colchetes, span a span: um texto que muitos repetem esbarra no limite da
 * resposta antes de se multiplicar.
 */
export function writeResourceSpans(trace: Trace, out: JsonBuffer): void {
  writeList(toResourceSpans(trace), out, ({ resource, scopeSpans }) => {
    out.text(`{"resource":${JSON.stringify(resource)},"scopeSpans":[`);
    writeList(scopeSpans, out, ({ scope, spans }) => {
      out.text(`{"scope":${JSON.stringify(scope)},"spans":[`);
      writeList(spans, out, (span) => out.text(JSON.stringify(span)));
      out.ascii(']}');
    });
    out.ascii(']}');
  });
}

function writeList<T>(items: readonly T[], out: JsonBuffer, write: (item: T) => void): void {
  items.forEach((item, i) => {
    if (i > 0) out.ascii(',');
    write(item);
  });
}

export function toResource({ attributes, droppedAttributesCount }: Resource): Json {
  return withoutDefaults({ attributes: toKeyValues(attributes), droppedAttributesCount });
}

export function toScope({ name, version, attributes, droppedAttributesCount }: Scope): Json {
  return withoutDefaults({ name, version, attributes: toKeyValues(attributes), droppedAttributesCount });
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
      startTimeUnixNano: timeText(span.startTimeUnixNano),
      endTimeUnixNano: timeText(span.endTimeUnixNano),
      attributes: toKeyValues(withWarnings(span)),
      droppedAttributesCount: span.droppedAttributesCount,
      events: span.events.map((event) =>
        withoutDefaults({
          timeUnixNano: timeText(event.timeUnixNano),
          name: event.name,
          attributes: toKeyValues(event.attributes),
          droppedAttributesCount: event.droppedAttributesCount,
        }),
      ),
      droppedEventsCount: span.droppedEventsCount,
      links: span.links.map((link) =>
        withoutDefaults({
          traceId: withoutZeros(link.traceId),
          spanId: withoutZeros(link.spanId),
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
  return attributes.map(({ key, value: any }) => {
    const value = toAnyValue(any);
    return key === '' ? { value } : { key, value };
  });
}

export function toAnyValue(value: AttributeValue): Json {
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

/** Inteiros de 64 bits são textos; o zero, um campo ausente. */
function timeText(unixNano: bigint): string {
  return unixNano === 0n ? '' : String(unixNano);
}

/** Um id só de zeros é um id ausente. */
function withoutZeros(id: string): string {
  return /[^0]/.test(id) ? id : '';
}

/** Retira textos vazios, zeros e listas vazias. */
function withoutDefaults(fields: Json): Json {
  const kept: Json = {};
  for (const [name, value] of Object.entries(fields)) {
    const isDefault = value === '' || value === 0 || (Array.isArray(value) && value.length === 0);
    if (!isDefault) kept[name] = value;
  }
  return kept;
}
