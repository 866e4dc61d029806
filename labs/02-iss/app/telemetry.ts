// A telemetria dos quatro serviços: quem cada um é, e por onde saem os seus sinais.
//
// Todo serviço importa este arquivo antes de qualquer outro. Ele já manda uma métrica, process.uptime: há quantos segundos o
// processo está no ar.

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
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions';
import { RedactingLogRecordProcessor, RedactingSpanProcessor } from './redact';

/** O padrão, 60 s, é bom para produção; numa aula, ninguém espera tanto. */
const EXPORT_INTERVAL_MS = Number(process.env.OTEL_METRIC_EXPORT_INTERVAL || 5000);

/** Os arquivos dos serviços, e como cada um se chama no sistema. */
const SERVICES: Readonly<Record<string, string>> = {
  'frontend.ts': 'frontend',
  'gateway.ts': 'gateway',
  'geolocator.ts': 'geolocator-service',
  'iss-distance.ts': 'iss-distance-service',
  'station-api.ts': 'station-api',
};

/** Quem é este processo: o serviço do arquivo com que o Node começou. */
export const serviceName = SERVICES[path.basename(process.argv[1] ?? '')] ?? 'iss';

// #region 0 Diga quem é este serviço, em que versão e em que ambiente
const resource = resourceFromAttributes({
  [ATTR_SERVICE_NAME]: serviceName,
  [ATTR_SERVICE_VERSION]: '1.0.0',
  [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: 'dev',
}).merge(detectResources({ detectors: [envDetector] }));
// #problema
// const resource = detectResources({ detectors: [envDetector] });
// #endregion

const meterProvider = new MeterProvider({
  resource,
  readers: [
    new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(),
      exportIntervalMillis: EXPORT_INTERVAL_MS,
      exportTimeoutMillis: EXPORT_INTERVAL_MS,
    }),
  ],
});
metrics.setGlobalMeterProvider(meterProvider);
metrics
  .getMeter('process')
  .createObservableGauge('process.uptime', { unit: 's', description: 'Há quanto tempo o processo está no ar' })
  .addCallback((result) => result.observe(process.uptime()));

/** Os providers: cada um tem uma fila, ou uma última leitura, a entregar antes que o processo acabe. */
const providers: { shutdown(): Promise<void> }[] = [meterProvider];

// #region 1 Monte e registre o provider dos logs, em lotes
const loggerProvider = new LoggerProvider({
  resource,
  processors: [
    // #region 4.4 Tire os dados pessoais dos logs, antes que eles saiam
    new RedactingLogRecordProcessor(),
    // #endregion
    new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() }),
  ],
});
logs.setGlobalLoggerProvider(loggerProvider);
providers.push(loggerProvider);
// #endregion

// #region 3.1 Monte e registre o provider dos spans, em lotes
const tracerProvider = new NodeTracerProvider({
  resource,
  spanProcessors: [
    // #region 4.2 Copie para cada span o que o baggage diz do canal
    new BaggageSpanProcessor((key) => key === 'app.channel'),
    // #endregion
    // #region 4.4 Tire os dados pessoais dos spans, antes que eles saiam
    new RedactingSpanProcessor(),
    // #endregion
    new BatchSpanProcessor(new OTLPTraceExporter()),
  ],
});
tracerProvider.register();
providers.push(tracerProvider);
// #endregion

// #region 4.1 Ligue as instrumentações: de quem atende (http, express) e de quem pede (fetch)
registerInstrumentations({
  instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation(), new UndiciInstrumentation()],
});
// #endregion

/** Entrega o que ainda está na memória. Chame uma vez, depois do último pedido. */
export async function stopTelemetry(): Promise<void> {
  for (const result of await Promise.allSettled(providers.map((provider) => provider.shutdown())))
    if (result.status === 'rejected') console.error(`A telemetria não foi toda entregue: ${result.reason}`);
}
