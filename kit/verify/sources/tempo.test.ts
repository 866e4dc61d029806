import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endless, serve, silent } from '../../testing/serve.ts';
import type { ObservedSpan } from '../span.ts';
import { type Backend, startBackend } from '../testing/luneta.ts';
import { outputOf } from '../testing/programs.ts';
import { tempoOver } from '../testing/tempo.ts';
import type { SpansSourceOptions } from './backend-spans.ts';
import { readConsoleSpans } from './console-spans.ts';
import { tempoSource } from './tempo.ts';

let luneta: Backend;
beforeAll(async () => {
  luneta = await startBackend();
});
afterAll(() => luneta.close());

const SERVICES = '/api/v2/search/tag/resource.service.name/values';

/** Um Tempo que responde isto a cada caminho, e 404 ao resto. */
async function serveJson(answers: Record<string, unknown>): Promise<{ url: string; asked: URL[] }> {
  const asked: URL[] = [];
  const url = await serve(
    asTempo((request, response) => {
      const { pathname } = asked[asked.push(new URL(request.url ?? '', 'http://tempo')) - 1];
      response.writeHead(pathname in answers ? 200 : 404).end(JSON.stringify(answers[pathname] ?? null));
    }),
  );
  return { url, asked };
}

/** O que um Tempo diz de si, e no resto `answer`. */
function asTempo(answer: RequestListener): RequestListener {
  return (request, response) => (request.url === '/api/echo' ? void response.end('echo') : answer(request, response));
}

const named = (...names: string[]) => ({ tagValues: names.map((value) => ({ type: 'string', value })) });
const found = (...ids: string[]) => ({ traces: ids.map((traceID) => ({ traceID })), metrics: {} });
const traceOf = (...spans: unknown[]) => ({ trace: { resourceSpans: [{ scopeSpans: [{ spans }] }] } });
const ID = 'ab'.repeat(16);
const ids = { traceId: ID, spanId: 'cd'.repeat(8) };

async function problemOf(url: string, options?: SpansSourceOptions) {
  const { spans, problems } = await tempoSource(url, options).read({ sinceUs: 0 });
  expect(spans).toEqual([]);
  expect(problems).toHaveLength(1);
  return problems[0];
}

const everything = `
  const remoto = { traceId: '0'.repeat(3) + '1'.repeat(29), spanId: '2'.repeat(16), traceFlags: 1 };
  const pai = run('pai', { kind: SpanKind.PRODUCER, attributes: { n: 1, f: 1.5, grande: 2 ** 53 - 1, b: false, s: 'é <b>', vazio: '', l: ['<', 'b'], sim: [true], nada: [] } });
  run('filho', { links: [{ context: remoto, attributes: { motivo: 'lote' } }] }, (span) => {
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'x' });
    span.addEvent('cache.miss', { chave: 1 });
    span.setAttribute('error', 'tempo');
  }, { parent: pai });
  run('ok', {}, (span) => span.setStatus({ code: SpanStatusCode.OK }));
  provider().getTracer('x').startSpan('sem serviço').end();
`;

test.each(['v1', 'v2'] as const)(
  'o mesmo programa, visto pela saída e pelo Tempo (%s), dá os mesmos spans',
  async (dialect) => {
    const sinceUs = Date.now() * 1000;
    const { spans: printed } = readConsoleSpans(await outputOf(everything, { OTLP_URL: luneta.otlpUrl }));
    const traceIds = printed.map(({ traceId }) => traceId);
    const source = tempoSource(`${await serve(tempoOver(luneta.url, dialect))}/`);
    const byId = (list: readonly ObservedSpan[]) => list.toSorted((a, b) => a.spanId.localeCompare(b.spanId));
    const withoutTimes = ({
      source: _source,
      startUs: _start,
      durationUs: _duration,
      events,
      ...span
    }: ObservedSpan) => ({
      ...span,
      events: events.map(({ name, attributes }) => ({ name, attributes })),
    });
    for (const query of [{ sinceUs }, { sinceUs: 0, traceIds }]) {
      const { spans, problems } = await source.read(query);
      expect(problems).toEqual([]);
      const own = spans.filter(({ traceId }) => traceIds.includes(traceId));
      expect(byId(own).map(withoutTimes)).toEqual(byId(printed).map(withoutTimes));
      for (const [i, { startUs, durationUs, events, source: from }] of byId(own).entries()) {
        const seen = byId(printed)[i];
        // O SDK imprime frações que um número desse tamanho não guarda inteiras.
        expect(Math.abs(startUs - seen.startUs)).toBeLessThan(1.5);
        expect(Math.abs(durationUs - seen.durationUs)).toBeLessThan(1.5);
        for (const [j, { timeUs }] of events.entries())
          expect(Math.abs(timeUs - seen.events[j].timeUs)).toBeLessThan(1.5);
        expect(from).toBe('backend');
      }
    }
  },
);

test('o que um Tempo de verdade respondeu', async () => {
  // O 1.5.0, a um programa que mandou três spans de dois serviços com o SDK JavaScript: ids em base64, enums por nome.
  const recorded = await readFile(new URL('fixtures/tempo-1.5.0-trace.json', import.meta.url), 'utf8');
  const traceId = '2f3f37b87107fdae49a18e2f6ab672a4';
  const { url } = await serveJson({ [`/api/traces/${traceId}`]: JSON.parse(recorded) });
  const { spans, problems } = await tempoSource(url).read({ sinceUs: 0, traceIds: [traceId] });
  expect(problems).toEqual([]);
  const [server, client, guard] = spans;
  expect(server).toEqual({
    traceId,
    spanId: '7a5ec61b8962ee9d',
    name: 'GET /',
    kind: 'SERVER',
    status: { code: 'UNSET' },
    attributes: { n: 1, f: 1.5, b: false, s: 'é <b>', vazio: '', l: ['<', 'b'], nada: [] },
    events: [],
    links: [],
    service: 'loja',
    resource: {
      'lab.attempt': 'gravada',
      'service.version': '1.2.0',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.version': '2.11.0',
    },
    scope: 'exercicio',
    startUs: 1_795_364_325_890_000,
    durationUs: 384,
    source: 'backend',
  });
  expect(client).toMatchObject({
    traceId,
    parentSpanId: server.spanId,
    kind: 'CLIENT',
    status: { code: 'ERROR', message: 'sem estoque' },
    events: [{ name: 'cache.miss', attributes: { chave: 1, lista: ['a'] }, timeUs: 1_795_364_325_898_206 }],
    links: [{ traceId: '000' + '1'.repeat(29), spanId: '2'.repeat(16), attributes: { motivo: 'lote' } }],
    service: 'estoque',
    scope: 'outro',
  });
  expect(guard).toMatchObject({
    name: 'guarda',
    kind: 'INTERNAL',
    status: { code: 'OK' },
    parentSpanId: server.spanId,
  });
});

test('as formas de escrever um span: ids em base64 ou hexadecimal, números como texto, enums por número', async () => {
  const answers = {
    [`/api/v2/traces/${ID}`]: traceOf(
      { ...ids, name: 'a', parentSpanId: '0'.repeat(16), kind: 2, status: { code: 2 } },
      { traceId: 'q'.repeat(22) + '==', spanId: 'AAAAAAAAAAE=', parentSpanId: '', kind: 'SPAN_KIND_UNSPECIFIED' },
      { ...ids, startTimeUnixNano: 1_795_176_000_130_706_000, endTimeUnixNano: '1795176000130709999', status: {} },
      { traceId: ID, spanId: 'curto' },
      { spanId: ids.spanId, name: 'sem trace' },
      {
        ...ids,
        attributes: [
          { key: 'n', value: { intValue: '-7' } },
          { key: 'f', value: { doubleValue: 'NaN' } },
          { key: 'mapa', value: { kvlistValue: { values: [{ key: 'k', value: { intValue: 1 } }] } } },
          { key: 'lista', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }, {}] } } },
          { key: 'bytes', value: { bytesValue: 'AQI=' } },
          { key: 'vazia', value: { arrayValue: {} } },
          { key: 'falso', value: { boolValue: false } },
          { key: 'sem valor', value: {} },
        ],
      },
    ),
  };
  const { url } = await serveJson(answers);
  const { spans, problems } = await tempoSource(url).read({ sinceUs: 0, traceIds: [ID, ID] });
  expect(problems).toEqual([]);
  expect(spans).toHaveLength(4);
  const [root, coded, timed, full] = spans;
  expect(root).toMatchObject({ name: 'a', kind: 'SERVER', status: { code: 'ERROR' }, service: 'unknown_service' });
  expect(root).not.toHaveProperty('parentSpanId');
  expect(coded).toMatchObject({ traceId: 'aa'.repeat(16), spanId: '0'.repeat(15) + '1' });
  expect(coded).toMatchObject({ name: '', kind: 'INTERNAL', scope: '', resource: {}, startUs: 0, durationUs: 0 });
  expect(timed).toMatchObject({ startUs: 1_795_176_000_130_706, durationUs: 3, status: { code: 'UNSET' } });
  expect(full.attributes).toEqual({
    n: -7,
    f: NaN,
    mapa: '{"k":1}',
    lista: ['a', 1],
    bytes: 'AQI=',
    vazia: [],
    falso: false,
  });
});

test('um trace que o Tempo não pode dar é dito, e os outros se leem', async () => {
  const lost = 'ef'.repeat(16);
  const url = await serve(
    asTempo((request, response) => {
      if (request.url?.endsWith(lost)) response.writeHead(500).end('bloco perdido');
      else response.end(JSON.stringify(traceOf({ ...ids, name: 'a' })));
    }),
  );
  const { spans, problems } = await tempoSource(url).read({ sinceUs: 0, traceIds: [lost, ID] });
  expect(spans.map(({ name }) => name)).toEqual(['a']);
  expect(problems).toMatchObject([{ code: 'backend_failed', message: expect.stringContaining('bloco perdido') }]);
});

test('um serviço com o nome do próprio Tempo se lê, se dele se espera algo; um id vazio não é um trace', async () => {
  const { url, asked } = await serveJson({ [SERVICES]: named('tempo'), '/api/search': found('') });
  for (const services of [[], ['tempo']])
    expect(await tempoSource(url).read({ sinceUs: 0, services })).toEqual({ spans: [], problems: [] });
  expect(asked.map(({ pathname }) => pathname)).toEqual([SERVICES, SERVICES, '/api/search']);
});

test('busca por serviço, desde a hora pedida; pede cada trace uma vez só', async () => {
  const { url, asked } = await serveJson({
    [SERVICES]: named('loja', 'tempo', 'caf\u00e9 "da" \\ ana'),
    '/api/search': found('ab'.repeat(15), ID),
    [`/api/v2/traces/${ID}`]: traceOf({ ...ids, name: 'a' }),
  });
  const sinceUs = Date.now() * 1000 - 60_000_000;
  const { spans, problems } = await tempoSource(url).read({ sinceUs });
  expect(problems).toEqual([]);
  expect(spans.map(({ name }) => name)).toEqual(['a']);
  const searches = asked.filter(({ pathname }) => pathname === '/api/search').map(({ searchParams }) => searchParams);
  expect(searches.map((params) => params.get('q'))).toEqual([
    '{resource.service.name="loja"}',
    '{resource.service.name="caf\u00e9 \\"da\\" \\\\ ana"}',
  ]);
  for (const params of searches) {
    expect(Object.fromEntries(params)).toMatchObject({ start: String(Math.floor(sinceUs / 1e6)), limit: '1000' });
    expect(Number(params.get('end'))).toBeGreaterThan(Date.now() / 1000);
  }
  const traces = asked.map(({ pathname }) => pathname).filter((path) => path.startsWith('/api/v2/traces/'));
  expect(traces.toSorted()).toEqual([`/api/v2/traces/${'00' + 'ab'.repeat(15)}`, `/api/v2/traces/${ID}`]);

  asked.length = 0;
  await tempoSource(url, { services: ['só este'] }).read({ sinceUs: 0 });
  const [{ pathname, searchParams }] = asked;
  expect(pathname).toBe('/api/search');
  // Mais que isto um Tempo se recusa a procurar.
  expect(Number(searchParams.get('end')) - Number(searchParams.get('start'))).toBe(7 * 24 * 3600);
});

test('serviços demais, traces demais: diz, e lê antes o que se espera', async () => {
  const many = Array.from({ length: 101 }, (_, i) => `s${i}`);
  const { url, asked } = await serveJson({ [SERVICES]: named(...many), '/api/search': found() });
  const { problems } = await tempoSource(url).read({ sinceUs: 0, services: ['s100'] });
  expect(problems).toMatchObject([{ code: 'too_many_services', message: expect.stringContaining('101 serviços') }]);
  const searched = asked.flatMap(({ searchParams }) => searchParams.get('q') ?? []);
  expect(searched[0]).toBe('{resource.service.name="s100"}');
  expect(searched).toHaveLength(100);

  const traces = found(...Array.from({ length: 1000 }, () => '1'));
  const { url: full } = await serveJson({ [SERVICES]: named('loja'), '/api/search': traces });
  expect(await problemOf(full)).toMatchObject({ code: 'too_many_traces', message: expect.stringContaining('"loja"') });
});

test('um trace de que só veio parte: diz, em vez de fingir que leu tudo', async () => {
  const partial = { ...traceOf({ ...ids, name: 'a' }), status: 'PARTIAL', message: 'too large' };
  const { url } = await serveJson({ [`/api/v2/traces/${ID}`]: partial });
  const { spans, problems } = await tempoSource(url).read({ sinceUs: 0, traceIds: [ID] });
  expect(spans).toHaveLength(1);
  expect(problems).toMatchObject([{ code: 'too_many_spans', message: expect.stringContaining(ID) }]);
});

test('mais de cem mil spans: os primeiros, o aviso, e nenhum pedido à toa', async () => {
  const spans = Array.from({ length: 60_000 }, () => ids);
  const traceIds = Array.from({ length: 17 }, (_, i) => String(i).padStart(32, '0'));
  const answers = Object.fromEntries(traceIds.map((id, i) => [`/api/v2/traces/${id}`, i < 2 ? traceOf(...spans) : {}]));
  const { url, asked } = await serveJson(answers);
  const reading = await tempoSource(url, { timeoutMs: 25_000 }).read({ sinceUs: 0, traceIds });
  expect(reading.spans).toHaveLength(100_000);
  expect(reading.problems.map(({ code }) => code)).toEqual(['too_many_spans']);
  expect(asked).toHaveLength(8);
});

test('nada ainda não é um problema: o trace que não chegou é 404', async () => {
  const { url } = await serveJson({ [SERVICES]: {}, '/api/search': { metrics: {} } });
  const { url: empty } = await serveJson({ [SERVICES]: named('loja'), '/api/search': { metrics: {} } });
  for (const at of [empty, await serve(tempoOver(luneta.url, 'v1'))]) {
    expect(await tempoSource(at).read({ sinceUs: 0, traceIds: [ID] })).toEqual({ spans: [], problems: [] });
  }
  for (const at of [url, empty])
    expect(await tempoSource(at).read({ sinceUs: 0 })).toEqual({ spans: [], problems: [] });
});

test('quem não é um Tempo: uma Luneta, uma página, um JSON qualquer, um Tempo que responde outra coisa', async () => {
  const page = await serve((_request, response) => response.end('<html>olá</html>'));
  const json = await serve((_request, response) => response.end('{"ok":true}'));
  const odd = await serve(asTempo((_request, response) => response.end('<html>entre</html>')));
  const lost = await serve(asTempo((_request, response) => response.writeHead(404).end()));
  for (const url of [luneta.url, luneta.otlpUrl, page, json, odd, lost]) {
    expect(await problemOf(url)).toMatchObject({ code: 'not_tempo', message: expect.stringContaining('3200') });
  }
});

test('um backend que falha, demora, não existe ou não para de responder', async () => {
  const failing = await serve((_request, response) => response.writeHead(503).end('starting'));
  expect(await problemOf(failing)).toMatchObject({
    code: 'backend_failed',
    message: expect.stringContaining('503: starting'),
  });
  const refusing = await serve(asTempo((_request, response) => response.writeHead(400).end('invalid TraceQL')));
  expect(await problemOf(refusing)).toMatchObject({
    code: 'backend_failed',
    message: expect.stringContaining('invalid TraceQL'),
  });
  const slow = await serve(asTempo(silent));
  expect(await problemOf(slow, { timeoutMs: 50 })).toMatchObject({ code: 'backend_timeout' });
  for (const url of ['não é um endereço', 'http://127.0.0.1:1']) {
    expect(await problemOf(url)).toMatchObject({ code: 'backend_unreachable', message: expect.stringContaining(url) });
  }
  const { problems } = await tempoSource(slow).read({ sinceUs: 0 }, AbortSignal.timeout(50));
  expect(problems).toMatchObject([{ code: 'backend_timeout' }]);
  const long = await serve(asTempo(endless));
  expect(await problemOf(long, { timeoutMs: 20_000 })).toMatchObject({ code: 'backend_answer_too_long' });
});

test('o que for, no lugar de um trace: nunca rejeita', async () => {
  const keys = ['traceId', 'spanId', 'scopeSpans', 'spans', 'attributes', 'events', 'value', 'arrayValue', '__proto__'];
  const hostile = fc.object({ key: fc.constantFrom(...keys), maxDepth: 3, maxKeys: 6 });
  const field = fc.oneof(hostile, fc.array(hostile, { maxLength: 3 }), fc.constantFrom(null, 1, 'ab', ids.spanId));
  const span = fc.record({
    traceId: fc.constant(ID),
    spanId: fc.constant(ids.spanId),
    kind: field,
    status: field,
    attributes: field,
    events: field,
    links: field,
    startTimeUnixNano: field,
  });
  const trace = fc.record({
    resourceSpans: fc.array(
      fc.record({
        resource: field,
        scopeSpans: fc.array(fc.record({ scope: field, spans: fc.array(fc.oneof(field, span)) })),
      }),
      { maxLength: 3 },
    ),
  });
  const answer = (value: unknown): typeof fetch => {
    const text = JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? 1 : item));
    return async (url) => new Response(String(url).endsWith('/api/echo') ? 'echo' : text);
  };
  await fc.assert(
    fc.asyncProperty(fc.oneof(field, trace, fc.record({ trace })), async (value) => {
      const reading = await tempoSource('http://x', { fetch: answer(value) }).read({ sinceUs: 0, traceIds: [ID] });
      expect(reading.problems.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});
