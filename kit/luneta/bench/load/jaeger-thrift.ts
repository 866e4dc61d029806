/** Spans da carga, todos do mesmo serviço → um datagrama `emitBatch`, como um exporter Jaeger o manda ao agente. */
import type { JaegerSpan, JaegerTag, ThriftProtocol } from '../../wire/jaeger-batch.ts';
import { SpanRefType, TagType } from '../../wire/jaeger-batch.ts';
import { encodeCall } from '../../wire/testing/thrift-oracle.ts';
import { type AttributePair, attributesOf, type BenchSpan, resourceAttributes } from './bench-span.ts';

const SPAN_KIND_TAGS = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

export function encodeThrift(spans: readonly BenchSpan[], protocol: ThriftProtocol): Uint8Array {
  const { service } = spans[0];
  const tags = resourceAttributes(service)
    .filter(([key]) => key !== 'service.name')
    .map(toTag);
  return encodeCall(
    { process: { serviceName: service, tags }, spans: spans.map(toJaegerSpan), seqNo: undefined, stats: undefined },
    protocol,
  );
}

function toJaegerSpan(span: BenchSpan): JaegerSpan {
  const traceIdLow = span.traceId.readBigInt64BE(8);
  const traceIdHigh = span.traceId.readBigInt64BE(0);
  const parentSpanId = span.parentSpanId?.readBigInt64BE(0) ?? 0n;
  const tags = [...attributesOf(span), ['span.kind', SPAN_KIND_TAGS[span.kind]] as const].map(toTag);
  if (span.failed) tags.push(toTag(['error', true]));
  return {
    traceIdLow,
    traceIdHigh,
    spanId: span.spanId.readBigInt64BE(0),
    parentSpanId,
    operationName: span.name,
    references: span.parentSpanId && [{ refType: SpanRefType.CHILD_OF, traceIdLow, traceIdHigh, spanId: parentSpanId }],
    flags: 1,
    startTime: span.startNs / 1000n,
    duration: (span.endNs - span.startNs) / 1000n,
    tags,
    logs: undefined,
    incomplete: undefined,
  };
}

function toTag([key, value]: AttributePair): JaegerTag {
  const tag: JaegerTag = {
    key,
    vType: TagType.STRING,
    vStr: undefined,
    vDouble: undefined,
    vBool: undefined,
    vLong: undefined,
    vBinary: undefined,
  };
  if (typeof value === 'string') return { ...tag, vStr: value };
  if (typeof value === 'boolean') return { ...tag, vType: TagType.BOOL, vBool: value };
  if (Number.isInteger(value)) return { ...tag, vType: TagType.LONG, vLong: BigInt(value) };
  return { ...tag, vType: TagType.DOUBLE, vDouble: value };
}
