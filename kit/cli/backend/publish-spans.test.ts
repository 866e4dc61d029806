import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConsoleSpans } from '../../verify/sources/console-spans.ts';
import { jaegerSource } from '../../verify/sources/jaeger.ts';
import { type ObservedSpan, SPAN_KINDS, STATUS_CODES } from '../../verify/span.ts';
import { type Backend, startBackend } from '../../verify/testing/luneta.ts';
import { outputOf } from '../../verify/testing/programs.ts';
import { publishSpans } from './publish-spans.ts';
import { endless, serve, silent } from '../../testing/serve.ts';

let luneta: Backend;
beforeAll(async () => {
  luneta = await startBackend();
});
afterAll(() => luneta.close());

const SPAN: ObservedSpan = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  name: 'x',
  kind: 'INTERNAL',
  status: { code: 'UNSET' },
  attributes: {},
  events: [],
  links: [],
  service: 'loja',
  resource: {},
  scope: 'exercicio',
  startUs: 1_795_262_314_873_001,
  durationUs: 10,
  source: 'stdout',
};

async function readBack(spans: readonly ObservedSpan[]): Promise<readonly ObservedSpan[]> {
  const traceIds = [...new Set(spans.map(({ traceId }) => traceId))];
  const { spans: found, problems } = await jaegerSource(luneta.url).read({ sinceUs: 0, traceIds });
  expect(problems).toEqual([]);
  return found;
}

/** O que a API do Jaeger pode mostrar deles: microssegundos inteiros, e links sem atributos. */
function asShown(spans: readonly ObservedSpan[]): ObservedSpan[] {
  return spans.map((span) => ({
    ...span,
    startUs: Math.floor(span.startUs),
    durationUs: Math.floor(span.durationUs),
    links: span.links.map((link) => ({ ...link, attributes: {} })),
    source: 'backend',
    url: `${luneta.url}/trace/${span.traceId}`,
  }));
}

const byId = (spans: readonly ObservedSpan[]): ObservedSpan[] =>
  spans.toSorted((a, b) => a.spanId.localeCompare(b.spanId));

const everything = `
  const remoto = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
  const pai = run('pai', { kind: SpanKind.PRODUCER, attributes: { n: 1, f: 1.5, b: false, s: 'é <b>', vazio: '', l: ['<', 'b'], ns: [1, 2.5] } });
  run('filho', { links: [{ context: remoto, attributes: { por: 'lote' } }] }, (span) => {
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'sem estoque' });
    span.addEvent('cache.miss', { chave: 1 });
    span.recordException(new Error('tempo'));
    span.setAttribute('error', 'tempo');
  }, { parent: pai });
  run('ok', {}, (span) => span.setStatus({ code: SpanStatusCode.OK }));
  for (const kind of Object.values(SpanKind).filter(Number.isInteger)) run('tipo ' + kind, { kind });
  const t = Date.now(); tracer.startSpan('meio segundo', { startTime: t }).end(t + 500);
  run('outro serviço', {}, undefined, { of: provider('estoque').getTracer('outro'), parent: pai });
  run('sem nome', {}, undefined, { of: provider().getTracer('') });
`;

test('o que um programa só imprimiu, lido de volta do backend, é o mesmo', async () => {
  const { spans } = readConsoleSpans(await outputOf(everything));
  expect(spans).toHaveLength(11);
  expect(await publishSpans(luneta.otlpUrl, spans)).toBe(true);
  expect(byId(await readBack(spans))).toEqual(byId(asShown(spans)));
});

const hex = (digits: number): fc.Arbitrary<string> =>
  fc.bigInt({ min: 1n, max: 16n ** BigInt(digits) - 1n }).map((id) => id.toString(16).padStart(digits, '0'));
const word = fc.string({ unit: 'grapheme', minLength: 1 }).filter((each) => !each.startsWith('['));
// A API do Jaeger não distingue -0 de 0.
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number || 0);
const scalar = fc.oneof(word, fc.constant(''), fc.boolean(), fc.integer(), double);
const attributes = fc.dictionary(
  word.map((key) => `k.${key}`),
  fc.oneof(scalar, fc.array(scalar, { maxLength: 4 })),
  { maxKeys: 5 },
);
/** Cada um num trace só dele, que nenhuma rodada repete. */
const span: fc.Arbitrary<ObservedSpan> = fc.record({
  traceId: fc.constant(0).map(() => randomBytes(16).toString('hex')),
  spanId: hex(16),
  name: word,
  kind: fc.constantFrom(...SPAN_KINDS),
  status: fc.oneof(
    fc.constantFrom(...STATUS_CODES).map((code) => ({ code })),
    word.map((message) => ({ code: 'ERROR' as const, message })),
  ),
  attributes,
  events: fc.constant([]),
  links: fc.array(fc.record({ traceId: hex(32), spanId: hex(16), attributes }), { maxLength: 2 }),
  service: word,
  resource: attributes,
  scope: word,
  startUs: fc.integer({ min: 1, max: 4_000_000_000_000_000 }),
  durationUs: fc.integer({ min: 0, max: 1e12 }),
  source: fc.constant('stdout' as const),
});

test('quaisquer spans chegam como são', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(span, { minLength: 1, maxLength: 6, selector: ({ spanId }) => spanId }),
      async (spans) => {
        expect(await publishSpans(luneta.otlpUrl, spans)).toBe(true);
        expect(byId(await readBack(spans))).toEqual(byId(asShown(spans)));
      },
    ),
    { numRuns: 60 },
  );
});

test('valores que não existem em JSON, ids ilegíveis num link, tempos sem sentido: o resto do span chega', async () => {
  const odd: ObservedSpan = {
    ...SPAN,
    traceId: 'c'.repeat(32),
    attributes: { nan: Number.NaN, inf: -Infinity, metade: 'a\ud800b', '': 'sem chave', grande: 2 ** 60 },
    links: [{ traceId: 'undefined', spanId: '[Object]', attributes: {} }],
    events: [{ name: 'e', timeUs: Number.NaN, attributes: {} }],
    startUs: Infinity,
    durationUs: -1,
  };
  expect(await publishSpans(luneta.otlpUrl, [odd])).toBe(true);
  expect(await readBack([odd])).toMatchObject([
    {
      name: 'x',
      links: [],
      attributes: { nan: Number.NaN, inf: -Infinity, grande: 2 ** 60 },
      startUs: 0,
      durationUs: 0,
    },
  ]);
});

test('muitos spans vão em vários pedidos, cada um de tamanho limitado', async () => {
  const sizes: number[] = [];
  let received = 0;
  const url = await serve(async (request, response) => {
    const body = await text(request);
    sizes.push(body.length);
    received += body.split('"spanId"').length - 1;
    response.end('{}');
  });
  const spans = Array.from({ length: 3000 }, () => ({ ...SPAN, attributes: { texto: 'é'.repeat(1000) } }));
  expect(await publishSpans(url, spans, { timeoutMs: 20_000 })).toBe(true);
  expect(received).toBe(3000);
  expect(sizes.length).toBeGreaterThan(2);
  expect(Math.max(...sizes)).toBeLessThan(1.5 * 1024 * 1024);
  expect(await publishSpans(url, [])).toBe(true);
});

test('um pedido recusado não impede os outros', async () => {
  const big = { ...SPAN, traceId: 'd'.repeat(32), attributes: { texto: 'a'.repeat(21 * 1024 * 1024) } };
  const small = { ...SPAN, traceId: 'e'.repeat(32) };
  expect(await publishSpans(luneta.otlpUrl, [big, small], { timeoutMs: 20_000 })).toBe(false);
  expect(await readBack([big, small])).toEqual(asShown([small]));
});

test('falso, sem rejeitar: recusado em parte, com erro, sem fim, sem resposta, sem ninguém, sem endereço', async () => {
  const zero = { ...SPAN, spanId: '0'.repeat(16) };
  expect(await publishSpans(luneta.otlpUrl, [zero])).toBe(false);
  const failing = await serve((_request, response) => response.writeHead(503).end());
  expect(await publishSpans(failing, [SPAN])).toBe(false);
  expect(await publishSpans(await serve(silent), [SPAN], { timeoutMs: 100 })).toBe(false);
  const strange = await serve(endless);
  // Aceitou: o que escreve depois não é da nossa conta, e não é lido.
  expect(await publishSpans(strange, [SPAN], { timeoutMs: 20_000 })).toBe(true);
  const gone = await startBackend();
  await gone.close();
  expect(await publishSpans(gone.otlpUrl, [SPAN])).toBe(false);
  expect(await publishSpans('nenhum', [SPAN])).toBe(false);
});

test('quem desiste não espera o prazo', async () => {
  const stop = new AbortController();
  const url = await serve(() => stop.abort());
  expect(await publishSpans(url, [SPAN], { timeoutMs: 60_000, signal: stop.signal })).toBe(false);
});
