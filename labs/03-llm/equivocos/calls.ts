/** Os enganos dos passos 1 a 2.3. */
import type { Trades } from '../../trades.ts';

const LLM = 'llm.ts';
const ASK = 'ask.ts';

const OPEN = "tracer.startActiveSpan('call_llm_api', async (span) => {";
const TYPE = "span.setAttribute('error.type', errorType(error));";
const STATUS = 'span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });';
const RETRY = 'return await llmCallWithTelemetry({ ...call, attempt });';
const PARSE = 'return parseAnswer(content);';
const REPAIR = 'return callWithRetries({ ...call, messages: repairMessages(question, error), isRepair: true });';

export const callsTrades: Trades = {
  '03/1': [
    // a função acabou, e o span com ela
    ['      span.end();\n', '', 'span_missing:call_llm_api', LLM],
    // startSpan também o torna o atual
    [
      OPEN,
      "Promise.resolve(tracer.startSpan('call_llm_api')).then(async (span) => {",
      'attribute_missing:call_llm_api:llm.api.url',
      LLM,
    ],
    // quem fala com a rede é CLIENT
    ["'call_llm_api', async", "'call_llm_api', { kind: 2 }, async", 'kind_differs', LLM],
    // o endereço é o do provedor
    ["'llm.api.url', CHAT_URL", "'llm.api.url', client.baseURL", 'attribute_differs:call_llm_api:llm.api.url', LLM],
    // um nome por modelo deixa tudo mais claro
    [
      "startActiveSpan('call_llm_api',",
      'startActiveSpan(`call_llm_api ${call.model}`,',
      'span_missing:call_llm_api',
      LLM,
    ],
  ],
  '03/2.1': [
    // recordException marca o erro
    [`      ${STATUS}\n`, '', 'status_differs', LLM],
    // quem deu certo é OK
    [
      '      return answer;\n',
      '      span.setStatus({ code: SpanStatusCode.OK });\n      return answer;\n',
      'status_differs',
      LLM,
    ],
    // guardado no span, o erro está tratado
    ['      throw error;\n', '', 'program_failed:stopped', LLM],
    // error.type é a frase do erro
    [
      TYPE,
      "span.setAttribute('error.type', (error as Error).message);",
      'attribute_differs:call_llm_api:error.type',
      LLM,
    ],
  ],
  '03/2.2': [
    // se há quem repita por nós, melhor: o SDK já tenta de novo
    ['  maxRetries: 0,\n', '', 'attribute_differs:call_llm_api:error.type', LLM],
    // tentar de novo já resolve a demora
    ['  timeout: TIMEOUT_MS,\n', '', 'answer_differs:slow', LLM],
    // um prazo é em segundos, como em Python
    ['timeout: TIMEOUT_MS,', 'timeout: TIMEOUT_MS / 1000,', 'program_failed:stopped', LLM],
    // numa função async, o await do return sobra
    [RETRY, RETRY.replace('await ', ''), 'program_failed:stopped', ASK],
    // a volta do laço é o bastante: o call é o mesmo
    [RETRY, RETRY.replace('{ ...call, attempt }', 'call'), 'attribute_differs:call_llm_api:llm.api.attempt', ASK],
  ],
  '03/2.3': [
    // perguntar de novo é corrigir
    [REPAIR, REPAIR.replace('messages: repairMessages(question, error), ', ''), 'program_failed:stopped', ASK],
    // uma correção é só mais uma tentativa
    [REPAIR, REPAIR.replace(', isRepair: true', ''), 'attribute_missing:call_llm_api:llm.api.repair', ASK],
    // uma resposta torta é melhor que nenhuma
    [
      REPAIR,
      REPAIR.replace(';', ".catch(() => ({ query: question, joke: '', text: error.content, question: '' }));"),
      'answer_differs:stubborn',
      ASK,
    ],
    // a chamada deu certo: o que é ruim é a resposta
    [PARSE, `span?.end();\n  ${PARSE}`, 'attribute_differs:call_llm_api:error.type', LLM],
    // um sim se escreve
    ["'llm.api.repair', true", "'llm.api.repair', 'true'", 'attribute_differs:call_llm_api:llm.api.repair', LLM],
  ],
};
