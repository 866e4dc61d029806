// A telemetria dos serviços deste lab: quem cada um é, por onde saem os seus sinais, e o que se instrumenta sozinho.
//
// Todo serviço importa este arquivo antes de qualquer outro: o que for carregado antes dele não é instrumentado.

import path from 'node:path';
import { metrics, propagation, type TextMapPropagator } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { OpenAIInstrumentation } from '@opentelemetry/instrumentation-openai';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { QuietStatusProcessor } from './quiet-status';

/** O padrão, 60 s, é bom para produção; numa aula, ninguém espera tanto. */
const EXPORT_INTERVAL_MS = Number(process.env.OTEL_METRIC_EXPORT_INTERVAL || 5000);

/** Quem é este processo: o serviço leva o nome do arquivo com que o Node começou. */
export const serviceName = path.basename(process.argv[1] ?? '', '.ts');

const resource = resourceFromAttributes({
  [ATTR_SERVICE_NAME]: serviceName,
  [ATTR_SERVICE_VERSION]: '1.0.0',
}).merge(detectResources({ detectors: [envDetector] }));

/** Quem lê as métricas: este as empurra por OTLP, a cada intervalo. */
const readers: MetricReader[] = [
  new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    exportIntervalMillis: EXPORT_INTERVAL_MS,
    exportTimeoutMillis: EXPORT_INTERVAL_MS,
  }),
];

/** Este espera que alguém venha buscá-las, em /metrics: o servidor é o do backend, e não outro. */
export const prometheus = new PrometheusExporter({ preventServerStart: true });
// #region 3 Ponha o exporter do Prometheus entre os que leem as métricas
readers.push(prometheus);
// #endregion

const meterProvider = new MeterProvider({ resource, readers });
metrics.setGlobalMeterProvider(meterProvider);

const loggerProvider = new LoggerProvider({
  resource,
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
});
logs.setGlobalLoggerProvider(loggerProvider);

const tracerProvider = new NodeTracerProvider({
  resource,
  spanProcessors: [new QuietStatusProcessor(), new BatchSpanProcessor(new OTLPTraceExporter())],
});
// Sem propagator: quem atravessa de um serviço para o outro decide-se logo abaixo.
tracerProvider.register({ propagator: null });

/** O moderation é antigo: só lê e só escreve os cabeçalhos do Zipkin, e ninguém vai mexer nele. */
const OLD_PROPAGATORS = [new B3Propagator()];
/** Em que cabeçalhos o contexto viaja entre os nossos serviços. */
const PROPAGATORS: TextMapPropagator[] = [
  // Ao ler, vale o último: o B3 não tem onde pôr o tracestate.
  // #region 5.2 E o B3, para quem só entende o do Zipkin
  new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
  // #endregion
  // #region 5.1 O padrão de hoje: traceparent e, ao lado, o baggage
  new W3CTraceContextPropagator(),
  new W3CBaggagePropagator(),
  // #endregion
];
propagation.setGlobalPropagator(
  new CompositePropagator({ propagators: serviceName === 'moderation' ? OLD_PROPAGATORS : PROPAGATORS }),
);

/** Os do W3C e os dois jeitos do B3. */
const CONTEXT_HEADERS = ['traceparent', 'b3', 'x-b3-traceid'];

registerInstrumentations({
  instrumentations: [
    // No span de quem atende, em que cabeçalho o contexto veio.
    new HttpInstrumentation({
      headersToSpanAttributes: { server: { requestHeaders: CONTEXT_HEADERS } },
      // Os pedidos dos próprios exporters não são tráfego deste serviço.
      ignoreOutgoingRequestHook: (request) => /\/v1\/(?:traces|metrics|logs)$/.test(request.path ?? ''),
    }),
    new ExpressInstrumentation(),
    new UndiciInstrumentation(),
    // #region 4.1 Ligue a instrumentação do cliente da OpenAI, sem o conteúdo das mensagens
    new OpenAIInstrumentation({ captureMessageContent: false }),
    // #endregion
  ],
});

/** Entrega o que ainda está na memória. Chame uma vez, depois do último pedido. */
export async function stopTelemetry(): Promise<void> {
  const providers = [tracerProvider, meterProvider, loggerProvider];
  for (const result of await Promise.allSettled(providers.map((provider) => provider.shutdown())))
    if (result.status === 'rejected') console.error(`A telemetria não foi toda entregue: ${result.reason}`);
}
