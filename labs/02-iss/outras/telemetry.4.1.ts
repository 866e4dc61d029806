// Outra solução do passo 4.1, com call.4.1.ts: só quem atende é instrumentado; quem pede abre o seu span à mão.

import path from 'node:path';
import { metrics } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

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

const tracers = new NodeTracerProvider({
  resource,
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
tracers.register();

registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
registerInstrumentations({ instrumentations: [new ExpressInstrumentation()] });

export async function stopTelemetry(): Promise<void> {
  try {
    await Promise.all([meters.shutdown(), loggers.shutdown(), tracers.shutdown()]);
  } catch (error) {
    console.error(`A telemetria não foi toda entregue: ${(error as Error).message}`);
  }
}
