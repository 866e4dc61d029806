/**
 * O `ExportLogsServiceRequest` escrito pelo `protobufjs`, para os testes: não divide nenhuma linha com o leitor da Luneta.
 * O esquema é o de opentelemetry-proto 1.10 (logs/v1), sem os comentários.
 */
import protobuf from 'protobufjs';
import { COMMON_SCHEMA } from '../../../wire/testing/otlp-proto.ts';
import type { Attribute, AttributeValue } from '../../model.ts';

const SCHEMA = `
syntax = "proto3";

message ExportLogsServiceRequest { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; string schema_url = 3; }
message ScopeLogs { InstrumentationScope scope = 1; repeated LogRecord log_records = 2; string schema_url = 3; }
message LogRecord {
  fixed64 time_unix_nano = 1;
  fixed64 observed_time_unix_nano = 11;
  int32 severity_number = 2;
  string severity_text = 3;
  AnyValue body = 5;
  repeated KeyValue attributes = 6;
  uint32 dropped_attributes_count = 7;
  fixed32 flags = 8;
  bytes trace_id = 9;
  bytes span_id = 10;
  string event_name = 12;
}

${COMMON_SCHEMA}`;

const request = protobuf.parse(SCHEMA).root.lookupType('ExportLogsServiceRequest');

/** Um registro como o OTLP o leva; o que falta não é escrito. */
export interface RawLog {
  timeUnixNano?: bigint;
  observedTimeUnixNano?: bigint;
  severityNumber?: number;
  severityText?: string;
  body?: AttributeValue;
  attributes?: readonly Attribute[];
  droppedAttributesCount?: number;
  flags?: number;
  /** Em hexadecimal, de qualquer tamanho. */
  traceId?: string;
  spanId?: string;
  eventName?: string;
}

export interface RawScopeLogs {
  scope?: { name?: string; version?: string; attributes?: readonly Attribute[] };
  logs: readonly RawLog[];
}

export interface RawResourceLogs {
  resource?: { attributes: readonly Attribute[] };
  scopes: readonly RawScopeLogs[];
}

export function encodeLogsRequest(groups: readonly RawResourceLogs[]): Uint8Array {
  const message = request.fromObject({
    resourceLogs: groups.map(({ resource, scopes }) => ({
      ...(resource && { resource: { attributes: toPairs(resource.attributes) } }),
      scopeLogs: scopes.map(({ scope, logs }) => ({
        ...(scope && { scope: { ...scope, attributes: toPairs(scope.attributes ?? []) } }),
        logRecords: logs.map(toRecord),
      })),
    })),
  });
  return request.encode(message).finish();
}

function toRecord({ timeUnixNano = 0n, observedTimeUnixNano = 0n, body, ...log }: RawLog): unknown {
  return {
    ...log,
    timeUnixNano: String(timeUnixNano),
    observedTimeUnixNano: String(observedTimeUnixNano),
    ...(body && { body: toAnyValue(body) }),
    attributes: toPairs(log.attributes ?? []),
    traceId: Buffer.from(log.traceId ?? '', 'hex'),
    spanId: Buffer.from(log.spanId ?? '', 'hex'),
  };
}

function toPairs(attributes: readonly Attribute[]): unknown[] {
  return attributes.map(({ key, value }) => ({ key, value: toAnyValue(value) }));
}

function toAnyValue(value: AttributeValue): unknown {
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
      return { doubleValue: value.value };
    case 'bytes':
      return { bytesValue: value.value };
    case 'array':
      return { arrayValue: { values: value.value.map(toAnyValue) } };
    case 'kvlist':
      return { kvlistValue: { values: toPairs(value.value) } };
  }
}
