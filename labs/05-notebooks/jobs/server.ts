/**
 * A API de jobs do Databricks, nesta máquina: o mesmo contrato (2.2 e 2.1), e o notebook roda de verdade, num processo só dele.
 *
 * Na história da aula ela é de outra empresa: não manda telemetria nenhuma, e o que se sabe dela é o que se vê de fora.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostOf, portOr, sayNotListening, sayReady, whenAskedToStop } from '@lab-otel/comum/serve';
import { createJobsApp } from './jobs-app';
import { createRuns } from './runs';

const PORT = 5003;

/** Atende até SIGINT (o Ctrl+C) ou SIGTERM, e encerra os notebooks que ainda rodam. */
export function startJobsServer(): void {
  const runs = createRuns({
    notebookFile: process.env.NOTEBOOK_FILE || 'notebook.ts',
    timeoutMs: Number(process.env.JOBS_TIMEOUT_SECONDS || 60) * 1000,
  });
  const server = createServer(createJobsApp(runs));
  server.once('error', (error) => sayNotListening(PORT, error));
  server.listen(portOr(PORT), hostOf(), () => sayReady((server.address() as AddressInfo).port));
  whenAskedToStop(() => {
    runs.stop();
    server.close();
    server.closeAllConnections();
  });
}
