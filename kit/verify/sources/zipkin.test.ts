import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { endless, serve, silent } from '../../testing/serve.ts';
import { CAPABILITIES, hides } from '../capabilities.ts';
import type { ObservedSpan } from '../span.ts';
import { startBackend } from '../testing/luneta.ts';
import type { SpansSourceOptions } from './backend-spans.ts';
import { zipkinSource } from './zipkin.ts';

interface Scripted {
  url: string;
  /** O que se pediu, com o caminho e a busca. */
  requests: URL[];
}

/** Um Zipkin que responde isto a cada caminho. */
async function serveJson(answers: Readonly<Record<string, unknown>>): Promise<Scripted> {
  const requests: URL[] = [];
  const url = await serve((request, response) => {
    const asked = new URL(request.url ?? '', 'http://zipkin');
    requests.push(asked);
    const answer = answers[asked.pathname];
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer));
  });
  return { url, requests };
}

const TRACE_ID = 'a'.repeat(32);

/** O que um Zipkin 3.6.1 respondeu, com os spans de um programa que os mandou por este caminho. */
async function recorded(road: 'collector' | 'exporter'): Promise<ReadonlyMap<string, ObservedSpan>> {
  const file = new URL(`fixtures/zipkin-${road}.json`, import.meta.url);
  const { url } = await serveJson({ [`/api/v2/trace/${TRACE_ID}`]: JSON.parse(await readFile(file, 'utf8')) });
  const { spans, problems } = await zipkinSource(`${url}/`).read({ sinceUs: 0, traceIds: [TRACE_ID] });
  expect(problems).toEqual([]);
  expect(new Set(spans.map((span) => span.url?.replace(span.traceId, '')))).toEqual(new Set([`${url}/zipkin/traces/`]));
  return new Map(spans.map((span) => [span.name, span]));
}

async function problemOf(url: string, options?: SpansSourceOptions, traceIds?: readonly string[]) {
  const { spans, problems } = await zipkinSource(url, options).read({ sinceUs: 0, traceIds });
  expect(spans).toEqual([]);
  expect(problems).toHaveLength(1);
  return problems[0];
}

test('pelo Collector, quase tudo está nas tags, e volta de lá', async () => {
  const spans = await recorded('collector');
  const parent = spans.get('get /posição')!;
  expect(parent).toMatchObject({
    kind: 'SERVER',
    status: { code: 'UNSET' },
    service: 'loja',
    scope: 'Exercicio',
    resource: { 'service.version': '1.2.3', 'telemetry.sdk.language': 'nodejs' },
    links: [],
    events: [],
    startUs: 1_795_362_673_398_000,
    durationUs: 5281,
    source: 'backend',
  });
  expect(parent).not.toHaveProperty('parentSpanId');
  // As listas voltam com os tipos; os números e os booleanos são textos.
  expect(parent.attributes).toEqual({
    b: 'false',
    big: '1e+21',
    f: '1.5',
    'http.response.status_code': '200',
    l: ['<', 'b'],
    n: '1',
    ns: [1, 2],
    s: 'é <b>',
    vazio: '',
  });
  // O que ele tirou ou pôs não se sabe se o programa escreveu.
  const unread = ['error', 'peer.service', 'net.peer.port', 'http.status_code'];
  expect([...(parent.unreadKeys ?? [])]).toEqual(expect.arrayContaining(unread));
  expect(CAPABILITIES.filter((capability) => hides(parent, capability))).toEqual([
    'name_case',
    'service_case',
    'attribute_types',
    'resource',
  ]);

  const child = spans.get('filho')!;
  expect(child).toMatchObject({
    parentSpanId: parent.spanId,
    kind: 'INTERNAL',
    status: { code: 'ERROR', message: 'Sem Estoque' },
    attributes: {},
    links: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), attributes: { por: 'x' } }],
  });
  expect(child.events).toEqual([
    {
      name: 'cache.miss',
      attributes: { chave: 1, nomes: ['A', 'b'], sim: true },
      timeUs: 1_795_362_673_398_296,
    },
    { name: 'Simples|x', attributes: {}, timeUs: 1_795_362_673_398_326 },
  ]);
  expect(spans.get('ok')?.status).toEqual({ code: 'OK' });
  expect(spans.get('erro cru')?.status).toEqual({ code: 'ERROR' });
  expect(spans.get('atributo error')?.status).toEqual({ code: 'UNSET' });
});

test('pelo exporter do SDK, sem links, sem escopo e sem os atributos dos eventos', async () => {
  const spans = await recorded('exporter');
  const parent = spans.get('get /posição')!;
  expect(parent).toMatchObject({ kind: 'SERVER', service: 'Loja', scope: '' });
  expect(parent.attributes).toMatchObject({ l: '<,b', ns: '1,2', 'peer.service': 'Estoque', 'net.peer.port': '80' });
  expect(Object.keys(parent.attributes)).not.toContain('service.name');
  expect(CAPABILITIES.filter((capability) => !hides(parent, capability))).toEqual(['service_case']);

  expect(spans.get('filho')).toMatchObject({
    parentSpanId: parent.spanId,
    kind: 'INTERNAL',
    status: { code: 'ERROR', message: 'Sem Estoque' },
    attributes: {},
    links: [],
    events: [{ name: 'cache.miss', attributes: {} }, { name: 'Simples|x' }],
    unreadKeys: new Set(['error', 'service.name']),
  });
  expect(spans.get('erro cru')?.status).toEqual({ code: 'ERROR' });
  expect(spans.get('atributo error')).toMatchObject({ status: { code: 'UNSET' }, attributes: { error: 'true' } });
});

test('o serviço: sem nome, e escrito também no span', async () => {
  const span = (id: string, tags: Record<string, string>, serviceName?: string) => ({
    traceId: 'b',
    id,
    localEndpoint: { serviceName },
    tags,
  });
  const scope = { 'otel.scope.name': 'x' };
  const { url } = await serveJson({
    [`/api/v2/trace/${TRACE_ID}`]: [
      span('1', scope, 'otlpresourcenoservicename'),
      span('2', scope),
      span('3', { ...scope, 'service.name': 'Loja' }, 'loja'),
      span('4', { 'service.name': 'Loja' }, 'estoque'),
      span('5', {}, 'brave'),
    ],
  });
  const { spans } = await zipkinSource(url).read({ sinceUs: 0, traceIds: [TRACE_ID] });
  expect(spans.map(({ service, attributes }) => [service, attributes])).toEqual([
    ['unknown_service', {}],
    ['unknown_service', {}],
    ['loja', { 'service.name': 'Loja' }],
    ['Loja', { 'service.name': 'estoque' }],
    ['brave', {}],
  ]);
  expect(spans[0]).toMatchObject({ traceId: 'b'.padStart(32, '0'), spanId: '1'.padStart(16, '0'), name: '' });
  // Quem mandou sem um nem outro não diz o escopo.
  expect(spans.map((each) => hides(each, 'scope'))).toEqual([false, false, false, true, true]);
});

test('pergunta por serviço, desde a hora pedida; por id, um endereço para um e outro para vários', async () => {
  const answers = {
    '/api/v2/services': ['loja', 'zipkin-server', 'posição', ''],
    '/api/v2/traces': [],
    '/api/v2/traceMany': [],
    '/api/v2/trace/50': [],
  };
  const { url, requests } = await serveJson(answers);
  const before = Date.now();
  await zipkinSource(url).read({ sinceUs: (before - 5000) * 1000, services: ['Posição'] });
  const searches = requests.filter(({ pathname }) => pathname === '/api/v2/traces').map((asked) => asked.searchParams);
  expect(searches.map((params) => params.get('serviceName'))).toEqual(['posição', 'loja', '']);
  const endTs = Number(searches[0].get('endTs'));
  expect(endTs).toBeGreaterThan(before);
  expect(endTs - Number(searches[0].get('lookback'))).toBeLessThanOrEqual(before - 5000);
  expect(searches[0].get('limit')).toBe('1000');

  requests.length = 0;
  const ids = Array.from({ length: 51 }, (_, i) => String(i));
  await zipkinSource(url).read({ sinceUs: 0, traceIds: [...ids, '0', '7'] });
  expect(requests.map(({ pathname }) => pathname)).toEqual(['/api/v2/traceMany', '/api/v2/trace/50']);
  expect(requests[0].searchParams.get('traceIds')).toBe(ids.slice(0, 50).join());
});

test('serviços, traces e spans demais: diz, em vez de fingir que leu tudo', async () => {
  const many = Array.from({ length: 101 }, (_, i) => `s${i}`);
  const { url: services } = await serveJson({ '/api/v2/services': many, '/api/v2/traces': [] });
  expect(await problemOf(services)).toMatchObject({ code: 'too_many_services' });
  const { url: traces } = await serveJson({ '/api/v2/services': ['loja'], '/api/v2/traces': Array(1000).fill(null) });
  expect(await problemOf(traces)).toMatchObject({
    code: 'too_many_traces',
    message: expect.stringContaining('"loja"'),
  });
  const spans = Array.from({ length: 100_001 }, (_, i) => ({ traceId: 'a', id: i.toString(16) }));
  const { url } = await serveJson({ '/api/v2/services': ['loja'], '/api/v2/traces': [spans] });
  const reading = await zipkinSource(url).read({ sinceUs: 0 });
  expect(reading.spans).toHaveLength(100_000);
  expect(reading.problems.map(({ code }) => code)).toEqual(['too_many_spans']);
});

test('um trace que ainda não chegou não é um problema; um 404 qualquer é', async () => {
  const empty = await serve((request, response) => {
    const id = String(request.url).split('/').at(-1);
    response.writeHead(404).end(`${id} not found`);
  });
  expect(await zipkinSource(empty).read({ sinceUs: 0, traceIds: [TRACE_ID] })).toEqual({ spans: [], problems: [] });
  const other = await serve((_request, response) => response.writeHead(404).end('404 page not found'));
  expect(await problemOf(other, {}, [TRACE_ID])).toMatchObject({ code: 'not_zipkin' });
});

test('quem não é um Zipkin: uma Luneta, uma página, um JSON qualquer', async () => {
  const luneta = await startBackend();
  onTestFinished(() => luneta.close());
  const page = await serve((_request, response) => response.end('<html>olá</html>'));
  const json = await serve((_request, response) => response.end('{"data":[]}'));
  const refusing = await serve((_request, response) => response.writeHead(400).end('{"errors":[{"msg":"não"}]}'));
  for (const url of [luneta.url, luneta.otlpUrl, page, json, refusing]) {
    expect(await problemOf(url)).toMatchObject({ code: 'not_zipkin', message: expect.stringContaining('9411') });
  }
});

test('um Zipkin que falha, recusa, demora, não tem fim ou não existe', async () => {
  const failing = await serve((_request, response) => response.writeHead(503).end('sem memória'));
  expect(await problemOf(failing)).toMatchObject({ code: 'backend_failed', message: expect.stringContaining('503') });
  const refusing = await serve((_request, response) => response.writeHead(400).end('endTs <= 0'));
  expect(await problemOf(refusing)).toMatchObject({
    code: 'backend_failed',
    message: expect.stringContaining('endTs <= 0'),
  });
  expect(await problemOf(await serve(silent), { timeoutMs: 50 })).toMatchObject({ code: 'backend_timeout' });
  expect(await problemOf(await serve(endless), { timeoutMs: 20_000 })).toMatchObject({
    code: 'backend_answer_too_long',
  });
  expect(await problemOf('http://127.0.0.1:1')).toMatchObject({ code: 'backend_unreachable' });
});

test('o que for, no lugar de um trace: nunca rejeita', async () => {
  const field = fc.oneof(
    fc.object({ key: fc.constantFrom('serviceName', 'value', '__proto__', 'otel.status_code'), maxDepth: 2 }),
    fc.constantFrom(null, 1, 'ab', 'x|{}|0', 'x|{"a":[{}]}|1', '|{|0'),
  );
  const tag = fc.constantFrom('otlp.link.0', 'service.name', 'otel.scope.name', 'error', '__proto__', 'a');
  const almostSpan = fc.record({
    traceId: fc.constantFrom('a', 7, null),
    id: fc.constant('b'),
    name: field,
    kind: field,
    tags: fc.oneof(field, fc.dictionary(tag, field)),
    annotations: fc.oneof(field, fc.array(fc.oneof(field, fc.record({ value: field })), { maxLength: 3 })),
    localEndpoint: field,
    parentId: field,
  });
  const data = fc.oneof(field, fc.array(fc.oneof(field, almostSpan), { maxLength: 3 }));
  await fc.assert(
    fc.asyncProperty(data, async (answer) => {
      const text = JSON.stringify(answer, (_key, value) => (typeof value === 'bigint' ? 1 : value));
      const source = zipkinSource('http://x', { fetch: async () => new Response(text) });
      const { spans, problems } = await source.read({ sinceUs: 0, traceIds: ['a'] });
      expect(problems.length).toBeLessThanOrEqual(1);
      for (const span of spans) expect(span.traceId).toMatch(/a$/);
    }),
    { numRuns: 500 },
  );
});
