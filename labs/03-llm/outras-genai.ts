/** Outras soluções dos passos 4.1 a 4.4, como trocas na deste lab. */
import type { Edit } from '../../kit/course/edit.ts';

type Replace = Edit['replace'];

const API = "import { metrics, SpanStatusCode, trace } from '@opentelemetry/api';";
const METER = "const meter = metrics.getMeter('llm');\n";
const COMPLETE = `const { choices, usage } = await client.chat.completions.create(
    { model, messages, response_format: { type: 'json_object' } },
    { signal },
  );`;
const STREAM = `  const chunks = await client.chat.completions.create(
    {
      model,
      messages,
      response_format: { type: 'json_object' },
      stream: true,
      stream_options: { include_usage: true },
    },
    { signal },
  );
  let content = '';
  let usage = usageOf();
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst) {
      const seconds = (performance.now() - startMs) / 1000;
      trace.getActiveSpan()?.setAttribute('gen_ai.response.time_to_first_chunk', seconds);
      firstChunk.record(seconds, { ...OPERATION, 'gen_ai.request.model': model });
    }
    isFirst = false;
    content += chunk.choices?.[0]?.delta?.content ?? '';
    if (chunk.usage) usage = usageOf(chunk.usage);
    onText?.(content);
  }
`;

const LLM: Readonly<Record<string, readonly Replace[]>> = {
  // o span e as duas métricas à mão, com o nome de hoje do provedor; a instrumentação ainda escreve o de ontem
  '03/4.1': [
    [API, API.replace('SpanStatusCode', 'SpanKind, SpanStatusCode')],
    [
      METER,
      `${METER}const operationDuration = meter.createHistogram('gen_ai.client.operation.duration', { unit: 's' });
const tokenUsage = meter.createHistogram('gen_ai.client.token.usage', { unit: '{token}' });

/** Uma conversa com o modelo, contada com os nomes das convenções. */
function chat(model: string, talk: () => Promise<OpenAI.ChatCompletion>): Promise<OpenAI.ChatCompletion> {
  const startMs = performance.now();
  const common = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': model,
  };
  return tracer.startActiveSpan(\`chat \${model}\`, { kind: SpanKind.CLIENT, attributes: common }, async (span) => {
    let outcome = {};
    try {
      const completion = await talk();
      const { prompt_tokens: input = 0, completion_tokens: output = 0 } = completion.usage ?? {};
      span.setAttributes({
        'gen_ai.response.model': completion.model,
        'gen_ai.response.finish_reasons': completion.choices.map((choice) => choice.finish_reason),
        'gen_ai.usage.input_tokens': input,
        'gen_ai.usage.output_tokens': output,
      });
      tokenUsage.record(input, { ...common, 'gen_ai.token.type': 'input' });
      tokenUsage.record(output, { ...common, 'gen_ai.token.type': 'output' });
      return completion;
    } catch (error) {
      outcome = { 'error.type': errorType(error) };
      span.setAttributes(outcome).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      operationDuration.record((performance.now() - startMs) / 1000, { ...common, ...outcome });
      span.end();
    }
  });
}
`,
    ],
    [COMPLETE, COMPLETE.replace('client.chat', 'chat(model, () =>\n    client.chat').replace(');', '),\n  );')],
  ],
  // em vez do laço, o ajudante do SDK, que avisa a cada pedaço
  '03/4.2': [
    [
      STREAM,
      `  const span = trace.getActiveSpan();
  const runner = client.chat.completions.stream(
    { model, messages, response_format: { type: 'json_object' }, stream_options: { include_usage: true } },
    { signal },
  );
  runner.once('chunk', () => {
    const waitedMs = performance.now() - startMs;
    span?.setAttributes({ 'gen_ai.response.time_to_first_chunk': waitedMs / 1e3 });
    firstChunk.record(waitedMs / 1e3);
  });
  runner.on('content', (_delta, all) => onText?.(all));
  const { choices, usage: counted } = await runner.finalChatCompletion();
  const content = choices?.[0]?.message.content ?? '';
  const usage = usageOf(counted);
`,
    ],
  ],
  // ninguém soma na hora: os totais ficam guardados, e o leitor os pede quando exporta
  '03/4.3': [
    [
      "const cost = meter.createCounter('llm.cost', { unit: '{USD}', description: 'Quanto as chamadas custaram' });\n",
      `const spent = new Map<string, number>();
meter.createObservableCounter('llm.cost', { unit: '{USD}' }).addCallback((result) => {
  for (const [model, usd] of spent) result.observe(usd, { 'gen_ai.request.model': model });
});
`,
    ],
    [
      "  cost.add(usd, { 'gen_ai.request.model': call.model });\n",
      '  spent.set(call.model, (spent.get(call.model) ?? 0) + usd);\n',
    ],
  ],
};

const TELEMETRY: Readonly<Record<string, readonly Replace[]>> = {
  '03/4.1': [['    new OpenAIInstrumentation({ captureMessageContent: false }),\n', '']],
};

const BACKEND: Readonly<Record<string, readonly Replace[]>> = {
  // o corpo em JSON; e os caracteres contados como gente os conta
  '03/4.4': [
    [
      "{ method: 'POST', body: question, signal }",
      `{
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: question }),
  }`,
    ],
    [
      "    attributes: { 'llm.question.length': asked.question.length },\n",
      "    attributes: { 'llm.question.length': Array.from(asked.question).length },\n",
    ],
  ],
};

const editsOf = (file: string, replaces: Readonly<Record<string, readonly Replace[]>>): Edit[] =>
  Object.entries(replaces).flatMap(([step, list]) => list.map((replace) => ({ step, file, replace })));

export const outrasGenai: readonly Edit[] = [
  ...editsOf('llm.ts', LLM),
  ...editsOf('telemetry.ts', TELEMETRY),
  ...editsOf('backend.ts', BACKEND),
];
