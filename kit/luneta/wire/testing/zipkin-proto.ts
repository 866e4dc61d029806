/** Segunda opinião sobre o Zipkin em protobuf, para os testes: o esquema de zipkin.proto lido pelo `protobufjs`. */
import protobuf from 'protobufjs';
import type { ZipkinEndpoint, ZipkinSpan } from '../zipkin-span.ts';

const SCHEMA = `
syntax = "proto3";
message Span {
  bytes trace_id = 1;
  bytes parent_id = 2;
  bytes id = 3;
  enum Kind { SPAN_KIND_UNSPECIFIED = 0; CLIENT = 1; SERVER = 2; PRODUCER = 3; CONSUMER = 4; }
  Kind kind = 4;
  string name = 5;
  fixed64 timestamp = 6;
  uint64 duration = 7;
  Endpoint local_endpoint = 8;
  Endpoint remote_endpoint = 9;
  repeated Annotation annotations = 10;
  map<string, string> tags = 11;
  bool debug = 12;
  bool shared = 13;
}
message Endpoint { string service_name = 1; bytes ipv4 = 2; bytes ipv6 = 3; int32 port = 4; }
message Annotation { fixed64 timestamp = 1; string value = 2; }
message ListOfSpans { repeated Span spans = 1; }
`;

const listOfSpans = protobuf.parse(SCHEMA).root.lookupType('ListOfSpans');

/** Codifica spans do modelo; os endereços têm de ser IPv4 com pontos e IPv6 por extenso, com 8 grupos. */
export function encodeZipkinWithProtobufjs(spans: readonly ZipkinSpan[]): Uint8Array {
  return encodeRawZipkin(
    spans.map((span) => ({
      ...span,
      traceId: Buffer.from(span.traceId, 'hex'),
      id: Buffer.from(span.id, 'hex'),
      parentId: Buffer.from(span.parentId, 'hex'),
      kind: span.kind || 'SPAN_KIND_UNSPECIFIED',
      timestamp: String(span.timestamp ?? 0n),
      duration: String(span.duration),
      localEndpoint: toRawEndpoint(span.localEndpoint),
      remoteEndpoint: toRawEndpoint(span.remoteEndpoint),
      annotations: span.annotations.map(({ timestamp, value }) => ({ timestamp: String(timestamp), value })),
      tags: Object.fromEntries(span.tags),
    })),
  );
}

/** Codifica spans nos nomes do esquema (em camelCase), mesmo inválidos. */
export function encodeRawZipkin(spans: readonly object[]): Uint8Array {
  return listOfSpans.encode(listOfSpans.fromObject({ spans })).finish();
}

function toRawEndpoint(endpoint: ZipkinEndpoint | undefined): object | undefined {
  if (!endpoint) return undefined;
  const { serviceName, ipv4, ipv6, port } = endpoint;
  return {
    serviceName,
    ipv4: Uint8Array.from(ipv4 === '' ? [] : ipv4.split('.').map(Number)),
    ipv6: Buffer.from(ipv6.replaceAll(':', ''), 'hex'),
    port,
  };
}
