// Outra solução do passo 2: o contexto à mão. context.with diz quem é o pai, sem startActiveSpan.

import { readFileSync } from 'node:fs';
import { context, type Span, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ConsoleSpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

new NodeTracerProvider({
  resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'lab01' }),
  spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())],
}).register();

const tracer = trace.getTracer('contexto-a-mao');

function inside(span: Span, work: () => void): void {
  context.with(trace.setSpan(context.active(), span), work);
}

function printMessage(): void {
  const child = tracer.startSpan('test_span_02');
  inside(child, () => console.log('SRE and DevOps work together!!!'));
  child.end();
}

function readSchedule(): void {
  try {
    console.log(readFileSync('plantao.txt', 'utf8'));
  } catch {
    console.log('Sem a escala de plantão: seguimos sem ela.');
  }
}

const parent = tracer.startSpan('test_span_01');
inside(parent, () => {
  printMessage();
  readSchedule();
});
parent.end();
