// Outra solução do passo 4: uma função principal, e a fila esvaziada num finally.

import { readFile } from 'node:fs/promises';
import { type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { JaegerExporter } from '@opentelemetry/exporter-jaeger';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';

const toJaeger = new BatchSpanProcessor(new JaegerExporter());
const toConsole = new SimpleSpanProcessor(new ConsoleSpanExporter());
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'lab01' }),
  spanProcessors: [toJaeger, toConsole],
});
provider.register();
const tracer = trace.getTracer('mensagens');

function printMessage(span: Span): void {
  const message = 'SRE and DevOps work together!!!';
  console.log(message);
  span.setAttributes({ 'user.roles': ['DevOps', 'SRE'] });
  span.addEvent('message.printed', { 'message.length': message.length });
}

async function readSchedule(span: Span): Promise<void> {
  try {
    console.log(await readFile('plantao.txt', 'utf8'));
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    console.log('Sem a escala de plantão: seguimos sem ela.');
  }
}

/** Um span em volta do trabalho, e o `end()` num lugar só. */
function traced<T>(name: string, work: (span: Span) => T | Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, async (span) => {
    try {
      return await work(span);
    } finally {
      span.end();
    }
  });
}

async function main(): Promise<void> {
  try {
    await traced('test_span_01', async () => {
      await traced('test_span_02', printMessage);
      await traced('test_span_03', readSchedule);
    });
  } finally {
    await provider.forceFlush();
    await provider.shutdown();
  }
}

main().catch((error: Error) => console.error(`Os spans não foram entregues: ${error.message}`));
