/** Outras soluções dos passos 6 a 8, como trocas na deste lab. */
import type { Edit } from '../../kit/course/edit.ts';

type Other = readonly [file: string, from: string, to: string];

const COUNT = `  const attributes = { 'databricks.run.result_state': run.outcome };
  runs.add(1, attributes);
  durations.record((performance.now() - startedMs) / 1000, attributes);
`;

const OTHERS: Readonly<Record<string, readonly Other[]>> = {
  // um cabeçalho da resposta, que não é segredo; e mais do que ajuda, escolhido um a um
  '05/6': [
    [
      'instrumentation.ts',
      'new UndiciInstrumentation(),',
      "new UndiciInstrumentation({ headersToSpanAttributes: { responseHeaders: ['retry-after'] } }),",
    ],
    [
      'api.ts',
      "say('api started', { 'databricks.endpoint': settings.endpoint, 'databricks.job.id': settings.jobId });\n",
      `const { token: _secret, jobId, ...shown } = settings;
say('api started', { ...shown, 'databricks.job.id': jobId });
`,
    ],
  ],
  // as listas escritas de uma vez
  '05/7': [
    [
      'telemetry.ts',
      `const azure = azureExporters();
if (azure) {
  spanExporters.push(azure.spans);
  metricExporters.push(azure.metrics);
  logExporters.push(azure.logs);
}
`,
      '',
    ],
    [
      'telemetry.ts',
      `const spanExporters: SpanExporter[] = [new OTLPTraceExporter()];
const metricExporters: PushMetricExporter[] = [new OTLPMetricExporter()];
const logExporters: LogRecordExporter[] = [new OTLPLogExporter()];
`,
      `const azure = azureExporters();
const spanExporters: SpanExporter[] = [new OTLPTraceExporter(), ...(azure ? [azure.spans] : [])];
const metricExporters: PushMetricExporter[] = [new OTLPMetricExporter(), ...(azure ? [azure.metrics] : [])];
const logExporters: LogRecordExporter[] = [new OTLPLogExporter(), ...(azure ? [azure.logs] : [])];
`,
    ],
  ],
  // conta-se ainda dentro do span; o que não deu certo é o que falta para um; e o alerta, em porcentagem
  '05/8': [
    ['run-notebook.ts', COUNT, ''],
    [
      'run-notebook.ts',
      '      return finished;\n',
      `      const state = { 'databricks.run.result_state': finished.outcome };
      runs.add(1, state);
      durations.record((performance.now() - startedMs) / 1000, state);
      return finished;
`,
    ],
    [
      'rules.yaml',
      `          sum(rate(notebook_runs_total{databricks_run_result_state!="SUCCESS"}[5m]))
            / sum(rate(notebook_runs_total[5m]))
`,
      `          1 - sum(rate(notebook_runs_total{databricks_run_result_state="SUCCESS"}[5m]))
            / sum(rate(notebook_runs_total[5m]))
`,
    ],
    ['rules.yaml', 'expr: notebook:unsuccessful:ratio > 0.1', 'expr: 20 < 100 * notebook:unsuccessful:ratio'],
  ],
};

export const destinationsOthers: readonly Edit[] = Object.entries(OTHERS).flatMap(([step, others]) =>
  others.map(([file, from, to]) => ({ step, file, replace: [from, to] as const })),
);
