/** A telemetria exigida em cada passo: a tabela do README.md, em código. As dos passos anteriores continuam valendo. */
import { LOCAL_TOKEN } from './jobs/token.ts';
import { answer, type Expectation, log, metric, noValue, rule, span, trace } from '../../kit/verify/expectations.ts';
import { between, contains, matches } from '../../kit/verify/matchers.ts';

const API = 'orchestration-api';
const NOTEBOOK = 'notebook';
const CALL = 'run_notebook';
const INVOKED = 'Notebook Invoked';
const AZURE = 'application-insights';

/** O que o Application Insights recebeu, como o servidor local o conta: um registro para cada envelope. */
const envelope = (type: string, role: string, name: string) =>
  log(type).service(AZURE).attribute('azure.cloud.role', role).attribute('azure.name', name);

export const checks = {
  '05/1': [
    answer('missing'),
    answer('unnamed'),
    answer('extra'),
    span('POST /validate')
      .kind('SERVER')
      .service(API)
      .attribute('http.response.status_code', 400)
      .attribute('error.type', 'invalid_request')
      .status('UNSET'),
  ],
  '05/2': [
    trace().services(API, 'service-a', 'service-b'),
    span('validate')
      .childOf('POST /validate')
      .kind('INTERNAL')
      .service(API)
      .attribute('validation.dataset', 'orders')
      .attribute('validation.valid', true),
    span('validate').attribute('validation.dataset', 'orders-none').attribute('validation.valid', false),
    // As perguntas são filhas da validação: um span que não está ativo não tem filhos.
    span('GET').childOf('validate').kind('CLIENT'),
    trace().containing('validate', 'GET /datasets/:name', 'GET /quota'),
  ],
  '05/3': [
    span(CALL)
      .childOf('POST /notebook')
      .kind('CLIENT')
      .service(API)
      .attribute('databricks.job.id', between(1, Infinity))
      .attribute('databricks.run.id', between(1, Infinity))
      .attribute('databricks.run.result_state', 'SUCCESS'),
    // O pedido que começa o job é filho dele; os que perguntam em que pé está nem aparecem.
    span('POST').childOf(CALL).kind('CLIENT').attribute('url.path', contains('/jobs/run-now')),
  ],
  '05/4.1': [
    span(INVOKED).kind('SERVER').service(NOTEBOOK).attribute('notebook.dataset', 'orders'),
    span('extract').childOf(INVOKED).kind('INTERNAL').attribute('notebook.rows', 1000),
    span('transform').childOf(INVOKED).attribute('notebook.rows', 1000),
    span('load').childOf(INVOKED).attribute('notebook.rows', 4),
  ],
  '05/4.2': [
    span(INVOKED).childOf(CALL),
    trace().services(API, NOTEBOOK),
    trace().containing('POST /notebook', 'load'),
  ],
  '05/4.3': [
    ...['extract', 'transform', 'load'].map((step) =>
      log('step done').service(NOTEBOOK).attribute('notebook.step', step).inTrace(step),
    ),
    metric('notebook.step.duration')
      .type('histogram')
      .unit('s')
      .service(NOTEBOOK)
      .attribute('notebook.step', 'transform'),
    metric('notebook.rows').type('counter').attribute('notebook.step', 'load').value(4),
  ],
  '05/5.1': [
    span('transform').status('ERROR').attribute('error.type', 'InvalidAmountError').event('exception'),
    span(INVOKED).status('ERROR').attribute('notebook.dataset', 'orders-corrupt'),
    span(CALL).status('ERROR').attribute('databricks.run.result_state', 'FAILED').attribute('error.type', 'job_failed'),
  ],
  '05/5.2': [
    answer('busy'),
    answer('slow'),
    span('POST').childOf(CALL).attribute('http.response.status_code', 429),
    span(CALL).status('ERROR').attribute('databricks.run.result_state', 'CANCELED').attribute('error.type', 'timeout'),
  ],
  '05/5.3': [
    // Quem foi interrompido não chegou: o pai destes nunca acabou.
    span('extract').attribute('notebook.dataset', 'orders-slow').attribute('notebook.rows', 1000),
    log('step done').attribute('notebook.dataset', 'orders-slow').attribute('notebook.step', 'extract'),
  ],
  '05/5.4': [span(INVOKED).once({ 'notebook.dataset': 'orders-lost' })],
  '05/6': [
    noValue(contains(LOCAL_TOKEN)),
    log('api started').service(API).attribute('databricks.job.id', between(1, Infinity)),
  ],
  '05/7': [
    envelope('RequestData', API, 'POST /notebook').attribute('azure.success', true).inTrace('POST /notebook'),
    envelope('RequestData', NOTEBOOK, INVOKED).inTrace(INVOKED),
    envelope('RemoteDependencyData', NOTEBOOK, 'transform').attribute('azure.success', false).inTrace('transform'),
    log('ExceptionData').service(AZURE).attribute('azure.exception.type', 'InvalidAmountError').inTrace('transform'),
    log('MessageData').service(AZURE).attribute('azure.message', 'step done').inTrace('extract'),
    log('MetricData').service(AZURE).attribute('azure.metric.name', 'notebook.rows'),
    // E a Luneta continua recebendo o que recebia.
    span(INVOKED).childOf(CALL),
  ],
  '05/8': [
    metric('notebook.runs')
      .type('counter')
      .service(API)
      .attribute('databricks.run.result_state', 'SUCCESS')
      // Com o número da execução, seriam três.
      .seriesAtMost(2),
    metric('notebook.runs').attribute('databricks.run.result_state', 'SUCCESS').value(2),
    metric('notebook.runs').attribute('databricks.run.result_state', 'FAILED').value(1),
    metric('notebook.run.duration').type('histogram').unit('s').attribute('databricks.run.result_state', 'SUCCESS'),
    // Das três execuções, uma falha.
    rule('notebook:unsuccessful:ratio').value(between(0.3, 0.37)).seriesAtMost(1),
    rule('notebook:wait:p95').value(between(0.1, 60)).seriesAtMost(1),
    rule('NotebookUnsuccessful').fires().label('severity', matches(/\w/)).annotation('summary', matches(/\w/)),
    rule('NotebookSlow').staysQuiet(),
  ],
} satisfies Record<string, readonly Expectation[]>;
