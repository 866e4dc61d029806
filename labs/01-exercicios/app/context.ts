// Exercício 01e/1: o contexto que se perde no caminho.
//
// Uma central de plantão atende dois alertas ao mesmo tempo. Cada alerta tem três trabalhos: um espera um pouco, um passa por
// uma fila e um só acontece quando alguém confirma. Tudo já funciona, e cada trabalho já tem o seu span; o programa diz
// dentro de qual ele nasceu.

import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { context, type Span, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'plantao' }).merge(
    detectResources({ detectors: [envDetector] }),
  ),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();
const tracer = trace.getTracer('plantao');

// Um trabalhador só, de pé desde antes do primeiro alerta.
const jobs: (() => void)[] = [];
const worker = setInterval(() => {
  for (const job of jobs.splice(0)) job();
}, 5);

// Por aqui chega a confirmação de quem atende, venha de onde vier.
const phone = new EventEmitter();

function work(name: string): void {
  const current = trace.getActiveSpan() as (Span & ReadableSpan) | undefined;
  console.log(`${name}: nasce dentro de ${current?.name ?? 'ninguém'}`);
  tracer.startSpan(name).end();
}

async function handle(alert: string): Promise<void> {
  await tracer.startActiveSpan(`alerta ${alert}`, async (span) => {
    setTimeout(() => work(`esperar ${alert}`), 10);
    // #region 1 Ponha na fila o trabalho e o contexto em que ele foi pedido
    jobs.push(context.bind(context.active(), () => work(`registrar ${alert}`)));
    // #problema
    // jobs.push(() => work(`registrar ${alert}`));
    // #endregion
    // #region 1 Prenda o ouvinte ao contexto do alerta
    phone.once(
      alert,
      context.bind(context.active(), () => work(`encerrar ${alert}`)),
    );
    // #problema
    // phone.once(alert, () => work(`encerrar ${alert}`));
    // #endregion
    await once(phone, alert);
    span.end();
  });
}

async function main(): Promise<void> {
  const alerts = [handle('banco'), handle('disco')];
  await delay(30);
  // Uma pessoa só confirma os dois, e o telefonema dela é outro trabalho: não faz parte de nenhum alerta.
  tracer.startActiveSpan('telefonema', (span) => {
    phone.emit('banco');
    phone.emit('disco');
    span.end();
  });
  await Promise.all(alerts);
  clearInterval(worker);
  await provider.shutdown();
}

main().catch((error: Error) => console.error(`Os spans não foram entregues: ${error.message}`));
