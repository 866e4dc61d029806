/**
 * Traces para testes: os dez da gravação feita com um Jaeger de verdade, e um construtor de spans avulsos.
 *
 * A conversão do JSON é direta e só serve para essa gravação; quem lê OTLP de verdade é `wire/`.
 */
import { readFileSync } from 'node:fs';
import type { Attribute, AttributeValue, Span, SpanEvent, SpanLink, Trace } from '../../store/model.ts';

interface JsonValue {
  stringValue?: string;
  intValue?: string;
  doubleValue?: number | string;
  boolValue?: boolean;
  bytesValue?: string;
  arrayValue?: { values?: JsonValue[] };
  kvlistValue?: { values?: JsonAttribute[] };
}
interface JsonAttribute {
  key: string;
  value?: JsonValue;
}
interface JsonSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  traceState?: string;
  flags?: number;
  name?: string;
  kind?: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: JsonAttribute[];
  events?: { timeUnixNano: string; name?: string; attributes?: JsonAttribute[] }[];
  links?: { traceId: string; spanId: string; traceState?: string; attributes?: JsonAttribute[]; flags?: number }[];
  status?: { code?: number; message?: string };
}
interface JsonInput {
  requests: {
    resourceSpans: {
      resource?: { attributes?: JsonAttribute[] };
      scopeSpans: {
        scope?: { name?: string; version?: string; attributes?: JsonAttribute[] };
        spans: JsonSpan[];
      }[];
    }[];
  }[];
}

const INPUT = new URL('../../api/fixtures/jaeger-api/input.otlp.json', import.meta.url);

/** Os traces da gravação, na ordem em que o primeiro span de cada um chegou. */
export function fixtureTraces(): Trace[] {
  const input = JSON.parse(readFileSync(INPUT, 'utf8')) as JsonInput;
  const traces = new Map<string, Trace>();
  for (const { resourceSpans } of input.requests) {
    for (const { resource, scopeSpans } of resourceSpans) {
      const attributes = toAttributes(resource?.attributes);
      const name = attributes.find(({ key }) => key === 'service.name')?.value;
      const serviceName = name?.type === 'string' ? name.value : 'missing-service-name';
      const shared = { serviceName, attributes, droppedAttributesCount: 0 };
      for (const { scope, spans } of scopeSpans) {
        for (const json of spans) {
          const span = toSpan(json);
          span.resource = shared;
          span.scope = {
            name: scope?.name ?? '',
            version: scope?.version ?? '',
            attributes: toAttributes(scope?.attributes),
            droppedAttributesCount: 0,
          };
          const trace = traces.get(span.traceId) ?? { traceId: span.traceId, spans: [] };
          trace.spans.push(span);
          traces.set(span.traceId, trace);
        }
      }
    }
  }
  return [...traces.values()];
}

export function fixtureTrace(suffix: string): Trace {
  const found = fixtureTraces().find(({ traceId }) => traceId.endsWith(suffix));
  if (!found) throw new Error(`A gravação não tem um trace terminado em ${suffix}.`);
  return found;
}

export type SpanInput = Partial<Omit<Span, 'resource'>> & { service?: string; startMs?: number; durationMs?: number };

/** Início de referência dos spans avulsos: 2026-11-20T12:00:00Z. */
export const BASE_TIME = 1_795_176_000_000_000_000n;

/** Um span com o mínimo; `startMs` e `durationMs` são relativos a `BASE_TIME`. */
export function makeSpan({ service = 'loja', startMs = 0, durationMs = 1, ...fields }: SpanInput = {}): Span {
  const start = BASE_TIME + BigInt(Math.round(startMs * 1e6));
  return {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    parentSpanId: '',
    traceState: '',
    flags: 0,
    name: 'operação',
    kind: 1,
    startTimeUnixNano: start,
    endTimeUnixNano: start + BigInt(Math.round(durationMs * 1e6)),
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: '' },
    resource: { serviceName: service, attributes: [text('service.name', service)], droppedAttributesCount: 0 },
    scope: { name: '', version: '', attributes: [], droppedAttributesCount: 0 },
    warnings: [],
    ...fields,
  };
}

export function text(key: string, value: string): Attribute {
  return { key, value: { type: 'string', value } };
}

/** Id de span (16 dígitos) a partir de um número. */
export function spanId(n: number): string {
  return n.toString(16).padStart(16, '0');
}

function toSpan(json: JsonSpan): Span {
  const startTimeUnixNano = BigInt(json.startTimeUnixNano);
  const received = BigInt(json.endTimeUnixNano);
  const repaired = received > startTimeUnixNano ? received : startTimeUnixNano + 1n;
  return makeSpan({
    traceId: json.traceId.padStart(32, '0'),
    spanId: json.spanId,
    parentSpanId: json.parentSpanId ?? '',
    traceState: json.traceState ?? '',
    flags: json.flags ?? 0,
    name: json.name || 'empty-span-name',
    kind: json.kind ?? 0,
    startTimeUnixNano,
    endTimeUnixNano: repaired,
    attributes: toAttributes(json.attributes),
    events: (json.events ?? []).map((event): SpanEvent => ({
      timeUnixNano: BigInt(event.timeUnixNano),
      name: event.name ?? '',
      attributes: toAttributes(event.attributes),
      droppedAttributesCount: 0,
    })),
    links: (json.links ?? []).map((link): SpanLink => ({
      traceId: link.traceId,
      spanId: link.spanId,
      traceState: link.traceState ?? '',
      attributes: toAttributes(link.attributes),
      droppedAttributesCount: 0,
      flags: link.flags ?? 0,
    })),
    status: { code: json.status?.code ?? 0, message: json.status?.message ?? '' },
    warnings: repaired === received ? [] : ['Negative duration detected, sanitizing end timestamp.'],
  });
}

function toAttributes(list: JsonAttribute[] | undefined): Attribute[] {
  return (list ?? []).map(({ key, value }) => ({ key, value: toValue(value ?? {}) }));
}

function toValue(json: JsonValue): AttributeValue {
  if (json.stringValue !== undefined) return { type: 'string', value: json.stringValue };
  if (json.intValue !== undefined) return { type: 'int', value: BigInt(json.intValue) };
  if (json.doubleValue !== undefined) return { type: 'double', value: Number(json.doubleValue) };
  if (json.boolValue !== undefined) return { type: 'bool', value: json.boolValue };
  if (json.bytesValue !== undefined) return { type: 'bytes', value: Buffer.from(json.bytesValue, 'base64') };
  if (json.arrayValue) return { type: 'array', value: (json.arrayValue.values ?? []).map(toValue) };
  if (json.kvlistValue) return { type: 'kvlist', value: toAttributes(json.kvlistValue.values) };
  return { type: 'empty' };
}
