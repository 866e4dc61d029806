// A telemetria dos programas deste lab, do notebook inclusive: quem cada um é, e por onde saem os seus três sinais.

import './env';
import path from 'node:path';
import { metrics } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { azureExporters } from './azure-monitor';

/** O padrão, 60 s, é bom para produção; numa aula, ninguém espera tanto. */
const EXPORT_INTERVAL_MS = Number(process.env.OTEL_METRIC_EXPORT_INTERVAL || 5000);

const file = path.basename(process.argv[1] ?? '', '.ts');
/** Quem é este processo: o nome do arquivo com que o Node começou; a API tem um nome só dela. */
export const serviceName = file === 'api' ? 'orchestration-api' : file;

const resource = resourceFromAttributes({
  [ATTR_SERVICE_NAME]: serviceName,
  [ATTR_SERVICE_VERSION]: '1.0.0',
}).merge(detectResources({ detectors: [envDetector] }));

/** Por onde sai cada sinal: por todos os da lista, ao mesmo tempo. */
const spanExporters: SpanExporter[] = [new OTLPTraceExporter()];
const metricExporters: PushMetricExporter[] = [new OTLPMetricExporter()];
const logExporters: LogRecordExporter[] = [new OTLPLogExporter()];

// #region 7 E também pelo Azure Monitor, se há uma connection string
const azure = azureExporters();
if (azure) {
  spanExporters.push(azure.spans);
  metricExporters.push(azure.metrics);
  logExporters.push(azure.logs);
}
// #endregion

const tracerProvider = new NodeTracerProvider({
  resource,
  spanProcessors: spanExporters.map((exporter) => new BatchSpanProcessor(exporter)),
});
tracerProvider.register();

const meterProvider = new MeterProvider({
  resource,
  readers: metricExporters.map(
    (exporter) =>
      new PeriodicExportingMetricReader({
        exporter,
        exportIntervalMillis: EXPORT_INTERVAL_MS,
        exportTimeoutMillis: EXPORT_INTERVAL_MS,
      }),
  ),
});
metrics.setGlobalMeterProvider(meterProvider);

const loggerProvider = new LoggerProvider({
  resource,
  processors: logExporters.map((exporter) => new BatchLogRecordProcessor({ exporter })),
});
logs.setGlobalLoggerProvider(loggerProvider);

const providers = [tracerProvider, meterProvider, loggerProvider];

/** Entrega o que já está pronto, e continua: um span só está pronto depois do `end()`. */
export async function flushTelemetry(): Promise<void> {
  await settle(providers.map((provider) => provider.forceFlush()));
}

/** Entrega o que ainda está na memória, e acaba. Chame uma vez, depois de tudo. */
export async function stopTelemetry(): Promise<void> {
  await settle(providers.map((provider) => provider.shutdown()));
}

/** Um sinal que não sai não segura os outros, nem derruba o programa. */
async function settle(deliveries: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(deliveries))
    if (result.status === 'rejected') console.error(`A telemetria não foi toda entregue: ${result.reason}`);
}
