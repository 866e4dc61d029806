/** Os enganos dos passos 4.1 a 4.4: as convenções, o primeiro pedaço, a conta e o que não se grava. */
import type { Trades } from '../../trades.ts';

const TELEMETRY = 'telemetry.ts';
const LLM = 'llm.ts';
const BACKEND = 'backend.ts';

const COMPLETE = `const { choices, usage } = await client.chat.completions.create(
    { model, messages, response_format: { type: 'json_object' } },
    { signal },
  );`;
const ON_FIRST = '    if (isFirst) {\n';
const SET_FIRST = "trace.getActiveSpan()?.setAttribute('gen_ai.response.time_to_first_chunk', seconds);";
const SET_COST = "  span?.setAttribute('llm.cost', usd);";
const ADD_COST = "  cost.add(usd, { 'gen_ai.request.model': call.model });";
const LENGTH = "attributes: { 'llm.question.length': asked.question.length },";
const MODERATE = "new URL('/check', MODERATION_URL), { method: 'POST', body: question, signal }";
const CREATE_COST = "meter.createCounter('llm.cost', { unit: '{USD}',";

export const genaiTrades: Trades = {
  '03/4.1': [
    // a instrumentação vê a rede: tanto faz por onde se chama
    [
      COMPLETE,
      `const { choices, usage } = await client.post<OpenAI.ChatCompletion>('/chat/completions', {
    body: { model, messages, response_format: { type: 'json_object' } },
    signal,
  });`,
      'span_missing:chat lab-1',
      LLM,
    ],
    // a do fetch já vê a chamada
    ['new OpenAIInstrumentation({ captureMessageContent: false }),', '', 'span_missing:chat lab-1', TELEMETRY],
    // quem registra as instrumentações lhes dá um MeterProvider novo, em que ninguém lê
    [
      'registerInstrumentations({\n',
      'registerInstrumentations({\n  meterProvider: new MeterProvider({ resource }),\n',
      'metric_missing:gen_ai.client.operation.duration',
      TELEMETRY,
    ],
    // os nomes das convenções servem para o span que eu já tinha
    [
      "startActiveSpan('call_llm_api', async",
      'startActiveSpan(`chat ${call.model}`, { kind: 2 }, async',
      'span_missing:call_llm_api',
      LLM,
    ],
  ],
  '03/4.2': [
    // a cada pedaço, de novo: fica o último
    [ON_FIRST, '    {\n', 'attribute_differs:call_llm_api:gen_ai.response.time_to_first_chunk', LLM],
    // milissegundos, como em todo programa
    [
      '(performance.now() - startMs) / 1000;\n      trace',
      'performance.now() - startMs;\n      trace',
      'attribute_differs:call_llm_api:gen_ai.response.time_to_first_chunk',
      LLM,
    ],
    // aos pedaços também vem a contagem, no fim
    ['      stream_options: { include_usage: true },\n', '', 'duration_differs:chat lab-1', LLM],
    // um momento merece o seu span
    [
      SET_FIRST,
      "const first = tracer.startSpan('first_chunk');\n      first.setAttribute('gen_ai.response.time_to_first_chunk', seconds).end();",
      'attribute_missing:call_llm_api:gen_ai.response.time_to_first_chunk',
      LLM,
    ],
  ],
  '03/4.3': [
    // resposta que não serve não se paga
    [
      `${SET_COST}\n${ADD_COST}\n  return parseAnswer(content);`,
      `  const answer = parseAnswer(content);\n${SET_COST}\n${ADD_COST}\n  return answer;`,
      'attribute_missing:call_llm_api:llm.cost',
      LLM,
    ],
    // dinheiro tem duas casas
    [SET_COST, SET_COST.replace('usd', 'Number(usd.toFixed(2))'), 'attribute_differs:call_llm_api:llm.cost', LLM],
    // o dólar é uma unidade como outra qualquer
    [CREATE_COST, CREATE_COST.replace('{USD}', 'USD'), 'metric_unit_differs:llm.cost', LLM],
    // um custo é um valor que se lê
    [
      `${ADD_COST}\n`,
      "  meter.createGauge('llm.cost', { unit: '{USD}' }).record(usd, { 'gen_ai.request.model': call.model });\n",
      'metric_type_differs:llm.cost',
      LLM,
    ],
  ],
  '03/4.4': [
    // para depurar, é melhor ter tudo
    ['captureMessageContent: false', 'captureMessageContent: true', 'value_unexpected', TELEMETRY],
    // o log é que era o problema
    [MODERATE, 'new URL(`/check?text=${encodeURIComponent(question)}`, MODERATION_URL)', 'value_unexpected', BACKEND],
    // um filtro acha os dados pessoais
    [
      LENGTH,
      "attributes: {\n      'llm.question.length': asked.question.length,\n      'llm.question': asked.question.replace(/\\S+@\\S+|\\d{3}\\.\\d{3}\\.\\d{3}-\\d\\d/g, '[dado pessoal]'),\n    },",
      'value_unexpected',
      BACKEND,
    ],
    // embaralhada, a pergunta já não é de ninguém
    [
      LENGTH,
      "attributes: { 'llm.question.hash': require('node:crypto').createHash('sha256').update(asked.question).digest('hex') },",
      'log_attribute_missing',
      BACKEND,
    ],
    // sem log não há o que vazar
    [
      "    body: 'pergunta recebida',\n",
      '    body: `pergunta com ${asked.question.length} caracteres`,\n',
      'log_missing',
      BACKEND,
    ],
  ],
};
