/** Outras soluções dos passos 1 a 3, como trocas na deste lab. */
import type { Edit } from '../../kit/course/edit.ts';

const OPEN = "  return tracer.startActiveSpan('validate', async (span) => {\n";
const RUN = "  const run = await tracer.startActiveSpan('run_notebook', { kind: SpanKind.CLIENT }, async (span) => {\n";

export const contractOthers: readonly Edit[] = [
  // o tamanho à parte, que se lê melhor; e o contrato na mesma linha do leitor de JSON
  {
    step: '05/1',
    file: 'openapi.yaml',
    replace: [
      "pattern: '^[a-z][a-z-]{1,38}[a-z]$'",
      "minLength: 3\n          maxLength: 40\n          pattern: '^[a-z]+(-[a-z]+)*$'",
    ],
  },
  {
    step: '05/1',
    file: 'api.ts',
    replace: [
      "app.use(express.json({ limit: '16kb' }));\napp.use(contract);\n",
      "app.use(express.json({ limit: '16kb' }), contract);\n",
    ],
  },
  // o conjunto já se sabe ao abrir o span, que é o ativo só onde se pede
  {
    step: '05/2',
    file: 'validate.ts',
    replace: [
      OPEN,
      `  const span = tracer.startSpan('validate', { attributes: { 'validation.dataset': dataset } });
  return context.with(trace.setSpan(context.active(), span), async () => {
`,
    ],
  },
  {
    step: '05/2',
    file: 'validate.ts',
    replace: [
      "span.setAttributes({ 'validation.dataset': dataset, 'validation.valid': validation.valid });",
      "span.setAttribute('validation.valid', validation.valid);",
    ],
  },
  {
    step: '05/2',
    file: 'validate.ts',
    replace: ['import { SpanStatusCode, trace }', 'import { context, SpanStatusCode, trace }'],
  },
  // uma lista de quem se ouve: mais um serviço é mais um nome nela
  {
    step: '05/2',
    file: 'validate.ts',
    replace: [
      '  const [catalog, quota] = await Promise.all([askA(dataset), askB(dataset)]);\n',
      `  const [catalog = {}, quota = {}] = await Promise.all([askA, askB].map((opinionOf) => opinionOf(dataset)));
`,
    ],
  },
  // o job já se sabe ao abrir o span, e o resto, um atributo de cada vez
  {
    step: '05/3',
    file: 'run-notebook.ts',
    replace: [
      RUN,
      `  const options = { kind: SpanKind.CLIENT, attributes: { 'databricks.job.id': settings.jobId } };
  const run = await tracer.startActiveSpan('run_notebook', options, async (span) => {
`,
    ],
  },
  {
    step: '05/3',
    file: 'run-notebook.ts',
    replace: [
      `      span.setAttributes({
        'databricks.job.id': settings.jobId,
        'databricks.run.id': finished.runId,
        'databricks.run.result_state': finished.outcome,
      });
`,
      `      span.setAttribute('databricks.run.id', finished.runId);
      span.setAttribute('databricks.run.result_state', finished.outcome);
`,
    ],
  },
];
