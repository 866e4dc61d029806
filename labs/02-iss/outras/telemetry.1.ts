// Outra solução do passo 1: cada registro sai assim que é escrito, sem fila. Num serviço que escreve muito, são viagens demais.

import path from 'node:path';
import { metrics } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

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
  processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter() })],
});
logs.setGlobalLoggerProvider(loggers);

export async function stopTelemetry(): Promise<void> {
  try {
    await Promise.all([meters.shutdown(), loggers.shutdown()]);
  } catch (error) {
    console.error(`A telemetria não foi toda entregue: ${(error as Error).message}`);
  }
}
