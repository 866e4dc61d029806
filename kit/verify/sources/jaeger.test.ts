import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { endless, serve, silent } from '../../testing/serve.ts';
import type { ObservedSpan } from '../span.ts';
import { type Backend, startBackend } from '../testing/luneta.ts';
import { outputOf } from '../testing/programs.ts';
import { readConsoleSpans } from './console-spans.ts';
import type { SpansSourceOptions } from './backend-spans.ts';
import { jaegerSource } from './jaeger.ts';

let luneta: Backend;
beforeAll(async () => {
  luneta = await startBackend();
});
afterAll(() => luneta.close());

/** Um Jaeger que responde isto a cada caminho; guarda as buscas que recebeu. */
async function serveJson(answers: Record<string, unknown>): Promise<{ url: string; searches: URLSearchParams[] }> {
  const searches: URLSearchParams[] = [];
  const url = await serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://jaeger');
    if (pathname === '/api/traces') searches.push(searchParams);
    response.writeHead(pathname in answers ? 200 : 404).end(JSON.stringify({ data: answers[pathname] ?? null }));
  });
  return { url, searches };
}

async function problemOf(url: string, options?: SpansSourceOptions) {
  const { spans, problems } = await jaegerSource(url, options).read({ sinceUs: 0 });
  expect(spans).toEqual([]);
  expect(problems).toHaveLength(1);
  return problems[0];
}

const everything = `
  const remoto = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
  const pai = run('pai', { kind: SpanKind.PRODUCER, attributes: { n: 1, f: 1.5, b: false, s: 'é <b>', vazio: '', l: ['<', 'b'] } });
  run('filho', { links: [{ context: remoto }] }, (span) => {
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'x' });
    span.addEvent('cache.miss', { chave: 1 });
    span.setAttribute('error', 'tempo');
  }, { parent: pai });
  run('ok', {}, (span) => span.setStatus({ code: SpanStatusCode.OK }));
  run('atributo error', { attributes: { error: true } });
`;

test('o mesmo programa, visto pela saída e pela API, dá os mesmos spans', async () => {
  const sinceUs = Date.now() * 1000;
  const { spans: printed } = readConsoleSpans(await outputOf(everything, { OTLP_URL: luneta.otlpUrl }));
  const { spans, problems } = await jaegerSource(`${luneta.url}/`).read({ sinceUs });
  expect(problems).toEqual([]);
  // A API trunca para microssegundos e diz onde ver o trace; no resto, são iguais.
  const byId = (list: readonly ObservedSpan[]) => list.toSorted((a, b) => a.spanId.localeCompare(b.spanId));
  const withoutTimes = ({
    source: _source,
    url: _url,
    startUs: _start,
    durationUs: _duration,
    ...span
  }: ObservedSpan) => span;
  expect(byId(spans).map(withoutTimes)).toEqual(byId(printed).map(withoutTimes));
  const times = (list: readonly ObservedSpan[]) =>
    byId(list).flatMap(({ startUs, durationUs }) => [startUs, durationUs]);
  const printedTimes = times(printed);
  // O SDK imprime frações que um número desse tamanho não guarda inteiras.
  for (const [i, us] of times(spans).entries()) expect(Math.abs(us - printedTimes[i])).toBeLessThan(1.5);
  expect(spans).toHaveLength(4);
  for (const { source, url, traceId } of spans)
    expect({ source, url }).toEqual({ source: 'backend', url: `${luneta.url}/trace/${traceId}` });
  expect((await fetch(spans[0].url!)).status).toBe(200);
});

test('o que um Jaeger de verdade respondeu', async () => {
  const recorded = await readFile(
    new URL('../../luneta/api/fixtures/jaeger-api/trace-t1-raw.json', import.meta.url),
    'utf8',
  );
  const url = await serve((_request, response) => response.end(recorded));
  const { spans, problems } = await jaegerSource(url).read({
    sinceUs: 0,
    traceIds: ['5b8efff798038103d269b633813fc60c'],
  });
  expect(problems).toEqual([]);
  const byName = new Map(spans.map((span) => [span.name, span]));
  expect(byName.get('POST /orders')).toMatchObject({
    traceId: '5b8efff798038103d269b633813fc60c',
    parentSpanId: 'aaa19b7ec3c1b175',
    kind: 'SERVER',
    status: { code: 'ERROR', message: 'upstream' },
    attributes: { 'http.request.method': 'POST', 'http.route': '/orders', 'http.response.status_code': 502 },
    service: 'orders',
    resource: { 'telemetry.sdk.language': 'python' },
    scope: '@opentelemetry/instrumentation-http',
    startUs: 1_795_176_000_130_706,
    durationUs: 228_250,
  });
  expect(byName.get('GET /checkout')?.attributes).toMatchObject({
    'a.strings': ['x', 'y', 'z'],
    'a.ints': [1, 2, 3],
    'a.emptyarray': [],
    'a.bool': true,
    'a.int': 42,
    'a.small': 1e-9,
    'a.empty': '',
  });
  const parents = spans.map(({ parentSpanId }) => parentSpanId).filter((id) => id !== undefined);
  expect(parents.length).toBeGreaterThan(0);
  expect(spans.every(({ spanId }) => /^[\da-f]{16}$/.test(spanId))).toBe(true);
});

test('ids curtos ganham os zeros da frente; só CHILD_OF do mesmo trace é pai', async () => {
  const reference = (refType: string, traceID: string, spanID: string) => ({ refType, traceID, spanID });
  const references = [
    reference('FOLLOWS_FROM', 'ab', '9'),
    reference('CHILD_OF', 'cd', '8'),
    reference('CHILD_OF', 'ab', '7'),
  ];
  const { url } = await serveJson({
    '/api/traces': [
      {
        traceID: 'ab',
        spans: [{ traceID: 'ab', spanID: '1', operationName: 'x', processID: 'p1', references }],
        processes: {},
      },
    ],
  });
  const { spans } = await jaegerSource(url).read({ sinceUs: 0, traceIds: ['ab'] });
  expect(spans).toMatchObject([
    {
      traceId: 'ab'.padStart(32, '0'),
      spanId: '1'.padStart(16, '0'),
      parentSpanId: '7'.padStart(16, '0'),
      links: [{ spanId: '9'.padStart(16, '0') }, { spanId: '8'.padStart(16, '0') }],
    },
  ]);
});

test('pergunta por serviço, desde a hora pedida, sem os serviços do próprio Jaeger', async () => {
  const answers = { '/api/services': ['loja', 'jaeger', 'jaeger-all-in-one', 'jaeger-da-ana', ''], '/api/traces': [] };
  const { url, searches } = await serveJson(answers);
  const before = Date.now() * 1000;
  await jaegerSource(url).read({ sinceUs: 123_456.7 });
  expect(searches.map((params) => params.get('service'))).toEqual(['loja', 'jaeger-da-ana', '']);
  expect(Object.fromEntries(searches[0])).toMatchObject({ start: '123456', limit: '1000', raw: 'true' });
  expect(Number(searches[0].get('end'))).toBeGreaterThan(before);

  searches.length = 0;
  await jaegerSource(url, { services: ['só este'] }).read({ sinceUs: 0 });
  await jaegerSource(url).read({ sinceUs: 0, traceIds: Array.from({ length: 51 }, (_, i) => String(i)) });
  for (const params of searches) expect(params.get('raw')).toBe('true');
  expect(searches.map((params) => [params.get('service'), params.getAll('traceID').length])).toEqual([
    ['só este', 0],
    [null, 50],
    [null, 1],
  ]);
});

test('serviços demais para ler: diz, e lê antes aqueles de que se espera algo', async () => {
  const many = Array.from({ length: 101 }, (_, i) => `s${i}`);
  const { url, searches } = await serveJson({ '/api/services': many, '/api/traces': [] });
  const { spans, problems } = await jaegerSource(url).read({ sinceUs: 0, services: ['s100', 's99'] });
  expect(spans).toEqual([]);
  expect(problems).toMatchObject([{ code: 'too_many_services', message: expect.stringContaining('101 serviços') }]);
  expect(searches.map((params) => params.get('service'))).toEqual(['s99', 's100', ...many.slice(0, 98)]);

  const { url: fine } = await serveJson({ '/api/services': many.slice(0, 100), '/api/traces': [] });
  expect(await jaegerSource(fine).read({ sinceUs: 0 })).toEqual({ spans: [], problems: [] });
});

test('traces demais para ler: diz, em vez de fingir que leu tudo', async () => {
  const { url } = await serveJson({ '/api/services': ['loja'], '/api/traces': Array(1000).fill(null) });
  expect(await problemOf(url)).toMatchObject({ code: 'too_many_traces', message: expect.stringContaining('"loja"') });
  const { url: fine } = await serveJson({ '/api/services': ['loja'], '/api/traces': Array(999).fill(null) });
  expect(await jaegerSource(fine).read({ sinceUs: 0 })).toEqual({ spans: [], problems: [] });
});

test('mais de cem mil spans: os primeiros, e o aviso', async () => {
  const spans = Array.from({ length: 100_001 }, (_, i) => ({
    traceID: 'a',
    spanID: i.toString(16),
    operationName: 'x',
  }));
  const { url } = await serveJson({ '/api/services': ['loja'], '/api/traces': [{ spans, processes: {} }] });
  const reading = await jaegerSource(url).read({ sinceUs: 0 });
  expect(reading.spans).toHaveLength(100_000);
  expect(reading.problems.map(({ code }) => code)).toEqual(['too_many_spans']);
});

test('nada ainda não é um problema', async () => {
  const empty = await startBackend();
  onTestFinished(() => empty.close());
  expect(await jaegerSource(empty.url).read({ sinceUs: 0 })).toEqual({ spans: [], problems: [] });
  const unknown = { sinceUs: 0, traceIds: ['f'.repeat(32)] };
  expect(await jaegerSource(empty.url).read(unknown)).toEqual({ spans: [], problems: [] });
});

test('quem não é um Jaeger: a porta que só recebe spans, uma página, um JSON qualquer', async () => {
  const page = await serve((_request, response) => response.end('<html>olá</html>'));
  const json = await serve((_request, response) => response.end('{"ok":true}'));
  for (const url of [luneta.otlpUrl, page, json]) {
    expect(await problemOf(url)).toMatchObject({ code: 'not_jaeger', message: expect.stringContaining('16686') });
  }
});

test('um backend que falha, demora, desliga no meio ou não existe', async () => {
  const failing = await serve((_request, response) => response.writeHead(503).end('sem memória'));
  expect(await problemOf(failing)).toMatchObject({
    code: 'backend_failed',
    message: expect.stringContaining('503: sem memória'),
  });
  const refusing = await serve((_request, response) =>
    response.writeHead(400).end('{"data":null,"errors":[{"msg":"não"}]}'),
  );
  expect(await problemOf(refusing)).toMatchObject({ code: 'backend_failed' });
  const slow = await serve(silent);
  expect(await problemOf(slow, { timeoutMs: 50 })).toMatchObject({ code: 'backend_timeout' });
  const cut = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('{"data":');
    response.socket?.end();
  });
  expect(await problemOf(cut)).toMatchObject({ code: 'backend_unreachable' });
  for (const url of ['não é um endereço', 'http://127.0.0.1:1']) {
    expect(await problemOf(url)).toMatchObject({ code: 'backend_unreachable', message: expect.stringContaining(url) });
  }
  const source = jaegerSource(slow);
  const { problems } = await source.read({ sinceUs: 0 }, AbortSignal.timeout(50));
  expect(problems).toMatchObject([{ code: 'backend_timeout' }]);
});

test('uma resposta sem fim é interrompida', async () => {
  expect(await problemOf(await serve(endless), { timeoutMs: 20_000 })).toMatchObject({
    code: 'backend_answer_too_long',
  });
});

test('o que for, no lugar de um trace: nunca rejeita', async () => {
  const keys = [
    'traceID',
    'spanID',
    'operationName',
    'references',
    'tags',
    'logs',
    'fields',
    'key',
    'value',
    '__proto__',
  ];
  const hostile = fc.object({ key: fc.constantFrom(...keys), maxDepth: 3, maxKeys: 6 });
  const field = fc.oneof(hostile, fc.array(hostile, { maxLength: 3 }), fc.constantFrom(null, 1, 'ab', 'p1'));
  const almostSpan = fc.record({
    traceID: fc.constant('a'),
    spanID: fc.constant('b'),
    operationName: fc.string(),
    tags: field,
    logs: field,
    references: field,
    processID: field,
  });
  const almostTrace = fc.record({ spans: fc.array(fc.oneof(field, almostSpan), { maxLength: 3 }), processes: field });
  const answer = (data: unknown): typeof fetch => {
    return async () => new Response(JSON.stringify({ data }, (_key, value) => (typeof value === 'bigint' ? 1 : value)));
  };
  await fc.assert(
    fc.asyncProperty(fc.oneof(field, fc.array(almostTrace, { maxLength: 3 })), async (data) => {
      const reading = await jaegerSource('http://x', { fetch: answer(data) }).read({ sinceUs: 0, traceIds: ['a'] });
      expect(reading.problems.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 500 },
  );
});
