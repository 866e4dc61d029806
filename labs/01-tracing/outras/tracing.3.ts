// Outra solução do passo 3: funções assíncronas, try/finally e os atributos já na criação do span.

import { readFile } from 'node:fs/promises';
import { type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ConsoleSpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'lab01' }),
  spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())],
});
provider.register();
const tracer = trace.getTracer('lab01');

function printMessage(): void {
  const message = 'SRE and DevOps work together!!!';
  const options = { attributes: { 'user.roles': ['SRE', 'DevOps'] } };
  tracer.startActiveSpan('test_span_02', options, (printing) => {
    try {
      console.log(message);
      printing.addEvent('message.printed', { 'message.length': message.length });
    } finally {
      printing.end();
    }
  });
}

async function readSchedule(reading: Span): Promise<void> {
  try {
    console.log(await readFile('plantao.txt', 'utf8'));
  } catch (error) {
    const { name, message, stack } = error as Error;
    // recordException é um evento de nome combinado: dá para escrevê-lo à mão.
    reading.addEvent('exception', {
      'exception.type': name,
      'exception.message': message,
      'exception.stacktrace': stack,
    });
    reading.setStatus({ code: SpanStatusCode.ERROR });
    console.log('Sem a escala de plantão: seguimos sem ela.');
  } finally {
    reading.end();
  }
}

void tracer.startActiveSpan('test_span_01', async (whole) => {
  try {
    printMessage();
    await tracer.startActiveSpan('test_span_03', readSchedule);
  } finally {
    whole.end();
  }
});
