// Outra solução do exercício 5: o traceparent escrito à mão, e os links acrescentados ao span já aberto.

import { isSpanContextValid, SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const [shopProvider, courierProvider] = ['loja', 'entregas'].map(
  (name) =>
    new NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': name }).merge(detectResources({ detectors: [envDetector] })),
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
    }),
);
shopProvider.register();

interface Message {
  id: string;
  traceparent: string;
}
const queue: string[] = [];

const QUEUE = { 'messaging.system': 'in_memory', 'messaging.destination.name': 'pedidos' };

function publish(id: string): void {
  const span = shopProvider.getTracer('loja').startSpan('send pedidos', {
    kind: SpanKind.PRODUCER,
    attributes: { ...QUEUE, 'messaging.operation.name': 'send', 'messaging.operation.type': 'send' },
  });
  span.setAttribute('messaging.message.id', id);
  const { traceId, spanId, traceFlags } = span.spanContext();
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  queue.push(JSON.stringify({ id, traceparent } satisfies Message));
  span.end();
}

function processBatch(): void {
  const batch = queue.splice(0);
  const span = courierProvider.getTracer('entregas').startSpan('process pedidos', {
    kind: SpanKind.CONSUMER,
    root: true,
    attributes: { ...QUEUE, 'messaging.operation.name': 'process', 'messaging.operation.type': 'process' },
  });
  span.setAttribute('messaging.batch.message_count', batch.length);
  let links = 0;
  for (const text of batch) {
    const { id, traceparent } = JSON.parse(text) as Message;
    const [, traceId, spanId, flags] = traceparent.split('-');
    const sender = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
    if (!isSpanContextValid(sender)) continue;
    span.addLink({ context: sender, attributes: { 'messaging.message.id': id } });
    links++;
  }
  console.log(`Lote de ${batch.length}, com ${links} links`);
  span.end();
}

const requests = trace.getTracer('loja');
for (const id of ['4071', '4072', '4073']) {
  requests.startActiveSpan('POST /pedidos', { kind: SpanKind.SERVER }, (span) => {
    publish(id);
    span.end();
  });
}
processBatch();

void Promise.all([shopProvider.shutdown(), courierProvider.shutdown()]);
