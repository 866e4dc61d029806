// Outra solução do passo 1: startSpan no lugar de startActiveSpan. Serve enquanto ninguém precisa nascer dentro dele.

import { readFileSync } from 'node:fs';
import { trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

const toConsole = new SimpleSpanProcessor(new ConsoleSpanExporter());
const lab = new BasicTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'lab01' }),
  spanProcessors: [toConsole],
});
trace.setGlobalTracerProvider(lab);

function printMessage(): void {
  console.log('SRE and DevOps work together!!!');
}

function readSchedule(): void {
  try {
    console.log(readFileSync('plantao.txt', 'utf8'));
  } catch {
    console.log('Sem a escala de plantão: seguimos sem ela.');
  }
}

const whole = trace.getTracer('meu programa').startSpan('test_span_01');
try {
  printMessage();
  readSchedule();
} finally {
  whole.end();
}
