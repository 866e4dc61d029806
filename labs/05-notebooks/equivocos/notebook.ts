/** Os enganos dos passos 4.1 a 4.3: quem sai antes de entregar, o contexto que não atravessa, a medida de outra coisa. */
import type { Trades } from '../../trades.ts';

const NOTEBOOK = 'notebook.ts';
const RUN = 'run-notebook.ts';

const STOP_AND_EXIT = '    await stopTelemetry();\n    dbutils.notebook.exit(JSON.stringify(summary));\n';
const INVOKED = "  return tracer.startActiveSpan('Notebook Invoked', options, parent, async (span) => {\n";
const INJECT = 'propagation.inject(context.active(), parameters);';

export const notebookTrades: Trades = {
  '05/4.1': [
    // primeiro o resultado, que alguém espera; a telemetria pode vir depois
    [
      STOP_AND_EXIT,
      '    dbutils.notebook.exit(JSON.stringify(summary));\n    await stopTelemetry();\n',
      'span_missing:Notebook Invoked',
      NOTEBOOK,
    ],
    // um span é um span
    [
      'const options = { kind: SpanKind.SERVER, attributes };',
      'const options = { attributes };',
      'kind_differs:Notebook Invoked',
      NOTEBOOK,
    ],
    // o span existe, e quem roda depois dele é filho
    [
      INVOKED,
      "  const root = tracer.startSpan('Notebook Invoked', options, parent);\n  return Promise.resolve(root).then(async (span) => {\n",
      'span_other_trace',
      NOTEBOOK,
    ],
    // na tela, é o mesmo número
    [
      "span.setAttribute('notebook.rows', result.rows);",
      "span.setAttribute('notebook.rows', String(result.rows));",
      'attribute_differs',
      NOTEBOOK,
    ],
  ],
  '05/4.2': [
    // extract já leu: o contexto está lá
    [INVOKED, INVOKED.replace('options, parent,', 'options,'), 'span_other_trace:Notebook Invoked', NOTEBOOK],
    // o id do trace basta
    [
      INJECT,
      "parameters.trace_id = trace.getActiveSpan()?.spanContext().traceId ?? '';",
      'span_other_trace:Notebook Invoked',
      RUN,
    ],
    // preparar o pedido também é um trabalho
    [
      INJECT,
      `tracer.startActiveSpan('prepare', (span) => {
    propagation.inject(context.active(), parameters);
    span.end();
  });`,
      'span_not_child:Notebook Invoked',
      RUN,
    ],
    // é no contexto que chegou que as etapas rodam
    ['return await summarize();', 'return await context.with(parent, summarize);', 'span_not_child:extract', NOTEBOOK],
  ],
  '05/4.3': [
    // o relógio é em milissegundos
    ["  unit: 's',\n", "  unit: 'ms',\n", 'metric_unit_differs:notebook.step.duration', NOTEBOOK],
    // as linhas de hoje podem ser menos que as de ontem
    [
      "meter.createCounter('notebook.rows'",
      "meter.createUpDownCounter('notebook.rows'",
      'metric_type_differs:notebook.rows',
      NOTEBOOK,
    ],
    // um log se lê
    ["body: 'step done',", 'body: `etapa ${name}: ${result.rows} linhas`,', 'log_missing:step done', NOTEBOOK],
    // uma etapa, uma conta
    [
      "stepRows.add(result.rows, { 'notebook.step': name });",
      "stepRows.add(1, { 'notebook.step': name });",
      'metric_value_differs:notebook.rows',
      NOTEBOOK,
    ],
  ],
};
