// A chamada ao modelo, e o que dela se conta. No material de origem, é a função llm_call_with_telemetry.

import { metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import OpenAI from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { type Answer, guessAnswer, InvalidAnswer, parseAnswer } from './answer';
import { type Bill, costUsd, type LlmUsage } from './bill';
import { LlmError, toLlmError } from './llm-error';
import { readProvider, withoutBaggage } from './provider';

const { timeoutMs: TIMEOUT_MS, ...provider } = readProvider(process.env);
/** Uma resposta que começou e parou no meio: o prazo do cliente só vai até os cabeçalhos. */
const MAX_CALL_MS = 30_000;

const client = new OpenAI({
  ...provider,
  // Ele escreveria no terminal o pedaço que não soube ler.
  logLevel: 'off',
  // #region 2.2 Diga quanto esperar, e que quem tenta de novo somos nós
  timeout: TIMEOUT_MS,
  maxRetries: 0,
  // #endregion
});

const CHAT_URL = `${provider.baseURL}/chat/completions`;
/** O que as convenções pedem em toda métrica de uma chamada. */
const OPERATION = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai' };

const tracer = trace.getTracer('llm');
const meter = metrics.getMeter('llm');

// #region 3 Crie o counter das chamadas
const calls = meter.createCounter('llm.api.calls', { unit: '{call}', description: 'Chamadas ao modelo' });
// #endregion
// #region 4.2 Crie o histogram do tempo até o primeiro pedaço
const firstChunk = meter.createHistogram('gen_ai.client.operation.time_to_first_chunk', {
  unit: 's',
  description: 'Do pedido ao primeiro pedaço da resposta',
  advice: { explicitBucketBoundaries: [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4] },
});
// #endregion
// #region 4.3 Crie o counter do custo
const cost = meter.createCounter('llm.cost', { unit: '{USD}', description: 'Quanto as chamadas custaram' });
// #endregion

export interface LlmCall {
  model: string;
  messages: ChatCompletionMessageParam[];
  /** A primeira é 1. */
  attempt: number;
  /** É o pedido de corrigir uma resposta fora da forma. */
  isRepair: boolean;
  /** Onde se somam os tokens e o dinheiro desta pergunta. */
  bill: Bill;
  /** Quem desistiu de esperar. */
  signal?: AbortSignal;
  /** Quem quer a resposta aos pedaços recebe aqui, a cada um, tudo o que já veio. */
  onText?: (content: string) => void;
}

/** O valor de `error.type`: curto, e sempre o mesmo para a mesma causa. */
export function errorType(error: unknown): string {
  if (error instanceof LlmError) return error.type;
  if (error instanceof InvalidAnswer) return 'invalid_answer';
  return error instanceof Error ? error.constructor.name : '_OTHER';
}

/** O que veio do modelo, antes de se saber se serve. */
interface Completion {
  content: string;
  usage: LlmUsage;
}

/** A resposta inteira, de uma vez. */
async function complete({ model, messages, signal }: LlmCall): Promise<Completion> {
  const { choices, usage } = await client.chat.completions.create(
    { model, messages, response_format: { type: 'json_object' } },
    { signal },
  );
  return { content: choices?.[0]?.message.content ?? '', usage: usageOf(usage) };
}

/** A resposta aos pedaços: quem lê começa a ler antes do fim. */
async function stream({ model, messages, signal, onText }: LlmCall): Promise<Completion> {
  const startMs = performance.now();
  const chunks = await client.chat.completions.create(
    {
      model,
      messages,
      response_format: { type: 'json_object' },
      stream: true,
      // #region 4.2 Peça a contagem dos tokens, que aos pedaços não vem sozinha
      stream_options: { include_usage: true },
      // #endregion
    },
    { signal },
  );
  let content = '';
  let usage = usageOf();
  let isFirst = true;
  for await (const chunk of chunks) {
    // #region 4.2 No primeiro pedaço, anote quanto se esperou: no span e no histogram
    if (isFirst) {
      const seconds = (performance.now() - startMs) / 1000;
      trace.getActiveSpan()?.setAttribute('gen_ai.response.time_to_first_chunk', seconds);
      firstChunk.record(seconds, { ...OPERATION, 'gen_ai.request.model': model });
    }
    // #endregion
    isFirst = false;
    content += chunk.choices?.[0]?.delta?.content ?? '';
    if (chunk.usage) usage = usageOf(chunk.usage);
    onText?.(content);
  }
  // Interrompida, ela acaba sem erro, pela metade.
  signal?.throwIfAborted();
  return { content, usage };
}

function usageOf(usage?: { prompt_tokens: number; completion_tokens: number } | null): LlmUsage {
  return { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 };
}

/** O pedido, com o nosso prazo por cima. @throws LlmError */
async function request(call: LlmCall): Promise<Completion> {
  const late = AbortSignal.timeout(MAX_CALL_MS);
  const signal = call.signal ? AbortSignal.any([call.signal, late]) : late;
  try {
    return await withoutBaggage(() => (call.onText ? stream : complete)({ ...call, signal }));
  } catch (error) {
    throw toLlmError(error, late.aborted);
  }
}

async function callModel(call: LlmCall): Promise<Answer> {
  const span = trace.getActiveSpan();
  // #region 1 Antes: a que endereço se pede
  span?.setAttribute('llm.api.url', CHAT_URL);
  // #endregion
  // #region 2.2 Qual das tentativas é esta
  span?.setAttribute('llm.api.attempt', call.attempt);
  // #endregion
  // #region 2.3 Se é o pedido de corrigir
  if (call.isRepair) span?.setAttribute('llm.api.repair', true);
  // #endregion
  call.bill.calls++;
  const { content, usage } = await request(call);
  // #region 1 Depois: quantos caracteres vieram
  span?.setAttribute('llm.api.response_length', content.length);
  // #endregion
  const usd = costUsd(call.model, usage);
  call.bill.add(usage, usd);
  // #region 4.3 Anote quanto custou: no span e no counter, sirva a resposta ou não
  span?.setAttribute('llm.cost', usd);
  cost.add(usd, { 'gen_ai.request.model': call.model });
  // #endregion
  // #region 2.3 Confira a forma da resposta
  return parseAnswer(content);
  // #problema
  // return guessAnswer(content);
  // #endregion
}

/**
 * Uma chamada ao modelo, e o que dela se conta: um span por chamada, tenha ela dado certo ou não.
 * @throws LlmError, InvalidAnswer
 */
export function llmCallWithTelemetry(call: LlmCall): Promise<Answer> {
  // #region 1 Rode a chamada dentro de um span, e termine-o mesmo que ela falhe
  return tracer.startActiveSpan('call_llm_api', async (span) => {
    try {
      const answer = await callModel(call);
      // #region 3 Conte a chamada que deu certo
      calls.add(1, { 'gen_ai.request.model': call.model });
      // #endregion
      return answer;
      // #region 2.1 Quem lançou falhou: guarde a exceção, o tipo do erro e o status
    } catch (error) {
      span.recordException(error as Error);
      span.setAttribute('error.type', errorType(error));
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      // #region 3 E a que falhou, com o tipo do erro
      calls.add(1, { 'gen_ai.request.model': call.model, 'error.type': errorType(error) });
      // #endregion
      throw error;
      // #endregion
    } finally {
      span.end();
    }
  });
  // #problema
  // return callModel(call);
  // #endregion
}
