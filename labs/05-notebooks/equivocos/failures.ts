/** Os enganos dos passos 5.1 a 5.4: a falha que se cala, a pressa, a despedida que não há, a chave que não é de um pedido. */
import type { Trades } from '../../trades.ts';

const NOTEBOOK = 'notebook.ts';
const RUN = 'run-notebook.ts';
const DATABRICKS = 'databricks.ts';

const STOP_AND_TELL = '    await stopTelemetry();\n    console.error(error);\n';
const OUTCOME_STATUS =
  '        span.setStatus({ code: SpanStatusCode.ERROR, message: finished.error ?? finished.message });\n';
const STEP_TYPE = `      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      span.setAttribute('error.type', (error as Error).name);
`;
const RETRY_AFTER = "await delay(Number(response.headers.get('retry-after') ?? 1) * 1000);";
const PATIENCE = 'let run = await waitForRun(runId, settings.timeoutMs);';
const CANCEL = '    await cancel(runId);\n    run = await waitForRun(runId, CANCEL_MS);\n';
const END_AND_FLUSH = '      span.end();\n      await flushTelemetry();\n';
const DATASET = "{ attributes: { 'notebook.dataset': dataset } }, ";
const KEY = 'idempotencyKey: idempotencyKey ?? randomUUID() });';

export const failuresTrades: Trades = {
  '05/5.1': [
    // o processo acaba de qualquer jeito
    [STOP_AND_TELL, '    console.error(error);\n', 'status_differs:transform', NOTEBOOK],
    // quem chamou precisa de uma resposta, e o exit é a resposta
    [
      STOP_AND_TELL,
      `${STOP_AND_TELL}    dbutils.notebook.exit(JSON.stringify({ error: (error as Error).message }));\n`,
      'program_failed:stopped',
      NOTEBOOK,
    ],
    // a mensagem diz mais do que o nome
    [
      STEP_TYPE,
      STEP_TYPE.replace('(error as Error).name', '(error as Error).message'),
      'attribute_differs:transform:error.type',
      NOTEBOOK,
    ],
    // error.type já diz que é um erro
    [OUTCOME_STATUS, '', 'status_differs:run_notebook', RUN],
  ],
  '05/5.2': [
    // tentar de novo é tentar já
    [RETRY_AFTER, '', 'answer_differs:busy', DATABRICKS],
    // o cabeçalho diz quanto, e é isso que se espera
    [RETRY_AFTER, RETRY_AFTER.replace(' * 1000', ''), 'answer_differs:busy', DATABRICKS],
    // quem pediu já recebeu a sua resposta
    [CANCEL, '', 'attribute_differs:run_notebook:databricks.run.result_state', RUN],
    // um job demora o que demora
    [PATIENCE, PATIENCE.replace('settings.timeoutMs', 'Infinity'), 'answer_differs:slow', RUN],
  ],
  '05/5.3': [
    // entrega-se a etapa, e então se termina
    [
      END_AND_FLUSH,
      '      await flushTelemetry();\n      span.end();\n',
      'attribute_differs:extract:notebook.dataset',
      NOTEBOOK,
    ],
    // um processo que vai ser encerrado recebe um aviso
    [
      END_AND_FLUSH,
      "      span.end();\n      process.once('SIGTERM', () => void flushTelemetry());\n",
      'attribute_differs:extract:notebook.dataset',
      NOTEBOOK,
    ],
    // o finally roda sempre: entrega-se no fim de tudo
    [
      END_AND_FLUSH,
      "      span.end();\n      if (name === 'load') await flushTelemetry();\n",
      'attribute_differs:extract:notebook.dataset',
      NOTEBOOK,
    ],
    // o conjunto de dados já está no pai
    [DATASET, '', 'attribute_missing:extract:notebook.dataset', NOTEBOOK],
  ],
  '05/5.4': [
    // cada pedido com a sua chave
    [
      'body: body && JSON.stringify(body),',
      'body: body && JSON.stringify({ ...body, idempotency_token: crypto.randomUUID() }),',
      'span_duplicated:Notebook Invoked',
      DATABRICKS,
    ],
    // o job recebe a chave com o resto
    [
      `{ parameters, ${KEY}`,
      '{ parameters: { ...parameters, idempotency_token: randomUUID() }, idempotencyKey });',
      'span_duplicated:Notebook Invoked',
      RUN,
    ],
    // o job é sempre o mesmo, e a chave também
    [KEY, 'idempotencyKey: idempotencyKey ?? `job-${settings.jobId}` });', 'program_failed:stopped', RUN],
    // sem repetir, não há repetido
    [
      'if (error instanceof DatabricksError || attempt === MAX_ATTEMPTS) throw error;',
      "if (error instanceof DatabricksError || method === 'POST' || attempt === MAX_ATTEMPTS) throw error;",
      'program_failed:stopped',
      DATABRICKS,
    ],
  ],
};
