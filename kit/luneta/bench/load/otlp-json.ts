/** Spans da carga → `ExportTraceServiceRequest` em JSON (mapeamento proto3 do OTLP: inteiros de 64 bits em texto). */
import {
  type AttributePair,
  attributesOf,
  type BenchSpan,
  exceptionAttributes,
  FAILURE_TEXT,
  groupByService,
  resourceAttributes,
  SCOPE,
} from './bench-span.ts';

export function encodeJson(spans: readonly BenchSpan[]): Uint8Array {
  const resourceSpans = [...groupByService(spans)].map(([service, group]) => ({
    resource: { attributes: resourceAttributes(service).map(toKeyValue) },
    scopeSpans: [{ scope: SCOPE, spans: group.map(toSpan) }],
  }));
  return Buffer.from(JSON.stringify({ resourceSpans }));
}

function toSpan(span: BenchSpan): unknown {
  return {
    traceId: span.traceId.toString('hex'),
    spanId: span.spanId.toString('hex'),
    parentSpanId: span.parentSpanId?.toString('hex'),
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: String(span.startNs),
    endTimeUnixNano: String(span.endNs),
    attributes: attributesOf(span).map(toKeyValue),
    events: span.failed
      ? [
          {
            timeUnixNano: String(span.endNs - 1000n),
            name: 'exception',
            attributes: exceptionAttributes().map(toKeyValue),
          },
        ]
      : undefined,
    status: span.failed ? { code: 2, message: FAILURE_TEXT } : {},
    flags: 0x101,
  };
}

function toKeyValue([key, value]: AttributePair): unknown {
  if (typeof value === 'string') return { key, value: { stringValue: value } };
  if (typeof value === 'boolean') return { key, value: { boolValue: value } };
  return { key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } };
}
