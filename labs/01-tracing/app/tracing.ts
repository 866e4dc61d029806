// Lab 01: um programa pequeno, e o que ele conta de si.
//
// O programa já funciona: imprime uma mensagem e procura a escala de plantão, que ninguém escreveu ainda.
// A cada passo ele passa a contar mais do que faz, e o que ele faz não muda.

import { readFileSync } from 'node:fs';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { JaegerExporter } from '@opentelemetry/exporter-jaeger';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

// #region 1 Monte o provider do serviço lab01, com os spans no console
const provider = new NodeTracerProvider({
  // #region 5 Deixe o ambiente completar o recurso
  resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'lab01' }).merge(
    detectResources({ detectors: [envDetector] }),
  ),
  // #problema
  // resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'lab01' }),
  // #endregion
  spanProcessors: [
    new SimpleSpanProcessor(new ConsoleSpanExporter()),
    // #region 5 Troque o agente do Jaeger pelo OTLP
    new BatchSpanProcessor(new OTLPTraceExporter()),
    // #problema
    // #region 4 Um segundo caminho: em lotes, para o agente do Jaeger
    // new BatchSpanProcessor(new JaegerExporter({ flushTimeout: 50 })),
    // #endregion
    // #endregion
  ],
});
// #endregion

// #region 1 Registre o provider e peça um tracer
provider.register();
const tracer = trace.getTracer('lab01');
// #endregion

function printMessage(): void {
  // #region 2 Abra test_span_02: a mensagem fica dentro dele
  tracer.startActiveSpan('test_span_02', (span) => {
    // #endregion
    // #region 3 Diga para quem é a mensagem: o atributo user.roles
    span.setAttribute('user.roles', ['SRE', 'DevOps']);
    // #endregion
    const message = 'SRE and DevOps work together!!!';
    console.log(message);
    // #region 3 Marque o instante em que a mensagem saiu: o evento message.printed
    span.addEvent('message.printed', { 'message.length': message.length });
    // #endregion
    // #region 2 Termine test_span_02
    span.end();
  });
  // #endregion
}

function readSchedule(): void {
  // #region 3 Abra test_span_03: a leitura fica dentro dele
  tracer.startActiveSpan('test_span_03', (span) => {
    // #endregion
    try {
      console.log(readFileSync('plantao.txt', 'utf8'));
    } catch (error) {
      // #region 3 Conte ao span que a leitura falhou: a exceção e o status
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'sem a escala de plantão' });
      // #endregion
      console.log('Sem a escala de plantão: seguimos sem ela.');
    }
    // #region 3 Termine test_span_03
    span.end();
  });
  // #endregion
}

// #region 1 Abra test_span_01: o trabalho todo fica dentro dele
tracer.startActiveSpan('test_span_01', (span) => {
  // #endregion
  printMessage();
  readSchedule();
  // #region 1 Termine test_span_01
  span.end();
});
// #endregion

// #region 4 Antes de acabar, esvazie a fila
provider.shutdown().catch((error: Error) => console.error(`Os spans não foram entregues: ${error.message}`));
// #endregion
