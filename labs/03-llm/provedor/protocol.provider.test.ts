/**
 * O que responde um servidor da OpenAI que não é nosso, visto pelo SDK que o lab usa. Onde ele difere do servidor local, o teste
 * diz em quê: é com isto que o app tem de contar.
 */
import OpenAI, { APIError } from 'openai';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LITELLM_KEY, type LiteLlm, startLiteLlm } from './litellm.ts';

const QUESTION = 'O que é um span?';

let server: LiteLlm;
beforeAll(async () => {
  server = await startLiteLlm();
});
afterAll(() => server?.close());

const clientWith = (apiKey: string): OpenAI => new OpenAI({ baseURL: server.baseUrl, apiKey, maxRetries: 0 });

function request(model: string, question = QUESTION): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return { model, messages: [{ role: 'user', content: question }], response_format: { type: 'json_object' } };
}

async function chunksOf(model: string, includeUsage: boolean): Promise<ChatCompletionChunk[]> {
  const stream = await clientWith(LITELLM_KEY).chat.completions.create({
    ...request(model),
    stream: true,
    ...(includeUsage ? { stream_options: { include_usage: true } } : {}),
  });
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const textOf = (chunks: readonly ChatCompletionChunk[]): string =>
  chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');

/** O erro que o SDK lança. */
async function failureOf(model: string, apiKey = LITELLM_KEY): Promise<APIError> {
  const failed = await clientWith(apiKey)
    .chat.completions.create(request(model))
    .catch((error: unknown) => error);
  if (failed instanceof APIError) return failed;
  throw new Error(`Esperava que ${model} falhasse; veio ${JSON.stringify(failed)}`);
}

test('a resposta inteira: um JSON, por que acabou e quantos tokens', async () => {
  const { model, choices, usage } = await clientWith(LITELLM_KEY).chat.completions.create(request('lab-1'));
  expect(model).toBe('lab-1');
  expect(choices).toMatchObject([{ finish_reason: 'stop', message: { role: 'assistant' } }]);
  expect(JSON.parse(choices?.[0]?.message.content ?? '')).toMatchObject({ query: QUESTION });
  expect(usage?.prompt_tokens).toBeGreaterThan(0);
  expect(usage?.completion_tokens).toBeGreaterThan(0);
});

test('aos pedaços: a contagem só vem a quem a pede, e num pedaço que ainda tem um choice, vazio', async () => {
  const [asked, unasked] = await Promise.all([chunksOf('lab-1', true), chunksOf('lab-1', false)]);
  expect(JSON.parse(textOf(asked))).toMatchObject({ query: QUESTION });
  expect(textOf(unasked)).toBe(textOf(asked));
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.map(({ choices }) => choices[0]?.finish_reason).filter(Boolean)).toEqual(['stop']);
  expect(unasked.filter(({ usage }) => usage)).toEqual([]);
  // Na OpenAI, e no servidor local, `choices` é [].
  expect(asked.filter(({ usage }) => usage)).toMatchObject([
    { choices: [{ delta: {} }], usage: { completion_tokens: expect.any(Number) as number } },
  ]);
});

test.each([
  ['lab-down', 500],
  ['lab-busy', 429],
  // A OpenAI e o servidor local diriam 404.
  ['lab-9', 400],
])('%s falha com %i, e o código do corpo é o status, em texto', async (model, status) => {
  const { error, headers, ...failure } = await failureOf(model);
  expect(failure).toMatchObject({ status, code: String(status), requestID: null });
  expect(error).toMatchObject({ message: expect.any(String) as string, param: null });
  // Nem o 429 diz quando voltar: quem tenta de novo precisa de uma pausa sua.
  expect(headers?.get('retry-after')).toBeNull();
});

test('outra chave é um 401', async () => {
  expect(await failureOf('lab-1', 'sk-outra')).toMatchObject({ status: 401, code: '401' });
});

test('lab-flaky recusa cada pergunta uma vez', async () => {
  expect(await failureOf('lab-flaky')).toMatchObject({ status: 503 });
  const { choices } = await clientWith(LITELLM_KEY).chat.completions.create(request('lab-flaky'));
  expect(JSON.parse(choices?.[0]?.message.content ?? '')).toMatchObject({ query: QUESTION });
});

test('lab-stubborn nunca responde um JSON, embora se peça um', async () => {
  const { choices } = await clientWith(LITELLM_KEY).chat.completions.create(request('lab-stubborn'));
  expect(() => JSON.parse(choices?.[0]?.message.content ?? '')).toThrow(SyntaxError);
});

test('lab-prose esquece a forma, e a acerta quando lhe mostram o que disse', async () => {
  const client = clientWith(LITELLM_KEY);
  const { choices } = await client.chat.completions.create(request('lab-prose'));
  const content = choices?.[0]?.message.content ?? '';
  expect(content).not.toContain('{');
  const { messages, ...rest } = request('lab-prose');
  const repair: typeof messages = [
    ...messages,
    { role: 'assistant', content },
    { role: 'user', content: 'De novo, na forma.' },
  ];
  const repaired = await client.chat.completions.create({ ...rest, messages: repair });
  expect(JSON.parse(repaired.choices?.[0]?.message.content ?? '')).toMatchObject({ query: QUESTION });
});

test('lab-slow não responde a quem espera um segundo', async () => {
  const client = new OpenAI({ baseURL: server.baseUrl, apiKey: LITELLM_KEY, maxRetries: 0, timeout: 1000 });
  await expect(client.chat.completions.create(request('lab-slow'))).rejects.toThrow('timed out');
});
