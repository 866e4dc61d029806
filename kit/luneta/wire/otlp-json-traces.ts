/** OTLP/JSON → traces prontos para mostrar, sem passar pelo armazenamento (`/api/transform` e o envio de arquivos). */
import type { Trace } from '../store/model.ts';
import { decodeResource, decodeScope, decodeSpan } from './otlp-decode.ts';
import { indexTraceRequest } from './otlp-trace-index.ts';
import { SpanBatch } from '../store/span-batch.ts';
import { traceRequestJsonToProtobuf } from './otlp-json.ts';

/** @throws WireError se o texto não é um pedido OTLP/JSON válido. */
export function tracesFromOtlpJson(text: Uint8Array): Trace[] {
  const bytes = traceRequestJsonToProtobuf(text);
  const batch = new SpanBatch();
  indexTraceRequest(bytes, batch);
  const decodeAll = <T>(ranges: number[], decode: (message: Uint8Array) => T): T[] => {
    const decoded: T[] = [];
    for (let i = 0; i < ranges.length; i += 2) decoded.push(decode(bytes.subarray(ranges[i], ranges[i + 1])));
    return decoded;
  };
  const resources = decodeAll(batch.resources, decodeResource);
  const scopes = decodeAll(batch.scopes, decodeScope);
  const traces = new Map<string, Trace>();
  for (let i = 0; i < batch.count; i++) {
    const resource = resources[batch.resourceOf[i]];
    const span = decodeSpan(bytes, batch.spanStart[i], batch.spanEnd[i], resource, scopes[batch.scopeOf[i]]);
    const trace = traces.get(span.traceId);
    if (trace) trace.spans.push(span);
    else traces.set(span.traceId, { traceId: span.traceId, spans: [span] });
  }
  return [...traces.values()];
}
