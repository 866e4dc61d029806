/**
 * OTLP/JSON (`ExportTraceServiceRequest`) → modelo de domínio e → OTLP protobuf, que é o que se guarda.
 * Função pura; texto inválido é `WireError`. As regras de cada tipo de campo estão em `json-fields.ts`.
 */
import type {
  Attribute,
  AttributeValue,
  ResourceSpans,
  Scope,
  SpanEvent,
  SpanFields,
  SpanLink,
} from '../store/model.ts';
import { encodeTraceRequest } from './otlp-encode.ts';
import {
  asBoolean,
  asBytes,
  asDouble,
  asEnum,
  asHexId,
  asInt64,
  asList,
  asObject,
  asString,
  asUint32,
  asUint64,
  field,
  type JsonObject,
} from './json-fields.ts';
import { parseJson } from './json-text.ts';
import { WireError } from './wire-error.ts';

const SPAN_KINDS = new Map(
  ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map((kind, i) => [`SPAN_KIND_${kind}`, i]),
);
const STATUS_CODES = new Map(['UNSET', 'OK', 'ERROR'].map((code, i) => [`STATUS_CODE_${code}`, i]));

/**
 * Máximo de spans e de grupos (resourceSpans, scopeSpans) num pedido em JSON. Um span de verdade tem mais de 150 bytes,
 * só de ids e tempos; mesmo que cada um viesse em grupos só seus, 20 MiB deles não chegam aqui.
 */
export const MAX_JSON_GROUPS_AND_SPANS = 350_000;

/** Spans e grupos já lidos no pedido atual. */
let counted = 0;

/** Converte um pedido OTLP/JSON nos bytes protobuf equivalentes. */
export function traceRequestJsonToProtobuf(bytes: Uint8Array): Uint8Array {
  return encodeTraceRequest(decodeTraceRequestJson(bytes));
}

/** Decodifica um pedido OTLP/JSON (UTF-8). */
export function decodeTraceRequestJson(bytes: Uint8Array): ResourceSpans[] {
  return readTraceRequest(parseJson(bytes));
}

/** O mesmo, de um JSON já interpretado por `parseJson`. */
export function readTraceRequest(json: unknown): ResourceSpans[] {
  const request = asObject(json, 'pedido');
  counted = 0;
  const groups = asList(field(request, 'resourceSpans', 'resource_spans'), 'resourceSpans');
  countItems(groups);
  return groups.map((item) => {
    const group = asObject(item, 'resourceSpans');
    const resource = asObject(field(group, 'resource'), 'resource');
    const scopeSpans = asList(field(group, 'scopeSpans', 'scope_spans'), 'scopeSpans');
    countItems(scopeSpans);
    return {
      resource: { attributes: readAttributes(resource), droppedAttributesCount: readDropped(resource, 'Attributes') },
      scopeSpans: scopeSpans.map(readScopeSpans),
    };
  });
}

/** @throws WireError se o pedido tem spans ou grupos demais. */
function countItems({ length }: readonly unknown[]): void {
  counted += length;
  if (counted <= MAX_JSON_GROUPS_AND_SPANS) return;
  throw new WireError('too_many', `JSON com mais de ${MAX_JSON_GROUPS_AND_SPANS} spans e grupos.`);
}

function readScopeSpans(item: unknown): { scope: Scope; spans: SpanFields[] } {
  const group = asObject(item, 'scopeSpans');
  const scope = asObject(field(group, 'scope'), 'scope');
  const spans = asList(field(group, 'spans'), 'spans');
  countItems(spans);
  return {
    scope: {
      name: asString(field(scope, 'name'), 'scope.name'),
      version: asString(field(scope, 'version'), 'scope.version'),
      attributes: readAttributes(scope),
      droppedAttributesCount: readDropped(scope, 'Attributes'),
    },
    spans: spans.map(readSpan),
  };
}

function readSpan(item: unknown): SpanFields {
  const span = asObject(item, 'span');
  const status = asObject(field(span, 'status'), 'status');
  return {
    traceId: asHexId(field(span, 'traceId', 'trace_id'), 'traceId', 16),
    spanId: asHexId(field(span, 'spanId', 'span_id'), 'spanId', 8),
    parentSpanId: asHexId(field(span, 'parentSpanId', 'parent_span_id'), 'parentSpanId', 8),
    traceState: asString(field(span, 'traceState', 'trace_state'), 'traceState'),
    flags: asUint32(field(span, 'flags'), 'flags'),
    name: asString(field(span, 'name'), 'name'),
    kind: asEnum(field(span, 'kind'), 'kind', SPAN_KINDS),
    startTimeUnixNano: asUint64(field(span, 'startTimeUnixNano', 'start_time_unix_nano'), 'startTimeUnixNano'),
    endTimeUnixNano: asUint64(field(span, 'endTimeUnixNano', 'end_time_unix_nano'), 'endTimeUnixNano'),
    attributes: readAttributes(span),
    droppedAttributesCount: readDropped(span, 'Attributes'),
    events: readList(span, 'events', readEvent),
    droppedEventsCount: readDropped(span, 'Events'),
    links: readList(span, 'links', readLink),
    droppedLinksCount: readDropped(span, 'Links'),
    status: {
      code: asEnum(field(status, 'code'), 'status.code', STATUS_CODES),
      message: asString(field(status, 'message'), 'status.message'),
    },
  };
}

function readEvent(item: unknown): SpanEvent {
  const event = asObject(item, 'event');
  return {
    timeUnixNano: asUint64(field(event, 'timeUnixNano', 'time_unix_nano'), 'event.timeUnixNano'),
    name: asString(field(event, 'name'), 'event.name'),
    attributes: readAttributes(event),
    droppedAttributesCount: readDropped(event, 'Attributes'),
  };
}

function readLink(item: unknown): SpanLink {
  const link = asObject(item, 'link');
  return {
    traceId: asHexId(field(link, 'traceId', 'trace_id'), 'link.traceId', 16),
    spanId: asHexId(field(link, 'spanId', 'span_id'), 'link.spanId', 8),
    traceState: asString(field(link, 'traceState', 'trace_state'), 'link.traceState'),
    attributes: readAttributes(link),
    droppedAttributesCount: readDropped(link, 'Attributes'),
    flags: asUint32(field(link, 'flags'), 'link.flags'),
  };
}

function readDropped(object: JsonObject, what: 'Attributes' | 'Events' | 'Links'): number {
  return asUint32(field(object, `dropped${what}Count`, `dropped_${what.toLowerCase()}_count`), `dropped${what}Count`);
}

function readAttributes(object: JsonObject): Attribute[] {
  return readList(object, 'attributes', readAttribute);
}

/** Lista vazia compartilhada: um pedido de um milhão de spans vazios não cria três milhões de listas. */
const NOTHING: never[] = [];
Object.freeze(NOTHING);

function readList<T>(object: JsonObject, name: string, read: (item: unknown) => T): T[] {
  const items = asList(field(object, name), name);
  return items.length === 0 ? NOTHING : items.map((item) => read(item));
}

function readAttribute(item: unknown): Attribute {
  const pair = asObject(item, 'attribute');
  return { key: asString(field(pair, 'key'), 'key'), value: readAnyValue(field(pair, 'value')) };
}

/** Com mais de um campo preenchido, vale o último, como em protobuf. */
function readAnyValue(item: unknown): AttributeValue {
  const object = asObject(item, 'value');
  let result: AttributeValue = { type: 'empty' };
  for (const key in object) {
    const value = object[key];
    if (value !== null) result = readOneOf(key, value) ?? result;
  }
  return result;
}

function readOneOf(key: string, value: unknown): AttributeValue | undefined {
  switch (key) {
    case 'stringValue':
    case 'string_value':
      return { type: 'string', value: asString(value, key) };
    case 'boolValue':
    case 'bool_value':
      return { type: 'bool', value: asBoolean(value, key) };
    case 'intValue':
    case 'int_value':
      return { type: 'int', value: asInt64(value, key) };
    case 'doubleValue':
    case 'double_value':
      return { type: 'double', value: asDouble(value, key) };
    case 'bytesValue':
    case 'bytes_value':
      return { type: 'bytes', value: asBytes(value, key) };
    case 'arrayValue':
    case 'array_value':
      return { type: 'array', value: asList(field(asObject(value, key), 'values'), key).map(readAnyValue) };
    case 'kvlistValue':
    case 'kvlist_value':
      return { type: 'kvlist', value: asList(field(asObject(value, key), 'values'), key).map(readAttribute) };
    default:
      return undefined;
  }
}
