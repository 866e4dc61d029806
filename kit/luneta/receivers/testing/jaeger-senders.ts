/** Clientes de verdade que falam com as portas do Jaeger, com spans que usam tudo o que eles sabem mandar. */
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { JaegerExporter } from '@opentelemetry/exporter-jaeger';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import jaegerClient from 'jaeger-client';

/** Os traces enviados, pelos ids como o cliente os escreve. */
export type SentTraces = string[];

/** O `@opentelemetry/exporter-jaeger`: por UDP com `host` e `port`, por HTTP com `endpoint`. */
export async function sendWithExporter(
  options: { host: string; port: number } | { endpoint: string },
): Promise<SentTraces> {
  const exporter = new JaegerExporter({ ...options, flushTimeout: 5000 });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'loja', 'deployment.environment.name': 'teste' }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('meu-escopo', '1.2.3');
  const other = tracer.startSpan('outro trace');
  const parent = tracer.startSpan('pedido', { kind: SpanKind.SERVER, links: [{ context: other.spanContext() }] });
  const child = tracer.startSpan(
    'cobrança',
    { kind: SpanKind.CLIENT, attributes: { valor: 10.5, n: 3, pago: false, itens: ['a', 'b'] } },
    trace.setSpan(context.active(), parent),
  );
  child.addEvent('tentativa', { n: 1, última: true });
  child.recordException(new TypeError('cartão recusado'));
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'cartão recusado' });
  child.end();
  parent.setStatus({ code: SpanStatusCode.OK });
  parent.end();
  other.end();
  await provider.shutdown();
  return [parent, other].map((span) => span.spanContext().traceId);
}

/** O antigo `jaeger-client`: por UDP com `agentHost` e `agentPort`, por HTTP com `collectorEndpoint`. */
export async function sendWithOldClient(
  reporter: { agentHost: string; agentPort: number } | { collectorEndpoint: string },
  { traceId128bit = false, errors = [] }: { traceId128bit?: boolean; errors?: string[] } = {},
): Promise<SentTraces> {
  const { initTracer, opentracing } = jaegerClient;
  const tracer = initTracer(
    {
      serviceName: 'loja antiga',
      sampler: { type: 'const', param: 1 },
      reporter: { ...reporter, flushIntervalMs: 10 },
    },
    {
      traceId128bit,
      tags: { região: 'sul', réplica: 2 },
      logger: { info: () => {}, error: (message: string) => errors.push(message) },
    },
  );
  const other = tracer.startSpan('outro trace');
  const parent = tracer.startSpan('GET /pedido', { tags: { 'span.kind': 'server', 'http.status_code': 503 } });
  const child = tracer.startSpan('cobrança', { childOf: parent, tags: { 'span.kind': 'client' } });
  child.setTag('texto', 'ação').setTag('inteiro', 7).setTag('real', 1.5).setTag('sim', true).setTag('lista', [1, 'b']);
  child.setTag('error', true).log({ event: 'error', message: 'cartão recusado', 'error.kind': 'TypeError' });
  child.log({ message: 'sem evento', n: 1 });
  const after = tracer.startSpan('depois', {
    references: [opentracing.followsFrom(child.context()), opentracing.childOf(other.context())],
  });
  for (const span of [after, child, parent, other]) span.finish();
  await new Promise<void>((resolve) => {
    tracer.close(resolve);
  });
  return [parent, other].map((span) => span.context().toTraceId());
}
