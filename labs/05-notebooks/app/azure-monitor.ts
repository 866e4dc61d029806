// Os exporters do Azure Monitor, um para cada sinal, se há uma connection string; sem ela, nada do Azure é nem carregado.

import { localConnectionString } from '@lab-otel/05-notebooks/azure/local';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

export interface AzureExporters {
  spans: SpanExporter;
  metrics: PushMetricExporter;
  logs: LogRecordExporter;
}

/** O que aqui se usa do pacote: os tipos dele são de um SDK de logs mais antigo, que diz o mesmo. */
type AzurePackage = Record<
  'AzureMonitorTraceExporter' | 'AzureMonitorMetricExporter' | 'AzureMonitorLogExporter',
  new (options: object) => unknown
>;

/**
 * @returns `undefined` sem APPLICATIONINSIGHTS_CONNECTION_STRING, e sem o servidor local, que `lab` diz em LOCAL_AZURE_URL.
 * @throws Error se falta alguma coisa na connection string; nunca com o que ela diz: nela vai uma chave.
 */
export function azureExporters(): AzureExporters | undefined {
  const { APPLICATIONINSIGHTS_CONNECTION_STRING, LOCAL_AZURE_URL } = process.env;
  const connectionString = APPLICATIONINSIGHTS_CONNECTION_STRING || localConnectionString(LOCAL_AZURE_URL);
  if (!connectionString) return undefined;
  const options = optionsOf(connectionString);
  // As estatísticas do próprio pacote iriam para a Microsoft: desta máquina só sai o que se pediu. Ele lê isto quando é carregado.
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT ??= '1';
  const azure = require('@azure/monitor-opentelemetry-exporter') as AzurePackage;
  return {
    spans: new azure.AzureMonitorTraceExporter(options) as SpanExporter,
    metrics: new azure.AzureMonitorMetricExporter(options) as PushMetricExporter,
    logs: new azure.AzureMonitorLogExporter(options) as LogRecordExporter,
  };
}

function optionsOf(connectionString: string): object {
  const fields = new Map(
    connectionString
      .split(';')
      .filter((field) => field.trim() !== '')
      .map((field): [string, string] => {
        const [name = '', ...value] = field.split('=');
        return [name.trim().toLowerCase(), value.join('=').trim()];
      }),
  );
  const missing = ['InstrumentationKey', 'IngestionEndpoint'].filter((name) => !fields.get(name.toLowerCase()));
  if (missing.length > 0) {
    throw new Error(
      `Na connection string do Application Insights falta ${missing.join(' e ')}. ` +
        'Copie-a inteira, da página do recurso no portal: InstrumentationKey=…;IngestionEndpoint=https://…',
    );
  }
  const endpoint = fields.get('ingestionendpoint')?.replace(/\/+$/, '') ?? '';
  // O exporter trocaria http por https: o servidor da aula só fala http, e só nesta máquina.
  if (LOOPBACK.test(endpoint)) {
    return { connectionString, host: endpoint, allowInsecureConnection: true, disableOfflineStorage: true };
  }
  return { connectionString };
}
