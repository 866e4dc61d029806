// Outra solução do exercício 1: a fila guarda cada trabalho ao lado do contexto dele, e o ouvinte usa o AsyncResource do Node.

import { AsyncResource } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Context, context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const provider = new NodeTracerProvider({
  resource: defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'plantao' }))
    .merge(detectResources({ detectors: [envDetector] })),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();
const tracer = trace.getTracer('central');

interface Job {
  asked: Context;
  run: () => void;
}
const jobs: Job[] = [];
const worker = setInterval(() => {
  for (const { asked, run } of jobs.splice(0)) context.with(asked, run);
}, 5);
const phone = new EventEmitter();

const work = (name: string): void => tracer.startSpan(name).end();

async function handle(alert: string): Promise<void> {
  const span = tracer.startSpan(`alerta ${alert}`);
  await context.with(trace.setSpan(context.active(), span), async () => {
    const later = delay(10).then(() => work(`esperar ${alert}`));
    jobs.push({ asked: context.active(), run: () => work(`registrar ${alert}`) });
    // O AsyncResource guarda tudo que segue uma execução assíncrona, e o contexto do OpenTelemetry vai junto.
    phone.once(
      alert,
      AsyncResource.bind(() => work(`encerrar ${alert}`)),
    );
    await Promise.all([later, once(phone, alert)]);
  });
  span.end();
}

async function main(): Promise<void> {
  const alerts = Promise.all(['banco', 'disco'].map(handle));
  await delay(30);
  tracer.startActiveSpan('telefonema', (span) => {
    phone.emit('banco');
    phone.emit('disco');
    span.end();
  });
  await alerts;
  clearInterval(worker);
  await provider.shutdown();
}

void main();
