/** Os enganos dos passos 1 a 3: o que o contrato deixa passar, o que a validação não diz, e o job que se confunde com o recado. */
import type { Trades } from '../../trades.ts';

const API = 'api.ts';
const OPENAPI = 'openapi.yaml';
const VALIDATE = 'validate.ts';
const RUN = 'run-notebook.ts';

const READER = "app.use(express.json({ limit: '16kb' }));\n";
const CONTRACT = 'app.use(contract);\n';
const OPEN_VALIDATE = "tracer.startActiveSpan('validate', async (span) => {";
const OPEN_RUN = "await tracer.startActiveSpan('run_notebook', { kind: SpanKind.CLIENT }, async (span) => {";
const VALIDATION = `      const validation = await askServices(dataset);
      span.setAttributes({ 'validation.dataset': dataset, 'validation.valid': validation.valid });
      return validation;
`;

export const contractTrades: Trades = {
  '05/1': [
    // se está em properties, é obrigatório
    ['      required: [dataset]\n', '', 'answer_differs:missing', OPENAPI],
    // um padrão confere o texto inteiro
    ["'^[a-z][a-z-]{1,38}[a-z]$'", "'[a-z-]{3,40}'", 'answer_differs:unnamed', OPENAPI],
    // quem recusa vem antes de tudo, e de quem lê o corpo também
    [READER + CONTRACT, CONTRACT + READER, 'program_failed:stopped', API],
    // a recusa à mão responde o mesmo, e o trace não sabe dela
    [
      CONTRACT,
      `app.post('/validate', ({ body: { dataset, ...others } }, response, next) => {
  if (/^[a-z-]+$/.test(dataset ?? '') && Object.keys(others).length === 0) return next();
  const errors = ['dataset', ...Object.keys(others)].map((name) => ({ path: '/body/' + name }));
  response.status(400).json({ type: 'urn:lab-otel:invalid_request', errors });
});
`,
      'attribute_missing:POST /validate:error.type',
      API,
    ],
  ],
  '05/2': [
    // fala com dois serviços: é CLIENT
    [OPEN_VALIDATE, OPEN_VALIDATE.replace('async', '{ kind: 2 }, async'), 'kind_differs:validate', VALIDATE],
    // devolver a promessa é o mesmo que esperar por ela
    [
      VALIDATION,
      `      return askServices(dataset).then((validation) => {
        span.setAttributes({ 'validation.dataset': dataset, 'validation.valid': validation.valid });
        return validation;
      });
`,
      'attribute_missing:validate:validation.dataset',
      VALIDATE,
    ],
    // um conjunto que não serve é um erro da validação
    [
      '      return validation;\n',
      "      if (!validation.valid) throw new Error(validation.problems.join(' '));\n      return validation;\n",
      'program_failed:stopped',
      VALIDATE,
    ],
    // aberto o span, o que vier a seguir é filho dele
    [
      OPEN_VALIDATE,
      "Promise.resolve(tracer.startSpan('validate')).then(async (span) => {",
      'span_not_child:GET',
      VALIDATE,
    ],
  ],
  '05/3': [
    // quem faz a rede é o POST; este é da casa
    ["'run_notebook', { kind: SpanKind.CLIENT }", "'run_notebook'", 'kind_differs:run_notebook', RUN],
    // startSpan também o torna o ativo
    [
      OPEN_RUN,
      "await Promise.resolve(tracer.startSpan('run_notebook', { kind: SpanKind.CLIENT })).then(async (span) => {",
      'span_not_child:POST',
      RUN,
    ],
    // TERMINATED: acabou, e acabou bem
    [
      "result_state': finished.outcome,",
      "result_state': finished.lifeCycle,",
      'attribute_differs:run_notebook:databricks.run.result_state',
      RUN,
    ],
    // um id não é um número: é um texto
    [
      "'databricks.run.id': finished.runId,",
      "'databricks.run.id': String(finished.runId),",
      'attribute_differs:run_notebook:databricks.run.id',
      RUN,
    ],
  ],
};
