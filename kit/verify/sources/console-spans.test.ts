import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ObservedSpan } from '../span.ts';
import { outputOf } from '../testing/programs.ts';
import { MAX_STDOUT_LENGTH, readConsoleSpans } from './console-spans.ts';
import { parseInspected } from './inspect-literal.ts';

async function readProgram(body: string, env?: Record<string, string>) {
  return readConsoleSpans(await outputOf(body, env));
}

function names(spans: readonly ObservedSpan[]): string[] {
  return spans.map(({ name }) => name);
}

const FAMILY = `
  console.log('antes');
  const pai = tracer.startSpan('pai', { kind: SpanKind.SERVER });
  run('filho', { attributes: { 'http.route': '/', tentativas: 3, ok: true, tags: ['a', 'b'] } }, (span) => {
    console.log('dentro');
    span.addEvent('cache.miss', { chave: 'x', tamanhos: [1, 2] });
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'sem estoque' });
  }, { parent: pai });
  pai.end();
  console.log('depois');
`;

test('dois spans e as linhas do programa, cada coisa no seu lugar', async () => {
  const before = Date.now() * 1000;
  const { spans, rest, problems } = await readProgram(FAMILY);
  const [child, parent] = spans;
  expect({ rest, problems }).toEqual({ rest: 'antes\ndentro\ndepois\n', problems: [] });
  expect(child).toEqual({
    traceId: parent.traceId,
    spanId: expect.stringMatching(/^[\da-f]{16}$/),
    parentSpanId: parent.spanId,
    name: 'filho',
    kind: 'INTERNAL',
    status: { code: 'ERROR', message: 'sem estoque' },
    attributes: { 'http.route': '/', tentativas: 3, ok: true, tags: ['a', 'b'] },
    // O console.dir do exporter não desce até aqui.
    events: [{ name: 'cache.miss', attributes: { chave: 'x', tamanhos: '[Array]' }, timeUs: expect.any(Number) }],
    links: [],
    service: 'loja',
    resource: {
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.version': '2.11.0',
    },
    scope: 'exercicio',
    startUs: expect.any(Number),
    durationUs: expect.any(Number),
    source: 'stdout',
  });
  expect(parent).toMatchObject({ name: 'pai', kind: 'SERVER', status: { code: 'UNSET' }, attributes: {}, events: [] });
  expect(parent).not.toHaveProperty('parentSpanId');
  expect(parent.startUs).toBeGreaterThanOrEqual(before);
  expect(child.events[0].timeUs).toBeGreaterThanOrEqual(Math.floor(child.startUs));
  expect(child.durationUs).toBeGreaterThan(0);
});

test('um serviço sem nome', async () => {
  const { spans } = await readProgram(`run('a', {}, undefined, { of: provider().getTracer('x') })`);
  expect(spans[0].service).toMatch(/^unknown_service:.*node$/);
});

test('cores, recuo do console.group e texto sem quebra de linha', async () => {
  const { spans, rest, problems } = await readProgram(
    `console.group('grupo');
     run('recuado', { attributes: { texto: 'linha um\\nlinha dois '.repeat(20) } });
     console.groupEnd();
     process.stdout.write('carregando... ');
     run('na mesma linha');
     console.log({ meu: 'objeto' });`,
    { FORCE_COLOR: '1' },
  );
  expect(names(spans)).toEqual(['recuado', 'na mesma linha']);
  expect(spans[0].attributes.texto).toBe('linha um\nlinha dois '.repeat(20));
  expect(rest.split('\n')).toEqual(['grupo', 'carregando... ', "{ meu: 'objeto' }", '']);
  expect(problems).toEqual([]);
});

test('com FORCE_COLOR a saída tem mesmo cores', async () => {
  expect(await outputOf(`run('a')`, { FORCE_COLOR: '1' })).toContain('\u001B[');
});

test('tudo que o inspect abrevia', async () => {
  const { spans, problems } = await readProgram(`
    const remoto = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1, isRemote: true,
      traceState: new (require('@opentelemetry/core').TraceState)('a=1,b=2') };
    const span = tracer.startSpan('cheio', {
      attributes: { muitos: Array(103).fill(1), longo: 'x'.repeat(10_005), zero: -0, nada: NaN },
      links: [{ context: remoto, attributes: { por: 'x' } }],
    }, trace.setSpanContext(ROOT_CONTEXT, remoto));
    for (let i = 0; i < 102; i++) span.addEvent('e' + i);
    span.end();
  `);
  expect(problems).toEqual([]);
  const [{ attributes, events, links, parentSpanId }] = spans;
  expect(attributes.muitos).toEqual([...Array(100).fill(1), '... 3 more items']);
  expect(attributes.longo).toBe(`${'x'.repeat(10_000)}... 5 more characters`);
  expect(attributes).toMatchObject({ zero: -0, nada: NaN });
  expect(events).toHaveLength(100);
  expect(links).toEqual([{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), attributes: { por: 'x' } }]);
  expect(parentSpanId).toBe('2'.repeat(16));
});

test('o que não é de um span, e a forma dos SDKs 1.x', () => {
  const ids = `traceId: '${'a'.repeat(32)}',\n  parentId: '${'b'.repeat(16)}',\n  id: '${'c'.repeat(16)}',\n  name: 'antigo'`;
  const weird = `n: 10n,\n  u: undefined,\n  d: 2026-01-01T00:00:00.000Z,\n  f: [Function: x],\n  m: Map(1) { 'a' => 1 }`;
  expect(readConsoleSpans(`{\n  ${ids},\n  ${weird}\n}`).spans).toMatchObject([
    { name: 'antigo', parentSpanId: 'b'.repeat(16), service: 'unknown_service', kind: 'INTERNAL' },
  ]);
  const others = ["{\n  resource: 'outra coisa',\n  x: 1\n}", '{\n  nome: 1\n}', '{', '}', "it's {", ''];
  for (const text of others) expect(readConsoleSpans(text)).toEqual({ spans: [], rest: text, problems: [] });
});

test('um objeto ilegível vira um problema, e as linhas dele continuam na saída', () => {
  const text = "{\n  traceId: 'sem fim,\n  name: 'x',\n}\nseguinte";
  const { spans, rest, problems } = readConsoleSpans(text);
  expect({ spans, rest }).toEqual({ spans: [], rest: text });
  expect(problems).toMatchObject([{ code: 'console_span_unreadable', message: expect.stringContaining("'x'") }]);
});

test('uma saída cortada em qualquer ponto: nunca lança, e nunca inventa um span', async () => {
  const whole = await outputOf(`${FAMILY}; run('último');`);
  const all = names(readConsoleSpans(whole).spans);
  expect(all).toEqual(['filho', 'pai', 'último']);
  const problems = new Set<string>();
  for (let end = 0; end < whole.length; end++) {
    const read = readConsoleSpans(whole.slice(0, end));
    expect(names(read.spans)).toEqual(all.slice(0, read.spans.length));
    expect(read.rest).not.toContain('traceId');
    for (const { code } of read.problems) problems.add(code);
  }
  expect([...problems]).toEqual(['console_span_truncated']);
  const cut = readConsoleSpans(whole.slice(0, whole.indexOf('último') + 60));
  expect(cut.problems[0].message).toContain("'último'");
});

test('depois de um span cortado, o que vem ainda é lido', async () => {
  const whole = await outputOf(`run('inteiro')`);
  const { spans, rest, problems } = readConsoleSpans(`${whole.slice(0, 200).replace(/\n.*$/, '')}\nolá\n${whole}`);
  expect({ names: names(spans), rest }).toEqual({ names: ['inteiro'], rest: 'olá\n' });
  expect(problems.map(({ code }) => code)).toEqual(['console_span_truncated']);
});

test('dez megabytes e mais: o começo é lido, e isso é dito', async () => {
  const span = await outputOf(`run('primeiro')`);
  const { spans, problems } = readConsoleSpans(
    `${span}${'ruído e mais ruído\n'.repeat(MAX_STDOUT_LENGTH / 10)}${span}`,
  );
  expect(names(spans)).toEqual(['primeiro']);
  expect(problems.map(({ code }) => code)).toEqual(['stdout_too_long']);
});

test('o que for, no lugar de um programa: nunca lança', () => {
  const pieces = [
    '{\n  resource: ',
    '}',
    '{',
    '[',
    "'",
    '"',
    '`',
    '\\',
    '\n',
    '  ',
    ',',
    ': ',
    '... 1 more item',
    '=>',
    '\u001B[3',
    'a',
  ];
  const noise = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 60 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(noise, (text) => {
      expect(readConsoleSpans(text).spans).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom("'", '"', '`', '\\', '\n', '$', '{', '}', ' ', '+', '... 1 more item', 'é', '\u001B'),
  }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 30 }));

test('quaisquer atributos: o que o console.dir escreve é lido de volta', () => {
  const dictionary = fc.dictionary(fc.string({ unit: 'binary' }), value, { maxKeys: 20 });
  fc.assert(
    fc.property(dictionary, fc.boolean(), (attributes, colors) => {
      const fields = { resource: { attributes }, traceId: 'a'.repeat(32), name: 'x', id: 'b'.repeat(16), attributes };
      const { spans, problems } = readConsoleSpans(`olá\n${inspect(fields, { depth: 3, colors })}\n`);
      expect(problems).toEqual([]);
      expect(spans[0].attributes).toEqual({ ...attributes });
    }),
    { numRuns: 1000 },
  );
});

test('uma saída feita para demorar é lida em tempo proporcional ao tamanho dela', () => {
  const startedAt = performance.now();
  for (const piece of ["\\'", "'", '[', '<', 'a', "'a' + ", '... 1 more item ', 'Symbol(', '{\n  resource: ']) {
    const { spans, problems } = readConsoleSpans(`{\n  resource: ${piece.repeat(500_000 / piece.length)}\n}`);
    expect(spans).toEqual([]);
    expect(problems.length).toBeLessThanOrEqual(10);
  }
  // Qualquer uma delas, com um leitor quadrático, leva minutos.
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});

test('um texto com milhares de quebras de linha', () => {
  const text = "\n'".repeat(4999);
  expect(parseInspected(inspect({ text }))).toEqual({ text });
});
