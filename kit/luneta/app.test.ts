/** O que a aplicação HTTP faz com pedidos que não deviam existir. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApp } from './app.ts';
import { MemoryStore } from './store/memory-store.ts';
import { append, text } from './store/testing/spans.ts';
import { createUi } from './ui/router.ts';
import { otlpCodec } from './wire/otlp-codec.ts';
import { tracesFromOtlpJson } from './wire/otlp-json-traces.ts';

let server: Server;
let origin: string;
const store = new MemoryStore({ maxBytes: 8 << 20, codec: otlpCodec });

beforeAll(async () => {
  const app = createApp({ store, ui: createUi({ store }), now: Date.now, parseOtlpJson: tracesFromOtlpJson });
  await new Promise<void>((resolve) => {
    server = createServer(app).listen(0, '127.0.0.1', () => resolve());
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test.each([
  [
    '/api/services/%E0%A4%A/operations',
    { data: null, total: 0, limit: 0, offset: 0, errors: [{ code: 400, msg: 'malformed request' }] },
  ],
  ['/api/v3/traces/%zz', { error: { httpCode: 400, message: 'malformed request' } }],
])('%s: 400 na forma da API, sem pilha', async (path, body) => {
  const response = await fetch(origin + path);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual(body);
});

test('uma página com % solto: uma frase em português', async () => {
  const response = await fetch(`${origin}/trace/%`);
  expect([response.status, await response.text()]).toEqual([
    400,
    'Endereço mal escrito: confira os sinais de porcentagem (%) na URL.\n',
  ]);
});

test('um POST de outra página é recusado; o da própria, e o de quem não é navegador, não', async () => {
  const send = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${origin}/api/transform`, { method: 'POST', body: '{}', headers })).status;
  expect(await send({ origin: 'http://evil.example' })).toBe(403);
  expect(await send({ origin: 'null' })).toBe(403);
  expect(await send({ origin })).toBe(200);
  expect(await send({})).toBe(200);
});

test('condições demais numa busca: 400 na forma da API', async () => {
  const tags = Array.from({ length: 33 }, (_, i) => `tag=k${i}:v`).join('&');
  const response = await fetch(`${origin}/api/traces?service=a&${tags}`);
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { errors: [{ code: 400, msg: 'at most 32 tags per search, received: 33' }] },
  ]);
});

test('o mesmo traceID repetido não multiplica a resposta', async () => {
  append(store, { traceId: 'e'.repeat(32) });
  const query = Array.from({ length: 200 }, () => `traceID=${'e'.repeat(32)}`).join('&');
  const response = await fetch(`${origin}/api/traces?${query}`);
  expect(((await response.json()) as { data: unknown[] }).data).toHaveLength(1);
});

test('um corpo grande demais em /api/transform: 413 na forma da API', async () => {
  const response = await fetch(`${origin}/api/transform`, { method: 'POST', body: 'x'.repeat((20 << 20) + 1) });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ errors: [{ code: 413, msg: 'request body too large' }] });
});

test('um defeito nosso: 500 na forma da API, e os detalhes só no terminal', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const broken = vi.spyOn(store, 'getServices').mockImplementation(() => {
    throw new Error('segredo interno');
  });
  const response = await fetch(`${origin}/api/services`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('segredo');
  expect(log).toHaveBeenCalledOnce();
  broken.mockRestore();
  log.mockRestore();
});

test('parâmetros repetidos, em lista e com nomes perigosos não derrubam nada', async () => {
  append(store, { service: '__proto__', attributes: [text('__proto__', 'x')] });
  for (const query of [
    'service=a&service=b',
    'service[]=a',
    'service=__proto__&tags={"__proto__":"x"}',
    'service=__proto__&start=0&end=9223372036854775807&limit=100000',
    'service=__proto__&minDuration=999999999h&maxDuration=0',
    'service=%00&operation=%F0%9F%92%A9',
  ]) {
    const response = await fetch(`${origin}/api/traces?${query}`);
    expect([200, 400]).toContain(response.status);
    expect(await response.json()).toHaveProperty('errors');
  }
});

test('um atributo NaN ou infinito é legível (o Jaeger responde 500)', async () => {
  const values = [Number.NaN, Infinity, -Infinity];
  append(store, {
    service: 'nan',
    traceId: 'f'.repeat(32),
    attributes: values.map((value, i) => ({ key: `v${i}`, value: { type: 'double', value } })),
  });
  const v1 = (await (await fetch(`${origin}/api/traces/${'f'.repeat(32)}`)).json()) as {
    data: { spans: { tags: object[] }[] }[];
  };
  expect(v1.data[0].spans[0].tags.slice(0, 3)).toEqual([
    { key: 'v0', type: 'float64', value: 'NaN' },
    { key: 'v1', type: 'float64', value: 'Infinity' },
    { key: 'v2', type: 'float64', value: '-Infinity' },
  ]);
  const v3 = await (await fetch(`${origin}/api/v3/traces/${'f'.repeat(32)}`)).text();
  expect(v3).toContain('{"doubleValue":"NaN"}');
  const found = await fetch(`${origin}/api/traces?service=nan&start=0&tags=${encodeURIComponent('{"v0":"NaN"}')}`);
  expect(((await found.json()) as { data: unknown[] }).data).toHaveLength(1);
});
