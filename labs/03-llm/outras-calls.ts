/** Outras soluções dos passos 1 a 3, como trocas na deste lab. */
import type { Edit } from '../../kit/course/edit.ts';

type Replace = Edit['replace'];

const API = "import { metrics, SpanStatusCode, trace } from '@opentelemetry/api';";
const OPEN = `  return tracer.startActiveSpan('call_llm_api', async (span) => {
    try {
      const answer = await callModel(call);`;
const CATCH = `      span.recordException(error as Error);
      span.setAttribute('error.type', errorType(error));
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
`;
const METER_IMPORT =
  "import { MeterProvider, type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';";

const LLM: Readonly<Record<string, readonly Replace[]>> = {
  // startSpan, e o contexto dado à mão; o endereço vai desde o nascimento
  '03/1': [
    [API, API.replace('metrics', 'context, metrics')],
    [
      OPEN,
      `  const span = tracer.startSpan('call_llm_api', { attributes: { 'llm.api.url': CHAT_URL } });
  return context.with(trace.setSpan(context.active(), span), async () => {
    try {
      const answer = await callModel(call);`,
    ],
    ["  span?.setAttribute('llm.api.url', CHAT_URL);\n", ''],
  ],
  // o evento escrito à mão, e o status sem a mensagem, numa função à parte
  '03/2.1': [
    [API, API.replace('metrics', 'metrics, type Span')],
    [CATCH, '      fail(span, error);\n'],
    [
      'async function callModel(',
      `function fail(span: Span, error: unknown): void {
  const { message, stack = '' } = error as Error;
  span.addEvent('exception', { 'exception.message': message, 'exception.stacktrace': stack });
  span.setAttributes({ 'error.type': errorType(error) });
  span.setStatus({ code: SpanStatusCode.ERROR });
}

async function callModel(`,
    ],
  ],
  // o prazo e as repetições a cada chamada, e não no cliente
  '03/2.2': [
    ['  timeout: TIMEOUT_MS,\n  maxRetries: 0,\n', ''],
    ['    { signal },\n  );\n  return {', '    { signal, timeout: TIMEOUT_MS, maxRetries: 0 },\n  );\n  return {'],
    ['    { signal },\n  );\n  let', '    { signal, timeout: TIMEOUT_MS, maxRetries: 0 },\n  );\n  let'],
  ],
  // o sim ou o não em toda chamada, e não só nas correções
  '03/2.3': [
    [
      "  if (call.isRepair) span?.setAttribute('llm.api.repair', true);",
      "  span?.setAttributes({ 'llm.api.repair': call.isRepair });",
    ],
  ],
  // quem conta é uma função, a mesma para as que deram certo e as que não
  '03/3': [
    ["calls.add(1, { 'gen_ai.request.model': call.model });", 'count(call);'],
    ["calls.add(1, { 'gen_ai.request.model': call.model, 'error.type': errorType(error) });", 'count(call, error);'],
    [
      'async function callModel(',
      `function count({ model }: LlmCall, error?: unknown): void {
  const attributes: Record<string, string> = { 'gen_ai.request.model': model };
  if (error !== undefined) attributes['error.type'] = errorType(error);
  calls.add(1, attributes);
}

async function callModel(`,
    ],
  ],
};

const ASK: Readonly<Record<string, readonly Replace[]>> = {
  // em vez do laço, quem falhou chama a si mesmo
  '03/2.2': [
    [
      `  for (let attempt = 1; ; attempt++) {
    try {
      return await llmCallWithTelemetry({ ...call, attempt });
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isWorthRetrying(error)) throw error;
      await delay(pauseMs(error), undefined, { signal: call.signal });
    }
  }
`,
      `  return llmCallWithTelemetry(call).catch((error) => {
    if (call.attempt >= MAX_ATTEMPTS || !isWorthRetrying(error)) throw error;
    return delay(pauseMs(error), undefined, { signal: call.signal }).then(() =>
      callWithRetries({ ...call, attempt: call.attempt + 1 }),
    );
  });
`,
    ],
  ],
  // try e catch no lugar da promessa
  '03/2.3': [
    [
      `  const answer = await first.catch((error) => {
    if (!(error instanceof InvalidAnswer)) throw error;
    isRepaired = true;
    return callWithRetries({ ...call, messages: repairMessages(question, error), isRepair: true });
  });
`,
      `  let answer: Answer;
  try {
    answer = await first;
  } catch (wrong) {
    if (!(wrong instanceof InvalidAnswer)) throw wrong;
    isRepaired = true;
    answer = await callWithRetries({ ...call, isRepair: true, messages: repairMessages(question, wrong) });
  }
`,
    ],
  ],
  '03/3': [['  advice: { explicitBucketBoundaries: [0.1, 0.25, 0.5, 1, 2, 3, 5, 10] },\n', '']],
};

const TELEMETRY: Readonly<Record<string, readonly Replace[]>> = {
  // os readers numa lista só, e as faixas do histogram numa View, de quem opera
  '03/3': [
    [METER_IMPORT, METER_IMPORT.replace('{ ', '{ AggregationType, ')],
    ['readers.push(prometheus);\n', ''],
    [
      'new MeterProvider({ resource, readers });',
      `new MeterProvider({
  resource,
  readers: [...readers, prometheus],
  views: [
    {
      instrumentName: 'llm.answer.duration',
      aggregation: {
        type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
        options: { boundaries: [0.2, 0.5, 1, 2.5, 6] },
      },
    },
  ],
});`,
    ],
  ],
};

const BACKEND: Readonly<Record<string, readonly Replace[]>> = {
  // qualquer verbo, e o próprio exporter no lugar da função
  '03/3': [
    [
      "app.get('/metrics', (request, response) => prometheus.getMetricsRequestHandler(request, response));",
      "app.use('/metrics', prometheus.getMetricsRequestHandler.bind(prometheus));",
    ],
  ],
};

function editsOf(file: string, replaces: Readonly<Record<string, readonly Replace[]>>): Edit[] {
  return Object.entries(replaces).flatMap(([step, list]) => list.map((replace) => ({ step, file, replace })));
}

export const outrasCalls: readonly Edit[] = [
  ...editsOf('llm.ts', LLM),
  ...editsOf('ask.ts', ASK),
  ...editsOf('telemetry.ts', TELEMETRY),
  ...editsOf('backend.ts', BACKEND),
];
