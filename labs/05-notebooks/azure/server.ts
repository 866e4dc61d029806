/** O Application Insights local: cada envelope que aceita vira um log, que sai por OTLP como o de qualquer programa. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostOf, portOr, sayNotListening, sayReady, whenAskedToStop } from '@lab-otel/comum/serve';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { createAzureApp } from './azure-app';
import { tellEnvelope, tellRefusal } from './tell';

const PORT = 5004;

/** Atende até SIGINT (o Ctrl+C) ou SIGTERM. */
export function startAzureServer(): void {
  const resource = resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'application-insights' }).merge(
    detectResources({ detectors: [envDetector] }),
  );
  const provider = new LoggerProvider({
    resource,
    processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
  });
  const logger = provider.getLogger('application-insights');
  const server = createServer(
    createAzureApp({
      onEnvelope: (envelope) => tellEnvelope(logger, envelope),
      onRefusal: (refusal) => tellRefusal(logger, refusal),
    }),
  );
  server.once('error', (error) => sayNotListening(PORT, error));
  server.listen(portOr(PORT), hostOf(), () => sayReady((server.address() as AddressInfo).port));
  whenAskedToStop(() => {
    server.close();
    server.closeAllConnections();
    void provider.shutdown();
  });
}
