// Outra solução do passo 4.5, com geolocator.4.5.ts: o programa diz tudo, e quem opera escolhe, numa View, o que vira série.

import path from 'node:path';
import { metrics } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { BaggageSpanProcessor } from '@opentelemetry/baggage-span-processor';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  createAllowListAttributesProcessor,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { RedactingLogRecordProcessor, RedactingSpanProcessor } from './redact';

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
  views: [
    {
      instrumentName: 'geolocator.lookups',
      attributesProcessors: [createAllowListAttributesProcessor(['geo.place.found'])],
    },
  ],
});
metrics.setGlobalMeterProvider(meters);
const uptime = metrics.getMeter('process').createObservableGauge('process.uptime', { unit: 's' });
uptime.addCallback((result) => result.observe(process.uptime()));

const loggers = new LoggerProvider({
  resource,
  processors: [new RedactingLogRecordProcessor(), new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
});
logs.setGlobalLoggerProvider(loggers);

const tracers = new NodeTracerProvider({
  resource,
  spanProcessors: [
    new BaggageSpanProcessor((key) => key.startsWith('app.')),
    new RedactingSpanProcessor(),
    new BatchSpanProcessor(new OTLPTraceExporter()),
  ],
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
