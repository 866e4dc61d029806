/** Onde o Jaeger v2.20.0 erra, e a Luneta não pode errar. Uma Luneta inteira, por fora. */
import { createSocket } from 'node:dgram';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { JaegerTrace } from './api/jaeger-v1-json.ts';
import { type Luneta, startLuneta } from './start.ts';
import { ANY_PORTS } from './testing/any-ports.ts';

let luneta: Luneta;
beforeAll(async () => {
  luneta = await startLuneta({ ports: ANY_PORTS, maxBytes: 64 << 20 });
});
afterAll(() => luneta.close());

const START = '1700000000000000000';

interface TestSpan {
  traceId: string;
  name?: string;
  attributes?: object[];
  events?: object[];
  parentSpanId?: string;
}

/** Manda um span por OTLP/JSON, como um exporter. */
async function send(service: string, span: TestSpan): Promise<void> {
  const times = { startTimeUnixNano: START, endTimeUnixNano: `${START.slice(0, -7)}9000000` };
  const body = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
        scopeSpans: [{ spans: [{ spanId: 'abcdef0123456789', name: 'operation', ...times, ...span }] }],
      },
    ],
  };
  const response = await post('otlpHttp', '/v1/traces', JSON.stringify(body));
  expect(response.status).toBe(200);
}

function post(
  door: 'otlpHttp' | 'zipkin',
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const type = { 'content-type': 'application/json' };
  return fetch(`${luneta.urls[door]}${path}`, { method: 'POST', headers: { ...type, ...headers }, body });
}

const get = (path: string): Promise<Response> => fetch(luneta.urls.ui + path);

async function search(service: string, more = ''): Promise<JaegerTrace[]> {
  const response = await get(`/api/traces?service=${encodeURIComponent(service)}&start=0${more}`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { data: JaegerTrace[] }).data;
}

async function operations(path: string): Promise<unknown> {
  return ((await (await get(path)).json()) as { data: unknown }).data;
}

test('um datagrama UDP vazio não derruba o processo', async () => {
  const socket = createSocket('udp4');
  for (const port of [luneta.ports.jaegerCompact, luneta.ports.jaegerBinary]) {
    for (let i = 0; i < 3; i++) socket.send(Buffer.alloc(0), port, '127.0.0.1');
  }
  await vi.waitFor(() => expect(luneta.doors.jaegerBinary?.messages).toBeGreaterThan(0), { timeout: 10_000 });
  socket.close();
  await send('depois-do-vazio', { traceId: '0'.repeat(31) + '1' });
  expect(await search('depois-do-vazio')).toHaveLength(1);
});

test('um atributo NaN ou infinito não impede ler nem buscar o trace', async () => {
  const traceId = '0'.repeat(31) + '2';
  const values = ['NaN', 'Infinity', '-Infinity'];
  const attributes = values.map((doubleValue, i) => ({ key: `v${i}`, value: { doubleValue } }));
  await send('nan', { traceId, attributes });
  const [trace] = await search('nan', `&tags=${encodeURIComponent('{"v0":"NaN","v2":"-Infinity"}')}`);
  expect(trace.spans[0].tags.filter(({ key }) => /^v\d$/.test(key)).map(({ value }) => value)).toEqual(values);
  expect((await get(`/api/traces/${traceId}`)).status).toBe(200);
  expect(await (await get(`/api/v3/traces/${traceId}`)).text()).toContain('{"doubleValue":"NaN"}');
  expect((await get(`/trace/${traceId}`)).status).toBe(200);
});

test('10 MB de mensagens vazias em poucos kB de gzip não ocupam memória', async () => {
  const empties = Buffer.alloc(10 << 20);
  for (let i = 0; i < empties.length; i += 2) empties[i] = 0x0a;
  const bomb = new Uint8Array(gzipSync(empties));
  expect(bomb.length).toBeLessThan(20_000);
  const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' };
  const before = process.memoryUsage.rss();
  for (let i = 0; i < 5; i++) expect((await post('otlpHttp', '/v1/traces', bomb, headers)).status).toBe(400);
  expect(process.memoryUsage.rss() - before).toBeLessThan(150 << 20);
  expect(luneta.doors.otlpHttp?.rejected.get('too_many')).toBe(5);
});

test('ler não muda o trace guardado', async () => {
  const traceId = '0'.repeat(31) + '3';
  await send('leitura', { traceId, parentSpanId: '1'.repeat(16), attributes: [{ key: 'k', value: { intValue: 1 } }] });
  for (const path of [`/api/traces/${traceId}`, `/api/v3/traces/${traceId}`, '/api/traces?service=leitura&start=0']) {
    const answers = new Set<string>();
    for (let i = 0; i < 5; i++) answers.add(await (await get(path)).text());
    expect(answers.size).toBe(1);
  }
});

test.each(['a+b', '100%', 'a%2Fb', 'a b', 'é/ç', '__proto__', '?&=#'])(
  'as operações do serviço "%s" são listadas',
  async (service) => {
    const hex = Buffer.from(service).toString('hex').padStart(32, '4').slice(-32);
    await send(service, { traceId: hex, name: `de ${service}` });
    const name = encodeURIComponent(service);
    expect(await operations(`/api/services/${name}/operations`)).toEqual([`de ${service}`]);
    expect(await operations(`/api/operations?service=${name}`)).toEqual([
      { name: `de ${service}`, spanKind: expect.any(String) },
    ]);
    expect(await search(service)).toHaveLength(1);
  },
);

test('limit=0 é erro de quem pede', async () => {
  for (const limit of ['0', '-1', '100001']) {
    const response = await get(`/api/traces?service=x&limit=${limit}`);
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ code: 400 }] }]);
  }
});

test('bytes quaisquer no lugar de JSON são erro de quem manda', async () => {
  const junk = new Uint8Array([0x80, 0xff, 0x00, 0x7b, 0x22, 0xc3]);
  expect((await post('otlpHttp', '/v1/traces', junk)).status).toBe(400);
  const transform = await fetch(`${luneta.urls.ui}/api/transform`, { method: 'POST', body: junk });
  expect(transform.status).toBe(400);
});

test('um Host de fora é recusado', async () => {
  const status = await new Promise((resolve, reject) => {
    const options = {
      port: luneta.ports.ui,
      host: '127.0.0.1',
      path: '/api/services',
      headers: { host: 'evil.example' },
    };
    request(options, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});

test.each(['/search', '/trace/1', '/trace/xyz', '/nada'])('%s tem CSP, sem nada embutido', async (path) => {
  const policy = (await get(path)).headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
});

test.each([
  ['/api/v2/spans', '[null]', 202],
  ['/api/v2/spans', 'null', 202],
  ['/api/v2/spans', '[[]]', 400],
  ['/api/v1/spans', '[null]', 202],
  ['/api/v1/spans', '[1]', 400],
])('Zipkin: %s com %s responde %i e não derruba nada', async (path, body, status) => {
  expect((await post('zipkin', path, body)).status).toBe(status);
  const span = { traceId: '5'.repeat(16), id: '6'.repeat(16), localEndpoint: { serviceName: 'zipkin' }, name: 'n' };
  expect((await post('zipkin', '/api/v2/spans', JSON.stringify([span]))).status).toBe(202);
});

test('os eventos saem em ordem de tempo, não de nome', async () => {
  const traceId = '0'.repeat(31) + '7';
  const at = (name: string, ns: number) => ({ name, timeUnixNano: String(BigInt(START) + BigInt(ns)) });
  await send('eventos', { traceId, events: [at('c', 3000), at('a', 2000), at('b', 1000)] });
  const [trace] = await search('eventos');
  const names = trace.spans[0].logs.map(({ fields }) => fields.find(({ key }) => key === 'event')?.value);
  expect(names).toEqual(['b', 'a', 'c']);
});
