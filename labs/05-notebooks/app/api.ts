// orchestration-api: valida um conjunto de dados, roda num job o notebook que o resume, e devolve o que ele disse.

import './instrumentation';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import express, { type Request } from 'express';
import swaggerUi from 'swagger-ui-express';
import { CONTRACT_FILE, contract, explainRefusal } from './contract';
import { explainDatabricks } from './failures';
import { ProblemError, traceId } from './problem';
import { cancelRun, runNotebook, runState } from './run-notebook';
import { createService, listen } from './service';
import { settings } from './settings';
import { validate } from './validate';

const logger = logs.getLogger('orchestration-api');
const say = (body: string, attributes: Record<string, string | number | boolean>): void =>
  logger.emit({ severityNumber: SeverityNumber.INFO, severityText: 'INFO', body, attributes });

// #region 6 Diga o que ajuda a entender uma falha, e não o que abre a porta
say('api started', { 'databricks.endpoint': settings.endpoint, 'databricks.job.id': settings.jobId });
// #problema
// say('api started', { settings: JSON.stringify(settings) });
// #endregion

const app = createService();
app.get('/', (_request, response) => response.redirect('/api/ui/'));
app.get('/api/openapi.yaml', (_request, response) => response.sendFile(CONTRACT_FILE, { dotfiles: 'allow' }));
app.use(
  '/api/ui',
  swaggerUi.serve,
  swaggerUi.setup(undefined, { swaggerUrl: '/api/openapi.yaml', customSiteTitle: 'Orquestração de notebooks' }),
);

app.use(express.json({ limit: '16kb' }));
// #region 1 O contrato antes das rotas: o que não confere com ele não chega a elas
app.use(contract);
// #endregion

/** @returns O nome que veio no pedido: quem confere se veio, e como, é o contrato. */
function datasetOf({ body }: Request): string {
  return String((body as { dataset?: unknown } | undefined)?.dataset);
}

app.post('/validate', async (request, response) => {
  response.json({ ...(await validate(datasetOf(request))), traceId: traceId() });
});

app.post('/notebook', async (request, response) => {
  const dataset = datasetOf(request);
  const { valid, problems } = await validate(dataset);
  if (!valid) {
    throw new ProblemError({
      status: 422,
      code: 'dataset_refused',
      title: 'O notebook não pode rodar com este conjunto de dados.',
      detail: problems.join(' '),
    });
  }
  const run = await runNotebook({ dataset, idempotencyKey: request.get('idempotency-key') });
  say('notebook finished', { 'databricks.run.id': run.runId, 'databricks.run.result_state': run.state });
  response.json({ ...run, traceId: traceId() });
});

app.get('/notebook/:runId', async (request, response) => {
  response.json(await runState(Number(request.params.runId)));
});

app.delete('/notebook/:runId', async (request, response) => {
  await cancelRun(Number(request.params.runId));
  response.status(202).end();
});

app.use(explainDatabricks, explainRefusal);
listen(app, 5000);
