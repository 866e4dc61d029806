import { expect, test } from 'vitest';
import { serve } from '../testing/serve.ts';
import { searchTraces, waitForTrace } from './find-trace.ts';
import { fakeTrace, requestTrace } from './testing/traces.ts';

/** Um Jaeger de mentira: a enésima busca recebe a enésima resposta; a última se repete. */
async function startJaeger(answers: readonly { status?: number; body: unknown }[]) {
  const urls: URL[] = [];
  const url = await serve((request, response) => {
    const { status = 200, body } = answers[Math.min(urls.length, answers.length - 1)];
    urls.push(new URL(request.url ?? '', 'http://jaeger'));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return { urls, url };
}

const half = fakeTrace([{ id: 'filho', parent: 'ainda-não-chegou' }]);
const search = { service: 'loja & cia', tags: { 'user_agent.original': 'x/1' } };

test('repete a busca até o trace estar inteiro', async () => {
  const jaeger = await startJaeger([
    { body: { data: null } },
    { body: { data: [half] } },
    { body: { data: [requestTrace] } },
  ]);
  const trace = await waitForTrace(jaeger.url, search, { deadlineMs: 10_000, intervalMs: 1 });
  expect(trace).toEqual(requestTrace);
  expect(jaeger.urls).toHaveLength(3);
  const [{ pathname, searchParams }] = jaeger.urls;
  expect(pathname).toBe('/api/traces');
  expect(Object.fromEntries(searchParams)).toEqual({
    service: 'loja & cia',
    tags: '{"user_agent.original":"x/1"}',
    limit: '20',
  });
});

test('desiste no prazo, ou quando mandam parar', async () => {
  const jaeger = await startJaeger([{ body: { data: [half] } }]);
  expect(await waitForTrace(jaeger.url, search, { deadlineMs: 30 })).toBeUndefined();
  const signal = AbortSignal.abort(new Error('chega'));
  await expect(waitForTrace(jaeger.url, search, { deadlineMs: 10_000, signal })).rejects.toThrow('chega');
});

test('um erro da API diz o endereço e o que ela respondeu', async () => {
  const jaeger = await startJaeger([{ status: 400, body: { errors: [{ msg: 'limit inválido' }] } }]);
  await expect(searchTraces(jaeger.url, search)).rejects.toThrow(/api\/traces\?.* respondeu 400: .*limit inválido/);
});
