// Outra solução do passo 0: um detector seu, ao lado do que lê o ambiente.

import path from 'node:path';
import { metrics } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { detectResources, envDetector, type ResourceDetector } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

const SUFFIXED = new Set(['geolocator', 'iss-distance']);

/** O nome do arquivo com que o Node começou; os dois de trás são chamados de serviços. */
function nameOf(file: string): string {
  const { name } = path.parse(file);
  return SUFFIXED.has(name) ? `${name}-service` : name;
}

export const serviceName = nameOf(process.argv[1] ?? 'iss');

const programDetector: ResourceDetector = {
  detect: () => ({
    attributes: {
      'service.name': serviceName,
      'service.version': '0.3.0-beta',
      'deployment.environment.name': 'dev',
    },
  }),
};

const provider = new MeterProvider({
  // O último da lista tem a última palavra.
  resource: detectResources({ detectors: [programDetector, envDetector] }),
  readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
});
metrics.setGlobalMeterProvider(provider);
const uptime = metrics.getMeter('process').createObservableGauge('process.uptime', { unit: 's' });
uptime.addCallback((result) => result.observe(process.uptime()));

export async function stopTelemetry(): Promise<void> {
  await provider.shutdown().catch((error: Error) => console.error(`A telemetria não foi entregue: ${error.message}`));
}
