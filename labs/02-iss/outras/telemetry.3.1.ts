// Outra solução do passo 3.1: o registro feito à mão, peça por peça, e um lote mais apressado.

import path from 'node:path';
import { context, metrics, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const NAMES = new Map([
  ['frontend', 'frontend'],
  ['gateway', 'gateway'],
  ['geolocator', 'geolocator-service'],
  ['iss-distance', 'iss-distance-service'],
]);
export const serviceName = NAMES.get(path.parse(process.argv[1] ?? '').name) ?? 'iss';

const resource = defaultResource()
  .merge(
    resourceFromAttributes({
      'service.name': serviceName,
      'service.version': '1.0.0',
      'deployment.environment.name': 'dev',
    }),
  )
  .merge(detectResources({ detectors: [envDetector] }));

const meterProvider = new MeterProvider({
  resource,
  readers: [
    new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(),
      exportIntervalMillis: 1000,
      exportTimeoutMillis: 1000,
    }),
  ],
});
metrics.setGlobalMeterProvider(meterProvider);
metrics
  .getMeter('process')
  .createObservableGauge('process.uptime', { unit: 's' })
  .addCallback((result) => result.observe(process.uptime()));

const loggerProvider = new LoggerProvider({
  resource,
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
});
logs.setGlobalLoggerProvider(loggerProvider);

const spans = new BatchSpanProcessor(new OTLPTraceExporter(), { scheduledDelayMillis: 200, maxExportBatchSize: 64 });
const tracerProvider = new NodeTracerProvider({ resource, spanProcessors: [spans] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(tracerProvider);

/** Um de cada vez: primeiro os spans, que são os que mais se perdem. */
export async function stopTelemetry(): Promise<void> {
  for (const provider of [tracerProvider, loggerProvider, meterProvider]) {
    await provider.shutdown().catch((error: Error) => console.error(error.message));
  }
}
