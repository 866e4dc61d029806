// Outra solução do passo 4.2: um processor seu no lugar do pronto. Ele copia uma lista de chaves, e não o que vier.

import path from 'node:path';
import { metrics, propagation } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-node';

const NAMES = new Map([
  ['geolocator', 'geolocator-service'],
  ['iss-distance', 'iss-distance-service'],
]);
const { name } = path.parse(process.argv[1] ?? 'iss');

export const serviceName = NAMES.get(name) ?? name;

const resource = resourceFromAttributes({
  'service.name': serviceName,
  'service.version': '1.0.0',
  'deployment.environment.name': 'dev',
}).merge(detectResources({ detectors: [envDetector] }));

const meters = new MeterProvider({
  resource,
  readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
});
metrics.setGlobalMeterProvider(meters);
const uptime = metrics.getMeter('process').createObservableGauge('process.uptime', { unit: 's' });
uptime.addCallback((result) => result.observe(process.uptime()));

const loggers = new LoggerProvider({
  resource,
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
});
logs.setGlobalLoggerProvider(loggers);

const COPIED = ['app.channel'];

/** O baggage do contexto em que o span nasce: o ativo, quase sempre. */
const channelProcessor: SpanProcessor = {
  onStart(span, parentContext) {
    const baggage = propagation.getBaggage(parentContext);
    for (const key of COPIED) {
      const entry = baggage?.getEntry(key);
      if (entry) span.setAttribute(key, entry.value);
    }
  },
  onEnd() {},
  forceFlush: async () => {},
  shutdown: async () => {},
};

const tracers = new NodeTracerProvider({
  resource,
  spanProcessors: [channelProcessor, new BatchSpanProcessor(new OTLPTraceExporter())],
});
tracers.register();

registerInstrumentations({
  instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation(), new UndiciInstrumentation()],
});

export async function stopTelemetry(): Promise<void> {
  try {
    await Promise.all([meters.shutdown(), loggers.shutdown(), tracers.shutdown()]);
  } catch (error) {
    console.error(`A telemetria não foi toda entregue: ${(error as Error).message}`);
  }
}
