/** Os enganos do passo 3. */
import type { Trades } from '../../trades.ts';

const LLM = 'llm.ts';
const ASK = 'ask.ts';

const COUNT_FAILED = "calls.add(1, { 'gen_ai.request.model': call.model, 'error.type': errorType(error) });";
const ATTEMPT = `    try {
      return await llmCallWithTelemetry({ ...call, attempt });
    } catch (error) {
`;

export const metricsTrades: Trades = {
  '03/3': [
    // quem busca dispensa quem empurra
    ['readers.push(prometheus);', 'readers.splice(0, 1, prometheus);', 'no_telemetry:metrics', 'telemetry.ts'],
    // o que se conta é o que se fez: o que falhou já está nos spans
    [`      ${COUNT_FAILED}\n`, '', 'metric_attribute_differs:llm.api.calls', LLM],
    // com o id do span na métrica, vai-se dela ao trace
    [
      COUNT_FAILED,
      COUNT_FAILED.replace(' }', ', span_id: span.spanContext().spanId }'),
      'metric_series_exceeded:llm.api.calls',
      LLM,
    ],
    // a espera de cada chamada é a espera da pessoa
    [
      ATTEMPT,
      `    const startMs = performance.now();
${ATTEMPT}      answerDuration.record((performance.now() - startMs) / 1000, { 'llm.answer.outcome': 'failed' });
`,
      'metric_value_differs:llm.answer.duration',
      ASK,
    ],
    // a unidade é a do relógio
    ["  unit: 's',\n", "  unit: 'ms',\n", 'metric_unit_differs', ASK],
    // os limites de fábrica servem a qualquer unidade
    ['  advice: { explicitBucketBoundaries: [0.1, 0.25, 0.5, 1, 2, 3, 5, 10] },\n', '', 'metric_buckets_differ', ASK],
  ],
};
