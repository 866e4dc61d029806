// Outra solução do passo 2: as faixas do histograma numa View, de quem opera, sem tocar no código que mede.

import path from 'node:path';
import { metrics } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

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
  readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(), exportIntervalMillis: 1000 })],
  views: [
    {
      instrumentName: 'iss.distance',
      aggregation: {
        type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
        options: { boundaries: [1250, 2500, 5000, 10_000, 20_000] },
      },
    },
  ],
});
metrics.setGlobalMeterProvider(meters);
const uptime = metrics.getMeter('process').createObservableGauge('process.uptime', { unit: 's' });
uptime.addCallback((result) => result.observe(process.uptime()));

const loggers = new LoggerProvider({
  resource,
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
});
logs.setGlobalLoggerProvider(loggers);

export async function stopTelemetry(): Promise<void> {
  await Promise.allSettled([meters.shutdown(), loggers.shutdown()]);
}
