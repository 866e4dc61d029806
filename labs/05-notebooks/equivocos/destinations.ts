/** Os enganos dos passos 6 a 8: a chave pela metade, um caminho no lugar do outro, a conta que nunca toca. */
import type { Trades } from '../../trades.ts';

const API = 'api.ts';
const TELEMETRY = 'telemetry.ts';
const RUN = 'run-notebook.ts';
const RULES = 'rules.yaml';

const STARTED =
  "say('api started', { 'databricks.endpoint': settings.endpoint, 'databricks.job.id': settings.jobId });\n";
const SPANS = '  spanExporters.push(azure.spans);\n';
const METRICS = '  metricExporters.push(azure.metrics);\n';
const LOGS = '  logExporters.push(azure.logs);\n';
const AZURE = `const azure = azureExporters();\nif (azure) {\n${SPANS}${METRICS}${LOGS}}\n`;
const PROVIDER = `
const tracerProvider = new NodeTracerProvider({
  resource,
  spanProcessors: spanExporters.map((exporter) => new BatchSpanProcessor(exporter)),
});
`;
const COUNT = `  const attributes = { 'databricks.run.result_state': run.outcome };
  runs.add(1, attributes);
  durations.record((performance.now() - startedMs) / 1000, attributes);
`;
const RATIO = `          sum(rate(notebook_runs_total{databricks_run_result_state!="SUCCESS"}[5m]))
            / sum(rate(notebook_runs_total[5m]))
`;

export const destinationsTrades: Trades = {
  '05/6': [
    // o que não se escreve não vaza
    [STARTED, '', 'log_missing:api started', API],
    // a configuração, com o token riscado
    [
      STARTED,
      "say('api started', { settings: JSON.stringify({ ...settings, token: '***' }) });\n",
      'log_attribute_missing:api started',
      API,
    ],
    // um cabeçalho só, em vez de todos
    [
      'new UndiciInstrumentation(),',
      "new UndiciInstrumentation({ headersToSpanAttributes: { requestHeaders: ['authorization'] } }),",
      'value_unexpected',
      'instrumentation.ts',
    ],
    // o token não viaja
    ['authorization: `Bearer ${settings.token}`, ', '', 'program_failed:stopped', 'databricks.ts'],
  ],
  '05/7': [
    // agora os spans vão para o Azure
    [SPANS, '  spanExporters[0] = azure.spans;\n', 'no_telemetry', TELEMETRY],
    // o provider existe: a lista pode crescer depois
    [AZURE + PROVIDER, PROVIDER + AZURE, 'log_missing:RequestData', TELEMETRY],
    // ligar o Azure é ligar os spans
    [METRICS + LOGS, '', 'log_missing:MessageData', TELEMETRY],
    // as métricas já têm quem as leve
    [METRICS, '', 'log_attribute_differs:MetricData', TELEMETRY],
  ],
  '05/8': [
    // primeiro se sabe como foi, depois se conta
    [
      `${COUNT}  return outcomeOf(run);\n`,
      `  const result = outcomeOf(run);\n${COUNT}  return result;\n`,
      'metric_attribute_differs:notebook.runs',
      RUN,
    ],
    // assim se acha a execução a partir do número
    [
      "const attributes = { 'databricks.run.result_state': run.outcome };",
      "const attributes = { 'databricks.run.result_state': run.outcome, 'databricks.run.id': run.runId };",
      'metric_series_exceeded:notebook.runs',
      RUN,
    ],
    // performance.now() já diz quanto demorou
    [
      COUNT,
      COUNT.replace('(performance.now() - startedMs) / 1000', 'performance.now() - startedMs'),
      'rule_value_differs:notebook:wait:p95',
      RUN,
    ],
    // quem falha está em ERROR
    [RATIO, RATIO.replace('!="SUCCESS"', '="ERROR"'), 'rule_no_data:notebook:unsuccessful:ratio', RULES],
  ],
};
