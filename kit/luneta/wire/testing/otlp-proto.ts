/**
 * Segunda opinião sobre o OTLP em protobuf, para os testes: o mesmo esquema lido pelo `protobufjs`, que não divide
 * nenhuma linha com o leitor e o escritor da Luneta. O esquema é o de opentelemetry-proto 1.10 (trace/v1, common/v1,
 * resource/v1 e o pedido de collector/trace/v1), sem os comentários.
 */
import protobuf from 'protobufjs';
import type { Attribute, AttributeValue, ResourceSpans } from '../../store/model.ts';

/** As mensagens de common/v1 e resource/v1, que todos os sinais usam. */
export const COMMON_SCHEMA = `
message AnyValue {
  oneof value {
    string string_value = 1;
    bool bool_value = 2;
    int64 int_value = 3;
    double double_value = 4;
    ArrayValue array_value = 5;
    KeyValueList kvlist_value = 6;
    bytes bytes_value = 7;
    int32 string_value_strindex = 8;
  }
}
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; int32 key_strindex = 3; }
message InstrumentationScope {
  string name = 1;
  string version = 2;
  repeated KeyValue attributes = 3;
  uint32 dropped_attributes_count = 4;
}
message EntityRef {
  string schema_url = 1;
  string type = 2;
  repeated string id_keys = 3;
  repeated string description_keys = 4;
}
message Resource {
  repeated KeyValue attributes = 1;
  uint32 dropped_attributes_count = 2;
  repeated EntityRef entity_refs = 3;
}
`;

const SCHEMA = `
syntax = "proto3";

message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
message ExportTracePartialSuccess { int64 rejected_spans = 1; string error_message = 2; }
message ExportTraceServiceResponse { ExportTracePartialSuccess partial_success = 1; }

message TracesData { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans {
  reserved 1000;
  Resource resource = 1;
  repeated ScopeSpans scope_spans = 2;
  string schema_url = 3;
}
message ScopeSpans { InstrumentationScope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message Span {
  bytes trace_id = 1;
  bytes span_id = 2;
  string trace_state = 3;
  bytes parent_span_id = 4;
  fixed32 flags = 16;
  string name = 5;
  enum SpanKind {
    SPAN_KIND_UNSPECIFIED = 0;
    SPAN_KIND_INTERNAL = 1;
    SPAN_KIND_SERVER = 2;
    SPAN_KIND_CLIENT = 3;
    SPAN_KIND_PRODUCER = 4;
    SPAN_KIND_CONSUMER = 5;
  }
  SpanKind kind = 6;
  fixed64 start_time_unix_nano = 7;
  fixed64 end_time_unix_nano = 8;
  repeated KeyValue attributes = 9;
  uint32 dropped_attributes_count = 10;
  message Event {
    fixed64 time_unix_nano = 1;
    string name = 2;
    repeated KeyValue attributes = 3;
    uint32 dropped_attributes_count = 4;
  }
  repeated Event events = 11;
  uint32 dropped_events_count = 12;
  message Link {
    bytes trace_id = 1;
    bytes span_id = 2;
    string trace_state = 3;
    repeated KeyValue attributes = 4;
    uint32 dropped_attributes_count = 5;
    fixed32 flags = 6;
  }
  repeated Link links = 13;
  uint32 dropped_links_count = 14;
  Status status = 15;
}
message Status {
  reserved 1;
  string message = 2;
  enum StatusCode { STATUS_CODE_UNSET = 0; STATUS_CODE_OK = 1; STATUS_CODE_ERROR = 2; }
  StatusCode code = 3;
}

${COMMON_SCHEMA}`;

const root = protobuf.parse(SCHEMA).root;
const request = root.lookupType('ExportTraceServiceRequest');

/**
 * As mensagens como o `protobufjs` as devolve: campos ausentes com o valor padrão do proto3 (mensagens: `null`),
 * inteiros de 64 bits em texto decimal. Num AnyValue só existe o campo que veio.
 */
export interface RawTraceRequest {
  resourceSpans: RawResourceSpans[];
}
export interface RawResourceSpans {
  resource: { attributes: RawKeyValue[]; droppedAttributesCount: number; entityRefs: RawEntityRef[] } | null;
  scopeSpans: RawScopeSpans[];
  schemaUrl: string;
}
export interface RawEntityRef {
  schemaUrl: string;
  type: string;
  idKeys: string[];
  descriptionKeys: string[];
}
export interface RawScopeSpans {
  scope: { name: string; version: string; attributes: RawKeyValue[]; droppedAttributesCount: number } | null;
  spans: RawSpan[];
  schemaUrl: string;
}
export interface RawSpan {
  traceId: Uint8Array;
  spanId: Uint8Array;
  traceState: string;
  parentSpanId: Uint8Array;
  flags: number;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: RawKeyValue[];
  droppedAttributesCount: number;
  events: { timeUnixNano: string; name: string; attributes: RawKeyValue[]; droppedAttributesCount: number }[];
  droppedEventsCount: number;
  links: RawLink[];
  droppedLinksCount: number;
  status: { code: number; message: string } | null;
}
export interface RawLink {
  traceId: Uint8Array;
  spanId: Uint8Array;
  traceState: string;
  attributes: RawKeyValue[];
  droppedAttributesCount: number;
  flags: number;
}
export interface RawKeyValue {
  key: string;
  value: RawAnyValue | null;
  keyStrindex: number;
}
export interface RawAnyValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  doubleValue?: number;
  arrayValue?: { values: RawAnyValue[] };
  kvlistValue?: { values: RawKeyValue[] };
  bytesValue?: Uint8Array;
  stringValueStrindex?: number;
}

/** Para codificar basta o que interessa ao teste: o resto fica fora da mensagem. */
export type PartialDeep<T> = T extends Uint8Array
  ? Uint8Array
  : T extends (infer Item)[]
    ? PartialDeep<Item>[]
    : T extends object
      ? { [Key in keyof T]?: PartialDeep<T[Key]> }
      : T;

/** @throws se os bytes não forem um `ExportTraceServiceRequest`. */
export function decodeTraceRequestWithProtobufjs(bytes: Uint8Array): RawTraceRequest {
  // Com um Buffer o protobufjs devolveria Buffers; assim o resultado não depende do tipo da entrada.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return request.toObject(request.decode(plain), { defaults: true, longs: String }) as RawTraceRequest;
}

/** Codifica um pedido; números de 64 bits podem vir em texto decimal. */
export function encodeTraceRequestWithProtobufjs(value: PartialDeep<RawTraceRequest>): Uint8Array {
  return request.encode(request.fromObject(value)).finish();
}

/** O pedido decodificado no modelo de domínio da Luneta, para comparar os dois campo a campo. */
export function toModel(decoded: RawTraceRequest): ResourceSpans[] {
  return decoded.resourceSpans.map(({ resource, scopeSpans }) => ({
    resource: {
      attributes: toAttributes(resource?.attributes ?? []),
      droppedAttributesCount: resource?.droppedAttributesCount ?? 0,
    },
    scopeSpans: scopeSpans.map(({ scope, spans }) => ({
      scope: {
        name: scope?.name ?? '',
        version: scope?.version ?? '',
        attributes: toAttributes(scope?.attributes ?? []),
        droppedAttributesCount: scope?.droppedAttributesCount ?? 0,
      },
      spans: spans.map((span) => ({
        ...span,
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId),
        startTimeUnixNano: BigInt(span.startTimeUnixNano),
        endTimeUnixNano: BigInt(span.endTimeUnixNano),
        attributes: toAttributes(span.attributes),
        events: span.events.map((event) => ({
          ...event,
          timeUnixNano: BigInt(event.timeUnixNano),
          attributes: toAttributes(event.attributes),
        })),
        links: span.links.map((link) => ({
          ...link,
          traceId: hex(link.traceId),
          spanId: hex(link.spanId),
          attributes: toAttributes(link.attributes),
        })),
        status: { code: span.status?.code ?? 0, message: span.status?.message ?? '' },
      })),
    })),
  }));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function toAttributes(pairs: RawKeyValue[]): Attribute[] {
  return pairs.map(({ key, value }) => ({ key, value: toValue(value ?? {}) }));
}

function toValue(value: RawAnyValue): AttributeValue {
  if (value.stringValue !== undefined) return { type: 'string', value: value.stringValue };
  if (value.boolValue !== undefined) return { type: 'bool', value: value.boolValue };
  if (value.intValue !== undefined) return { type: 'int', value: BigInt(value.intValue) };
  if (value.doubleValue !== undefined) return { type: 'double', value: value.doubleValue };
  if (value.arrayValue !== undefined) return { type: 'array', value: value.arrayValue.values.map(toValue) };
  if (value.kvlistValue !== undefined) return { type: 'kvlist', value: toAttributes(value.kvlistValue.values) };
  if (value.bytesValue !== undefined) return { type: 'bytes', value: new Uint8Array(value.bytesValue) };
  return { type: 'empty' };
}
