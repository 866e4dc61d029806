import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Evidence, gatherEvidence } from './evidence.ts';
import { type Expectation, noSpan, span, stdout, trace } from './expectations.ts';
import { between, contains, equals, exists, type Expected, inAnyOrder, matches, oneOf, toMatcher } from './matchers.ts';
import { judge } from './judge.ts';
import { readConsoleSpans } from './sources/console-spans.ts';
import { CAPABILITIES, type Capability } from './capabilities.ts';
import type { TelemetrySource } from './sources/source.ts';
import { stdoutSource } from './sources/stdout.ts';
import { readEvidence } from './read-evidence.ts';
import type { AttributeValue, ObservedSpan } from './span.ts';
import { outputOf } from './testing/programs.ts';

const NOTHING: Evidence = { spans: [], problems: [], excluded: [] };

async function evidenceOf(body: string): Promise<Evidence> {
  const { spans, rest, problems } = readConsoleSpans(await outputOf(body));
  return gatherEvidence([{ spans, stdout: rest, problems }], { startedAtUs: 0 });
}

/** O único check que falhou. */
function failure(evidence: Evidence, ...expectations: Expectation[]) {
  const wrong = judge(expectations, evidence).checks.filter(({ passed }) => !passed);
  expect(wrong).toHaveLength(1);
  return wrong[0];
}

test('sem expectativas não há o que passar', async () => {
  for (const evidence of [NOTHING, await evidenceOf(`run('a')`)]) {
    const { passed, checks } = judge([], evidence);
    expect(passed).toBe(false);
    expect(checks).toMatchObject([{ code: 'no_expectations', passed: false, hintKeys: ['no_expectations'] }]);
  }
});

test('as dicas vão da mais específica à mais geral', async () => {
  const evidence = await evidenceOf(`run('test_span_01', { attributes: { 'http.route': '/x' } })`);
  expect(failure(evidence, span('test_span_01').attribute('http.route', '/')).hintKeys).toEqual([
    'attribute_differs:test_span_01:http.route',
    'attribute_differs:test_span_01',
    'attribute_differs',
  ]);
  expect(failure(evidence, span('outro')).hintKeys).toEqual(['span_missing:outro', 'span_missing']);
  expect(failure(evidence, trace().services('x')).hintKeys).toEqual([
    'trace_services_differ:services',
    'trace_services_differ',
  ]);
});

test('de um nome que ainda muda, a falha diz as grafias, e a dica cita a de hoje', async () => {
  const evidence = await evidenceOf(`run('a', { attributes: { x: 1 } })`);
  const check = failure(evidence, span('a').attribute(['novo', 'velho', 'antigo'], 2));
  expect(check).toMatchObject({ field: 'novo', expected: 'atributo novo (ou velho, antigo): 2' });
  expect(check.hintKeys).toEqual(['attribute_missing:a:novo', 'attribute_missing:a', 'attribute_missing']);
});

test('cada parte do span é um check, com o lugar dele', async () => {
  const evidence = await evidenceOf(`run('a', { attributes: { x: 1 } })`);
  const { spanId, traceId } = evidence.spans[0];
  const { passed, checks } = judge([span('a').root().kind('SERVER').attribute('x', 1)], evidence);
  expect(passed).toBe(false);
  expect(checks.map(({ code, expected }) => [code, expected])).toEqual([
    ['ok', 'um span chamado "a"'],
    ['ok', 'um span sem pai'],
    ['kind_differs', 'kind SERVER'],
    ['ok', 'atributo x: 1'],
  ]);
  for (const check of checks) expect(check).toMatchObject({ span: 'a', spanId, traceId });
});

test('entre vários de um nome vale o que mais confere, e a falha diz quantos são', async () => {
  const three = `run('a'); run('a', { attributes: { x: 1, y: 1 } }); run('a', { attributes: { x: 1, y: 2 }, kind: SpanKind.SERVER });`;
  const evidence = await evidenceOf(three);
  const expected = span('a').attribute('x', 1).attribute('y', 3).kind('SERVER');
  const check = failure(evidence, expected);
  expect(check).toMatchObject({
    code: 'attribute_differs',
    field: 'y',
    observed: expect.stringMatching(/^2 \(há 3 spans/),
  });
  expect(judge([span('a').attribute('y', 1)], evidence).passed).toBe(true);
  expect(judge([span('a')], evidence).checks[0].observed).toBe('3 spans');
});

test('o que tem o valor errado está mais perto que o que não o tem, chegue qual chegar primeiro', async () => {
  const evidence = await evidenceOf(`run('a'); run('a', { attributes: { x: 0 } })`);
  for (const spans of [evidence.spans, evidence.spans.toReversed()]) {
    expect(failure({ ...evidence, spans }, span('a').attribute('x', 1)).code).toBe('attribute_differs');
  }
});

test('um nome que só difere em maiúsculas', async () => {
  const check = failure(await evidenceOf(`run('Consultar')`), span('consultar'));
  expect(check.observed).toBe('o mais parecido é "Consultar": só mudam maiúsculas e minúsculas');
  expect(check.spanId).toMatch(/^[\da-f]{16}$/);
});

test('um span que outra expectativa pede não é o erro de digitação de um que falta', async () => {
  const evidence = await evidenceOf(`run('test_span_01'); run('teste_span_02')`);
  const check = failure(evidence, span('test_span_01'), span('test_span_02'));
  expect(check.observed).toContain('"teste_span_02"');
  expect(failure(evidence, span('test_span_01'), span('test_span_0'), span('teste_span_02')).observed).toBe(
    'os spans que chegaram: "test_span_01", "teste_span_02"',
  );
});

test('muitos nomes: a lista não toma a tela', async () => {
  const evidence = await evidenceOf(`for (let i = 0; i < 30; i++) run('operação número ' + i)`);
  expect(failure(evidence, span('x')).observed).toMatch(/e mais 20$/);
});

test('um pai de mesmo id em outro trace não é o pai', async () => {
  const evidence = await evidenceOf(`const a = run('a'); run('b', {}, undefined, { parent: a })`);
  const other = evidence.spans.map((item) => (item.name === 'a' ? { ...item, traceId: 'f'.repeat(32) } : item));
  expect(failure({ ...evidence, spans: other }, span('b').childOf('a')).code).toBe('span_not_child');
});

test('sem nenhum span, uma falha só; a saída ainda é julgada', async () => {
  const evidence = await evidenceOf(`console.log('oi'); console.log('tchau')`);
  const { checks } = judge([span('a'), span('b').kind('SERVER'), trace(), noSpan('c'), stdout('oi')], evidence);
  expect(checks.map(({ code }) => code)).toEqual(['no_telemetry', 'ok']);
  expect(checks[0].observed).toBe('nenhum span; o programa escreveu 2 linhas, terminando em "oi", "tchau"');
  expect(failure(NOTHING, span('a')).observed).toContain('não foi capturada');
  expect(failure(NOTHING, stdout(exists))).toMatchObject({
    code: 'stdout_missing',
    observed: expect.stringContaining('capturada'),
  });
});

test('o mesmo span por dois caminhos é um só', async () => {
  const { spans } = await evidenceOf(`run('a'); run('b')`);
  const backend = spans.map((item): ObservedSpan => ({ ...item, source: 'backend' }));
  const evidence = gatherEvidence(
    [
      { spans, problems: [] },
      { spans: backend, problems: [] },
    ],
    { startedAtUs: 0 },
  );
  expect(judge([span('a').once(), span('b').once()], evidence).passed).toBe(true);
  const clone = { ...spans[0], spanId: 'f'.repeat(16) };
  const cloned = gatherEvidence([{ spans: [...spans, clone], problems: [] }], { startedAtUs: 0 });
  expect(failure(cloned, span(clone.name).once()).code).toBe('span_duplicated');
});

test('as expectativas são imutáveis: uma pode ser a base de outras', async () => {
  const base = span('a').attribute('x', 1);
  base.attribute('y', 2).kind('SERVER').event('e').once();
  expect(judge([base], await evidenceOf(`run('a', { attributes: { x: 1 } }); run('a')`)).passed).toBe(true);
});

const equal: [Expected, AttributeValue, boolean][] = [
  [42, 42, true],
  [42, '42', false],
  ['42', 42, false],
  [true, 'true', false],
  [0, -0, true],
  [NaN, NaN, true],
  ['', '', true],
  [['a', 1], ['a', 1], true],
  // Um texto que parece uma lista não é uma lista; a lista que o Jaeger leu de um texto ainda é aquele texto.
  [['a'], '["a"]', false],
  ['["a"]', ['a'], true],
  ['a', ['a'], false],
  [['a'], ['a', 'b'], false],
  [[1], 1, false],
  [equals('x'), 'x', true],
  [matches(/^a$/), 'a', true],
  [matches(/^a$/), 'ab', false],
  [matches(/a/g), 'xa', true],
  [matches(/^\d+$/), 42, true],
  [contains('b'), ['a', 'b'], true],
  [contains('4'), 42, true],
  [contains('c'), 'ab', false],
  [oneOf('a', 2), 2, true],
  [oneOf('a', 2), '2', false],
  [inAnyOrder('a', 'b'), ['b', 'a'], true],
  [inAnyOrder('a', 'b'), ['a', 'a', 'b'], false],
  [inAnyOrder('a', 1), ['a', '1'], false],
  [inAnyOrder('a'), 'a', false],
  [exists, '', true],
  [between(1, 2), 2, true],
  [between(1, 2), 2.01, false],
  [between(1, 2), '2', false],
  [between(1, 2), NaN, false],
];

test.each(equal)('%o diante de %o: %o', (expected, observed, passes) => {
  const matcher = toMatcher(expected);
  expect(matcher.test(observed)).toBe(passes);
  // Uma expressão regular com "g" lembraria a posição do teste anterior.
  expect(matcher.test(observed)).toBe(passes);
  expect(matcher.description).not.toBe('');
});

test('o que a fonte não mostra não reprova ninguém, e é contado à parte', async () => {
  const evidence = await evidenceOf(`
    run('a', {}, (s) => s.addEvent('lidos', { n: 2, ids: ['x', 'y'] }));
    run('b', { kind: SpanKind.SERVER });`);
  const judgeWith = (hidden: readonly Capability[], ...expectations: Expectation[]) => {
    const spans = evidence.spans.map((item) => ({ ...item, hidden: new Set(hidden) }));
    const { passed, notObservable, checks } = judge(expectations, { ...evidence, spans });
    const others = checks
      .filter(({ code }) => code !== 'ok')
      .map(({ code, field, hintKeys }) => [code, field, hintKeys]);
    return { passed, notObservable, others };
  };
  const neutral = (field: string) => ({ passed: true, notObservable: 1, others: [['not_observable', field, []]] });

  expect(judgeWith(['links'], span('a').linkedTo('b'))).toEqual(neutral('b'));
  expect(judgeWith(['scope'], span('a').scope('outro'))).toEqual(neutral('scope'));
  expect(judgeWith(['event_attributes'], span('a').event('lidos', { n: 3 }))).toEqual(neutral('lidos'));
  expect(judgeWith(['event_attributes'], span('a').event('outro')).others).toMatchObject([
    ['event_missing', 'outro', {}],
  ]);
  // O que dela se vê ainda é julgado.
  const others = judgeWith(['event_lists'], span('a').event('lidos', { n: 3, ids: ['x'] }));
  expect(others.others).toMatchObject([['event_differs', 'lidos', {}]]);
  expect(judgeWith(['links'], span('a').scope('outro').linkedTo('b'), span('b').kind('CLIENT'))).toMatchObject({
    passed: false,
    notObservable: 1,
  });
});

test('no terminal, a lista do atributo de um evento não se vê; num backend, sim', async () => {
  const attempt = { startedAtUs: 0 };
  const output = await outputOf(`run('a', {}, (s) => s.addEvent('lidos', { ids: ['x', 'y'] }))`);
  const expectations = [span('a').event('lidos', { ids: ['x'] })];
  const printed = await readEvidence({ sources: [stdoutSource(() => output)], attempt });
  expect(judge(expectations, printed)).toMatchObject({ passed: true, notObservable: 1 });
  const whole: TelemetrySource = {
    shows: CAPABILITIES,
    read: async () => ({
      spans: printed.spans.map((item) => ({
        ...item,
        events: [{ name: 'lidos', attributes: { ids: ['x', 'y'] }, timeUs: 0 }],
      })),
      problems: [],
    }),
  };
  expect(judge(expectations, await readEvidence({ sources: [whole], attempt }))).toMatchObject({
    passed: false,
    notObservable: 0,
  });
});

const text = fc.oneof(fc.string(), fc.constantFrom('a', 'b', '__proto__', 'constructor'));
const anySpan: fc.Arbitrary<ObservedSpan> = fc.record({
  traceId: fc.constantFrom('1', '2'),
  spanId: fc.constantFrom('1', '2', '3'),
  parentSpanId: fc.constantFrom(undefined, '1', '2', '3', '4'),
  name: text,
  kind: fc.constantFrom('SERVER', 'CLIENT'),
  status: fc.record({ code: fc.constantFrom('UNSET', 'ERROR') }),
  attributes: fc.dictionary(text, fc.oneof(text, fc.double(), fc.array(text))),
  events: fc.array(fc.record({ name: text, attributes: fc.dictionary(text, text), timeUs: fc.double() })),
  links: fc.constant([]),
  service: text,
  resource: fc.dictionary(text, text),
  scope: text,
  startUs: fc.double(),
  durationUs: fc.double(),
  source: fc.constantFrom('stdout', 'backend'),
});

test('quaisquer spans: nunca lança, e só passa se todos os checks passam', () => {
  fc.assert(
    fc.property(fc.array(anySpan), fc.option(fc.string(), { nil: undefined }), text, (spans, output, name) => {
      const evidence = gatherEvidence([{ spans, stdout: output, problems: [] }], { startedAtUs: 0, id: 'x' });
      const expectations = [
        span(name).childOf('a').root().once().kind('SERVER').status('ERROR', exists).attribute(name, exists),
        span('a')
          .event('b', { [name]: 'x' })
          .service('a')
          .scope('a')
          .durationAtLeast(1),
        trace().services('a').containing('a', name).spanCount(between(1, 3)),
        noSpan('b'),
        stdout(contains('x')),
      ];
      const { passed, checks } = judge(expectations, evidence);
      expect(checks.length).toBeGreaterThan(0);
      expect(passed).toBe(checks.every((check) => check.passed));
      for (const check of checks)
        expect([check.code === 'ok', check.hintKeys.length === 0]).toEqual([check.passed, check.passed]);
    }),
    { numRuns: 500 },
  );
});

test('cem mil spans são julgados depressa', () => {
  const spans = Array.from({ length: 100_000 }, (_, i): ObservedSpan => ({
    traceId: String(i % 100).padStart(32, '0'),
    spanId: String(i).padStart(16, '0'),
    ...(i >= 100 && { parentSpanId: String(i - 100).padStart(16, '0') }),
    name: `span ${i % 50_000}`,
    kind: 'INTERNAL',
    status: { code: 'UNSET' },
    attributes: { i },
    events: [],
    links: [],
    service: 'loja',
    resource: {},
    scope: '',
    startUs: i,
    durationUs: 1,
    source: 'stdout',
  }));
  const evidence = gatherEvidence([{ spans, problems: [] }], { startedAtUs: 0 });
  const startedAt = performance.now();
  expect(judge([span('span 777').attribute('i', 50_777).childOf('span 677')], evidence).passed).toBe(true);
  expect(judge([span('spam 777x'), trace().spanCount(1001)], evidence).passed).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
