/**
 * Perguntas ao lab 03 com números escolhidos, mandadas por OTLP com o SDK: assim se sabe o que cada painel tem de mostrar. Os
 * nomes e as unidades são os de `labs/03-llm/app` e da instrumentação da OpenAI; um teste confere que os primeiros continuam lá.
 */
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { type Feeder, feederOf, metersOf, spanOf, tracesOf } from './feed.ts';

export const LLM_SERVICE = 'backend';

/** Em cada leva, o que cada modelo faz: quantas chamadas, quantas estouram o prazo, quanto duram e quanto gastam as que não. */
export const MODELS = {
  'lab-1': {
    calls: 20,
    errors: 0,
    seconds: 0.2,
    inputTokens: 100,
    outputTokens: 200,
    usd: 0.000_135,
    firstChunk: 0.15,
  },
  'lab-slow': { calls: 10, errors: 4, seconds: 3, inputTokens: 40_000, outputTokens: 200, usd: 0.102, firstChunk: 2 },
} as const;

/** Em cada leva, as respostas: quantas acabaram assim, e quanto a pessoa esperou. Menos que as chamadas: houve quem tentasse de novo. */
export const ANSWERS = {
  ok: { count: 18, seconds: 0.3 },
  repaired: { count: 3, seconds: 0.7 },
  failed: { count: 4, seconds: 4.2 },
} as const;

/** As métricas que o lab 03 cria à mão: o arquivo, dentro de `labs`, o nome e a unidade. */
export const LLM_INSTRUMENTS = [
  { file: '03-llm/app/llm.ts', name: 'llm.api.calls', unit: '{call}' },
  { file: '03-llm/app/llm.ts', name: 'llm.cost', unit: '{USD}' },
  { file: '03-llm/app/llm.ts', name: 'gen_ai.client.operation.time_to_first_chunk', unit: 's' },
  { file: '03-llm/app/ask.ts', name: 'llm.answer.duration', unit: 's' },
] as const;

/** Quantos spans há em cada leva: um por chamada. */
export const LLM_SPANS = Object.values(MODELS).reduce((sum, { calls }) => sum + calls, 0);

/** @param otlpHttpUrl A base: `http://127.0.0.1:4318`. */
export function startLlmFeeder(otlpHttpUrl: string): Feeder {
  const traces = tracesOf(LLM_SERVICE, otlpHttpUrl);
  const metrics = metersOf(LLM_SERVICE, otlpHttpUrl);
  const meter = metrics.getMeter('llm');
  const histogram = (name: string, unit: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { unit, advice: { explicitBucketBoundaries } });
  const calls = meter.createCounter('llm.api.calls', { unit: '{call}' });
  const cost = meter.createCounter('llm.cost', { unit: '{USD}' });
  const answers = histogram('llm.answer.duration', 's', [0.1, 0.25, 0.5, 1, 2, 3, 5, 10]);
  const firstChunk = histogram(
    'gen_ai.client.operation.time_to_first_chunk',
    's',
    [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2],
  );
  const operations = histogram('gen_ai.client.operation.duration', 's', [0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12]);
  const tokens = histogram('gen_ai.client.token.usage', '{token}', [64, 256, 1024, 65_536]);

  function callOnce(model: keyof typeof MODELS, isError: boolean): string {
    const plan = MODELS[model];
    const attributes = { 'gen_ai.request.model': model, ...(isError && { 'error.type': 'timeout' }) };
    calls.add(1, attributes);
    operations.record(plan.seconds, attributes);
    if (!isError) {
      cost.add(plan.usd, attributes);
      firstChunk.record(plan.firstChunk, attributes);
      tokens.record(plan.inputTokens, { ...attributes, 'gen_ai.token.type': 'input' });
      tokens.record(plan.outputTokens, { ...attributes, 'gen_ai.token.type': 'output' });
    }
    const span = { operation: `chat ${model}`, kind: SpanKind.CLIENT, durationMs: plan.seconds * 1000, isError };
    return trace.getSpanContext(spanOf(traces.getTracer('llm'), span, ROOT_CONTEXT))!.traceId;
  }

  const visit = (): string => {
    for (const [outcome, { count, seconds }] of Object.entries(ANSWERS)) {
      for (let i = 0; i < count; i++) answers.record(seconds, { 'llm.answer.outcome': outcome });
    }
    const models = Object.keys(MODELS) as (keyof typeof MODELS)[];
    const ids = models.flatMap((model) =>
      Array.from({ length: MODELS[model].calls }, (_, i) => callOnce(model, i < MODELS[model].errors)),
    );
    return ids[0];
  };
  return feederOf(visit, [traces, metrics]);
}
