// Outra solução do passo 5: o recurso padrão do SDK como base, e o exporter com o endereço escrito.

import { readFileSync } from 'node:fs';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';

const endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? 'http://localhost:4318';
const exporter = new OTLPTraceExporter({ url: new URL('/v1/traces', endpoint).href });
const provider = new NodeTracerProvider({
  resource: defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'lab01' }))
    .merge(detectResources({ detectors: [envDetector] })),
  spanProcessors: [new BatchSpanProcessor(exporter), new SimpleSpanProcessor(new ConsoleSpanExporter())],
});
provider.register();
const tracer = trace.getTracer('lab01');

function printMessage(): void {
  tracer.startActiveSpan('test_span_02', { attributes: { 'user.roles': ['SRE', 'DevOps'] } }, (span) => {
    const message = 'SRE and DevOps work together!!!';
    console.log(message);
    span.addEvent('message.printed', { 'message.length': message.length });
    span.end();
  });
}

function readSchedule(): void {
  tracer.startActiveSpan('test_span_03', (span) => {
    try {
      console.log(readFileSync('plantao.txt', 'utf8'));
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      console.log('Sem a escala de plantão: seguimos sem ela.');
    }
    span.end();
  });
}

tracer.startActiveSpan('test_span_01', (span) => {
  printMessage();
  readSchedule();
  span.end();
});

async function deliver(): Promise<void> {
  try {
    await provider.shutdown();
  } catch (error) {
    console.error(`Os spans não foram entregues: ${(error as Error).message}`);
  }
}

void deliver();
