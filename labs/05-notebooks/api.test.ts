/** A API inteira, visitada de fora: o contrato nos pedidos e nas respostas, o que o Databricks recusa, a configuração que não serve. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ANY_PORTS } from '../../kit/luneta/testing/any-ports.ts';
import { type Luneta, startLuneta } from '../../kit/luneta/start.ts';
import { LOCAL_JOB_ID, LOCAL_TOKEN } from './jobs/token.ts';
import { spawnApi, startApi } from './testing/api-server.ts';
import { startJobs } from './testing/jobs-server.ts';

const TRACE_ID = /^[0-9a-f]{32}$/;

let luneta: Luneta;
beforeAll(async () => {
  luneta = await startLuneta({ ports: ANY_PORTS, maxBytes: 16 << 20 });
});
afterAll(() => luneta.close());

const telemetry = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: luneta.urls.otlpHttp! });

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** Um Databricks de mentira, que responde o que se quer, e que muda de ideia. @returns Também os pedidos que ele viu. */
async function fakeJobs(first: Reply) {
  let answer = first;
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url?.split('?')[0]} ${request.headers.authorization}`);
    request.resume();
    response.setHeader('content-type', 'application/json');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, seen, reply: (next: Reply) => void (answer = next) };
}

/** Um job que acaba na hora, com este resultado. */
function finished(result: unknown): Reply {
  return ({ url = '' }, response) => {
    const answers: Record<string, unknown> = {
      'run-now': { run_id: 900_001 },
      get: {
        run_id: 900_001,
        state: { life_cycle_state: 'TERMINATED', result_state: 'SUCCESS' },
        tasks: [{ run_id: 900_002 }],
      },
      'get-output': { notebook_output: { result } },
    };
    response.end(JSON.stringify(answers[url.split('?')[0]?.split('/').at(-1) ?? '']));
  };
}

const REFUSED: readonly [
  what: string,
  method: string,
  route: string,
  body: unknown,
  headers: Record<string, string>,
  status: number,
  code: string,
][] = [
  ['sem o nome', 'POST', '/notebook', {}, {}, 400, 'invalid_request'],
  ['o que não é JSON', 'POST', '/validate', '{', {}, 400, 'invalid_request'],
  ['uma lista', 'POST', '/validate', [], {}, 400, 'invalid_request'],
  ['um nome que sai da pasta', 'POST', '/notebook', { dataset: '../../etc' }, {}, 400, 'invalid_request'],
  [
    'uma chave longa demais',
    'POST',
    '/notebook',
    { dataset: 'orders' },
    { 'idempotency-key': 'x'.repeat(65) },
    400,
    'invalid_request',
  ],
  ['outro tipo de corpo', 'POST', '/validate', 'a', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
  ['um corpo enorme', 'POST', '/validate', { dataset: 'x'.repeat(20_000) }, {}, 413, 'body_too_large'],
  ['outro verbo', 'GET', '/notebook', undefined, {}, 405, 'method_not_allowed'],
  ['outro endereço', 'GET', '/nada', undefined, {}, 404, 'not_found'],
  ['uma execução que não é um número', 'DELETE', '/notebook/abc', undefined, {}, 400, 'invalid_request'],
];

test('o que não confere com o contrato é um problema, com o trace dele, e não chega ao Databricks', async () => {
  const { url, seen } = await fakeJobs(finished('{}'));
  const { ask } = await startApi({ ...telemetry(), LOCAL_JOBS_URL: url });
  for (const [what, method, route, body, headers, status, code] of REFUSED) {
    const answer = await ask(method, route, body, headers);
    expect
      .soft(answer, what)
      .toMatchObject({ status, body: { status, type: `urn:lab-otel:${code}`, instance: route } });
    expect.soft(answer.type, what).toMatch(/^application\/problem\+json/);
    expect.soft(answer.body.traceId, what).toMatch(TRACE_ID);
  }
  expect(seen).toEqual([]);
});

test('a página do contrato, e o contrato', async () => {
  const { ask, url } = await startApi(telemetry());
  expect((await ask('GET', '/api/ui/')).body.text).toContain('swagger-ui');
  expect((await ask('GET', '/api/openapi.yaml')).body.text).toContain('openapi: 3.1.0');
  expect((await fetch(url, { redirect: 'manual' })).headers.get('location')).toBe('/api/ui/');
});

test('o resultado que o notebook devolve também se confere', async () => {
  const { url, reply } = await fakeJobs(finished('{}'));
  const { ask } = await startApi({ ...telemetry(), LOCAL_JOBS_URL: url });
  for (const [result, status, code] of [
    ['pronto', 502, 'invalid_result'],
    [undefined, 502, 'invalid_result'],
    // Uma lista é um objeto para o JavaScript, e não para o contrato.
    ['[1]', 500, 'invalid_response'],
  ] as const) {
    reply(finished(result));
    const answer = await ask('POST', '/notebook', { dataset: 'orders' });
    expect.soft(answer, result).toMatchObject({ status, body: { type: `urn:lab-otel:${code}` } });
  }
});

const THEIR_ERRORS = [
  [403, { error_code: 'PERMISSION_DENIED', message: 'Invalid access token.' }, 502, 'databricks_refused'],
  [400, { error_code: 'INVALID_PARAMETER_VALUE', message: 'Job 7 does not exist.' }, 502, 'databricks_failed'],
  [500, undefined, 502, 'databricks_failed'],
  [429, { error_code: 'REQUEST_LIMIT_EXCEEDED' }, 503, 'databricks_busy'],
] as const;

test('o que o Databricks recusa, quem pediu sabe; e o token não aparece em lugar nenhum', async () => {
  const { url, seen, reply } = await fakeJobs(finished('{}'));
  const api = await startApi({ ...telemetry(), LOCAL_JOBS_URL: url });
  const answers: unknown[] = [];
  const traceIds: string[] = [];
  for (const [theirs, body, status, code] of THEIR_ERRORS) {
    reply((_request, response) => {
      response.statusCode = theirs;
      response.setHeader('retry-after', '0');
      response.end(body ? JSON.stringify(body) : '<html>');
    });
    const answer = await api.ask('POST', '/notebook', { dataset: 'orders' });
    expect.soft(answer, `${theirs}`).toMatchObject({ status, body: { type: `urn:lab-otel:${code}` } });
    answers.push(answer.body);
    traceIds.push(String(answer.body.traceId));
  }
  expect(seen[0]).toBe(`POST /api/2.2/jobs/run-now Bearer ${LOCAL_TOKEN}`);
  await api.stop();
  const traces = await Promise.all(
    traceIds.map(async (id) => (await fetch(`${luneta.urls.ui}/api/traces/${id}`)).text()),
  );
  for (const trace of traces) expect(trace).toContain('run_notebook');
  expect(JSON.stringify([traces, answers, api.stdout(), api.stderr()])).not.toContain(LOCAL_TOKEN);
});

test('a 2.1 também serve', async () => {
  const { url, seen } = await fakeJobs(finished('{}'));
  const { ask } = await startApi({ ...telemetry(), LOCAL_JOBS_URL: url, DATABRICKS_JOBS_API: '2.1' });
  expect((await ask('POST', '/notebook', { dataset: 'orders' })).status).toBe(200);
  expect(seen[0]).toMatch(/^POST \/api\/2\.1\/jobs\/run-now/);
});

test('em pé, cancelado e desconhecido: o estado de uma execução', async () => {
  const jobs = await startJobs();
  const { ask } = await startApi({ ...telemetry(), LOCAL_JOBS_URL: jobs.url });
  const { body } = await jobs.ask('/api/2.2/jobs/run-now', { job_id: LOCAL_JOB_ID, job_parameters: { act: 'hang' } });
  const route = `/notebook/${String(body.run_id)}`;
  expect(await ask('GET', route)).toMatchObject({ status: 200, body: { runId: body.run_id, state: 'RUNNING' } });
  expect(await ask('DELETE', route)).toMatchObject({ status: 202 });
  await jobs.untilOver(body.run_id);
  expect(await ask('GET', route)).toMatchObject({ body: { state: 'CANCELED' } });
  expect(await ask('GET', '/notebook/7')).toMatchObject({ status: 404, body: { type: 'urn:lab-otel:unknown_run' } });
  expect(await ask('DELETE', '/notebook/7')).toMatchObject({ status: 404 });
});

test('um Databricks que não atende é um problema, e não um silêncio', async () => {
  const { ask } = await startApi({ ...telemetry(), LOCAL_JOBS_URL: 'http://127.0.0.1:1' });
  const answer = await ask('POST', '/notebook', { dataset: 'orders' });
  expect(answer).toMatchObject({ status: 502, body: { type: 'urn:lab-otel:dependency_failed' } });
});

test('um serviço que demora demais também', async () => {
  const { url, seen } = await fakeJobs(() => undefined);
  const { ask } = await startApi({ ...telemetry(), SERVICE_A_URL: url, SERVICE_B_URL: url });
  const answer = await ask('POST', '/validate', { dataset: 'orders' });
  expect(answer).toMatchObject({ status: 502, body: { type: 'urn:lab-otel:dependency_failed' } });
  expect(seen.toSorted()).toEqual(['GET /datasets/orders undefined', 'GET /quota undefined']);
});

test.each([
  [
    'só um dos três',
    { DATABRICKS_TOKEN: 'dapi-segredo' },
    /DATABRICKS_ENDPOINT, DATABRICKS_TOKEN, DATABRICKS_JOB_ID: os três/,
  ],
  [
    'sem https',
    { DATABRICKS_ENDPOINT: 'http://adb.example', DATABRICKS_TOKEN: 'dapi-segredo', DATABRICKS_JOB_ID: '7' },
    /DATABRICKS_ENDPOINT: um endereço que comece com https/,
  ],
  [
    'um job que não é um número',
    { DATABRICKS_ENDPOINT: 'https://adb.example', DATABRICKS_TOKEN: 'dapi-segredo', DATABRICKS_JOB_ID: 'sete' },
    /DATABRICKS_JOB_ID: o número do job/,
  ],
  ['outra versão', { DATABRICKS_JOBS_API: '1.0' }, /DATABRICKS_JOBS_API: 2\.2 ou 2\.1/],
])('a configuração com %s: diz o que falta, não diz o token, e não atende', async (_, env, message) => {
  const api = spawnApi(env as Record<string, string>);
  expect(await api.exit).not.toBe(0);
  expect(api.stderr()).toMatch(message);
  expect(api.stderr()).toContain('.env.template');
  expect(api.stdout() + api.stderr()).not.toContain('dapi-segredo');
});
