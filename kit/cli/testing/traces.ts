/** Traces de mentira para os testes desta pasta, na forma da API v1 do Jaeger. */
import type { JaegerTrace } from '../find-trace.ts';

export interface FakeSpan {
  id: string;
  parent?: string;
  name?: string;
  service?: string;
  start?: number;
  duration?: number;
  error?: boolean;
}

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
/** Um instante de verdade: os números da API são grandes assim. */
const EPOCH_US = 1_795_262_314_873_000;

export function fakeTrace(spans: readonly FakeSpan[]): JaegerTrace {
  const services = [...new Set(spans.map(({ service = 'loja' }) => service))];
  return {
    traceID: TRACE_ID,
    spans: spans.map(({ id, parent, name = id, service = 'loja', start = 0, duration = 10, error = false }) => ({
      spanID: id,
      operationName: name,
      references: parent ? [{ refType: 'CHILD_OF', traceID: TRACE_ID, spanID: parent }] : [],
      startTime: EPOCH_US + start,
      duration,
      tags: error ? [{ key: 'error', value: true }] : [],
      processID: `p${services.indexOf(service) + 1}`,
    })),
    processes: Object.fromEntries(services.map((serviceName, i) => [`p${i + 1}`, { serviceName }])),
  };
}

/** A requisição do app de exemplo. */
export const requestTrace = fakeTrace([
  { id: 'c', parent: 'b', name: 'test_span', service: 'service_example', start: 3000, duration: 2000 },
  { id: 'b', parent: 'a', name: 'request handler', service: 'service_example', start: 2000, duration: 6000 },
  { id: 'a', name: 'GET /', service: 'service_example', start: 0, duration: 8000 },
]);
