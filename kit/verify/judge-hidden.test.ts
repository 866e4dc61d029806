/** O que a fonte não mostra não reprova; o que ela mostra pela metade ainda se julga. */
import { describe, expect, test } from 'vitest';
import { CAPABILITIES, type Capability, hiddenBy } from './capabilities.ts';
import { type Expectation, log, noSpan, noValue, span, trace } from './expectations.ts';
import { judge } from './judge.ts';
import type { ObservedLog } from './logs/log.ts';
import { between, contains, excludes, exists, inAnyOrder, matches, oneOf } from './matchers.ts';
import { readEvidence } from './read-evidence.ts';
import type { TelemetrySource } from './sources/source.ts';
import type { ObservedSpan } from './span.ts';

const ATTEMPT = { startedAtUs: 0 };

function seen(fields: Partial<ObservedSpan> & { name: string }, ...hidden: Capability[]): ObservedSpan {
  return {
    traceId: '1',
    spanId: fields.name,
    kind: 'INTERNAL',
    status: { code: 'UNSET' },
    attributes: {},
    events: [],
    links: [],
    service: 'loja',
    resource: {},
    scope: '',
    startUs: 1,
    durationUs: 1,
    source: 'backend',
    hidden: new Set(hidden),
    ...fields,
  };
}

/** Os códigos das conferências que não passaram, e quantas não se puderam fazer. */
function verdictOf(spans: readonly ObservedSpan[], expectations: readonly Expectation[], logs?: ObservedLog[]) {
  const { checks, notObservable } = judge(expectations, { spans, problems: [], excluded: [], ...(logs && { logs }) });
  return { failed: checks.filter(({ passed }) => !passed).map(({ code }) => code), notObservable };
}
const failed = (...args: Parameters<typeof verdictOf>) => verdictOf(...args).failed;

test('não se conta pelo que não se vê, e o resto se conta', () => {
  const spans = [seen({ name: 'a', scope: 'loja' }), seen({ name: 'a', spanId: '2' }, 'scope')];
  expect(verdictOf(spans, [span('a').scope('loja').count(1)])).toEqual({ failed: [], notObservable: 1 });
  expect(verdictOf(spans, [span('a').kind('INTERNAL').count(1)])).toEqual({
    failed: ['span_count_differs'],
    notObservable: 0,
  });
});

describe('sem as maiúsculas dos nomes', () => {
  const parent = seen({ name: 'get /posição' }, 'name_case');
  const child = seen(
    {
      name: 'consultar iss',
      parentSpanId: parent.spanId,
      links: [{ traceId: '1', spanId: parent.spanId, attributes: {} }],
    },
    'name_case',
  );
  const entry: ObservedLog = {
    body: 'oi',
    timeUs: 1,
    service: 'loja',
    attributes: {},
    resource: {},
    traceId: '1',
    spanId: child.spanId,
  };

  test('toda expectativa sobre um nome o acha', () => {
    const expectations = [
      span('Consultar ISS').childOf('GET /Posição').linkedTo('GET /POSIÇÃO').once(),
      trace().containing('GET /posição', 'Consultar ISS'),
      log('oi').inTrace('Consultar ISS'),
    ];
    expect(verdictOf([parent, child], expectations, [entry])).toEqual({ failed: [], notObservable: 0 });
  });

  test('outro nome continua a ser outro', () => {
    const expectations = [
      span('Consultar ISS').childOf('GET /').linkedTo('GET /'),
      trace().containing('GET /'),
      log('oi').inTrace('GET /posição'),
      span('Consultar ISSO'),
    ];
    expect(failed([parent, child], expectations, [entry])).toEqual([
      'span_not_child',
      'link_missing',
      'span_other_trace',
      'log_other_trace',
      'span_missing',
    ]);
    expect(
      failed([parent, child], [noSpan('Consultar ISS'), noValue(contains('ISS')), noValue(contains('iss'))]),
    ).toEqual(['span_unexpected', 'value_unexpected']);
    expect(failed([child, { ...child, spanId: '2' }], [span('Consultar ISS').once()])).toEqual(['span_duplicated']);
  });

  test('o erro de digitação é medido sem elas', () => {
    const { checks } = judge([span('GET /POSICAO')], { spans: [parent], problems: [], excluded: [] });
    expect(checks[0].observed).toBe('o mais parecido é "get /posição": o nome difere em 2 caracteres');
  });

  test('onde elas se veem, contam', () => {
    const exact = seen({ name: 'A' });
    expect(failed([exact, parent], [span('a'), noSpan('a'), span('GET /posição')])).toEqual(['span_missing']);
  });

  test.each([
    ['o mesmo texto', 'Loja', true],
    ['um trecho', contains('OJ'), true],
    ['uma expressão regular', matches(/^Loja$/), true],
    ['um destes', oneOf('LOJA', 'x'), true],
    ['o que não contém', excludes('ESTOQUE'), true],
    ['o que só contém sem as maiúsculas', excludes('LOJ'), true],
    ['outro', 'Lojas', false],
  ])('o serviço: %s', (_title, expected, passes) => {
    const found = failed([seen({ name: 'a' }, 'service_case')], [span('a').service(expected)]);
    expect(found).toEqual(passes ? [] : ['service_differs']);
    expect(failed([seen({ name: 'a' })], [span('a').service('Loja'), trace().services('Loja')])).toHaveLength(2);
    expect(failed([seen({ name: 'a' }, 'service_case')], [trace().services('Loja')])).toEqual([]);
  });
});

describe('valores que são textos', () => {
  const one = (value: string | string[], ...more: Capability[]) =>
    seen({ name: 'a', attributes: { x: value } }, 'attribute_types', ...more);

  test.each([
    [42, '42', true],
    [43, '42', false],
    ['42', '42', true],
    [true, 'true', true],
    [false, 'true', false],
    [between(1.4, 1.6), '1.5', true],
    [between(1, 2), '2.5', false],
    [matches(/^\d+$/), '12.', false],
    [['a', 'b'], '["a","b"]', true],
    [['a', 'b'], 'a,b', false],
    [exists, '', true],
  ])('%o diante de %o: %o', (expected, text, passes) => {
    expect(failed([one(text)], [span('a').attribute('x', expected)])).toEqual(passes ? [] : ['attribute_differs']);
  });

  test.each([
    [['a', 'b'], 'a,b', true],
    [['a', 'c'], 'a,b', false],
    [[1, 2], '1,2', true],
    [['1', '2'], '1,2', true],
    [[true], 'true', true],
    [[], '', true],
    [['a'], '', false],
    [['a,b'], 'a,b', true],
    [['a,b', 'c'], 'a,b', false],
    [inAnyOrder('b', 'a'), 'a,b', true],
    ['a,b', 'a,b', true],
  ])('as listas também: %o diante de %o: %o', (expected, text, passes) => {
    const found = failed([one(text, 'attribute_lists')], [span('a').attribute('x', expected)]);
    expect(found).toEqual(passes ? [] : ['attribute_differs']);
  });

  test('onde os tipos se veem, contam', () => {
    expect(failed([seen({ name: 'a', attributes: { x: '42' } })], [span('a').attribute('x', 42)])).toEqual([
      'attribute_differs',
    ]);
  });
});

describe('o recurso misturado aos atributos', () => {
  const mixed = (name: string, attributes: Record<string, string>) => seen({ name, attributes }, 'resource');
  const a = mixed('a', { v: '1', x: '2' });

  test('um atributo se procura nos dois lugares', () => {
    const other = seen({ name: 'a', resource: { v: '1' } }, 'resource');
    for (const each of [a, other]) {
      expect(verdictOf([each], [span('a').attribute('v', '1').resource('v', '1')])).toEqual({
        failed: [],
        notObservable: 0,
      });
      expect(failed([each], [span('a').attribute('v', '2').resource('v', '2').resource('w', exists)])).toEqual([
        'attribute_differs',
        'resource_differs',
        'resource_missing',
      ]);
    }
  });

  test('o que está em todos os spans do processo pode ser do recurso; o que falta em um, não', () => {
    const b = mixed('b', { v: '1' });
    const expectations = [
      span('a').withoutAttribute('v').withoutAttribute('x').withoutAttribute('y').resource('x', '2'),
    ];
    expect(verdictOf([a, b], expectations)).toEqual({
      failed: ['attribute_unexpected', 'resource_missing'],
      notObservable: 1,
    });
    // De outro processo nada se conclui.
    const elsewhere = { ...b, service: 'estoque' };
    const instance = { ...b, resource: { 'service.instance.id': 'x' } };
    for (const other of [elsewhere, instance]) {
      expect(verdictOf([a, other], expectations)).toEqual({ failed: [], notObservable: 2 });
    }
  });

  test('o nome do serviço, toda fonte o separa', () => {
    expect(failed([mixed('a', { 'service.name': 'loja' })], [span('a').withoutAttribute('service.name')])).toEqual([
      'attribute_unexpected',
    ]);
  });
});

test('as chaves de que nada se sabe', () => {
  const item = { ...seen({ name: 'a' }), unreadKeys: new Set(['error']) };
  const expectations = [
    span('a').attribute('error', true).withoutAttribute('error').withoutAttribute('x').resource('error', true),
  ];
  expect(verdictOf([item], expectations)).toEqual({ failed: [], notObservable: 3 });
});

describe('várias fontes', () => {
  const sourceOf = (shows: readonly Capability[], ...spans: ObservedSpan[]): TelemetrySource => ({
    shows,
    read: async () => ({ spans, problems: [] }),
  });
  const bare = (name: string): ObservedSpan => ({ ...seen({ name }), hidden: undefined });
  const evidenceOf = (...sources: TelemetrySource[]) => readEvidence({ sources, attempt: ATTEMPT });
  const LESS = CAPABILITIES.filter((capability) => capability !== 'links');

  test('quem só traz métricas não muda o que se vê dos spans', async () => {
    const metrics: TelemetrySource = {
      signal: 'metrics',
      shows: [],
      read: async () => ({ spans: [], metrics: [], problems: [] }),
    };
    const [item] = (await evidenceOf(metrics, sourceOf(CAPABILITIES, bare('a')))).spans;
    expect(item.hidden ?? new Set()).toEqual(new Set());
    const [less] = (await evidenceOf(sourceOf(LESS, bare('a')), { ...metrics, shows: CAPABILITIES })).spans;
    expect(less.hidden).toEqual(new Set(['links']));
  });

  test('cada span é julgado pelo que a fonte dele mostra', async () => {
    const evidence = await evidenceOf(sourceOf(LESS, bare('a')), sourceOf(CAPABILITIES, bare('b')));
    const { checks } = judge([span('a').linkedTo('b'), span('b').linkedTo('a')], evidence);
    expect(checks.map(({ code }) => code)).toEqual(['ok', 'not_observable', 'ok', 'link_missing']);
  });

  test('o mesmo span por dois caminhos é o que se vê melhor, em qualquer ordem', async () => {
    const full = sourceOf(CAPABILITIES, { ...bare('a'), name: 'A', service: 'Loja' });
    const poor = sourceOf([], bare('a'));
    for (const sources of [
      [full, poor],
      [poor, full],
    ]) {
      const { spans } = await evidenceOf(...sources);
      expect(spans.map(({ name }) => name)).toEqual(['A']);
    }
  });

  test('o que um span diz de si vale mais que o que a fonte diz de todos', async () => {
    const [item] = (await evidenceOf(sourceOf(LESS, seen({ name: 'a' }, 'scope')))).spans;
    expect(item.hidden).toEqual(new Set(['scope']));
    expect(hiddenBy(CAPABILITIES)).toEqual(new Set());
  });
});

describe('o que não pode aparecer, onde nem tudo se vê', () => {
  const item = seen({ name: 'a' });
  const none = { problems: [], excluded: [] };

  test('a frase diz o que não se observou, em vez de contar zero', () => {
    const [check] = judge([noValue('x')], { ...none, spans: [item] }).checks;
    expect(check.observed).toBe('nada, em 1 span, logs não observáveis aqui, métricas não observáveis aqui');
    const [full] = judge([noValue('x')], { ...none, spans: [item], logs: [], metrics: [] }).checks;
    expect(full.observed).toBe('nada, em 1 span, 0 logs, 0 séries');
  });

  test('os atributos escondidos de um evento são ditos', () => {
    const events = [{ name: 'e', attributes: {}, timeUs: 1 }];
    const evidence = { ...none, spans: [seen({ name: 'a', events }, 'event_attributes')], logs: [], metrics: [] };
    expect(judge([noValue('x')], evidence).checks).toMatchObject([
      { passed: true, observed: 'nada, em 1 span, 0 logs, 0 séries, atributos dos eventos não observáveis aqui' },
    ]);
  });

  test.each(['metrics', 'logs'] as const)('%s vazios por uma falha da fonte não provam nada', (signal) => {
    const problems = [{ code: 'backend_failed', message: 'falhou', signal } as const];
    const evidence = { spans: [item], logs: [], metrics: [], problems, excluded: [] };
    expect(judge([noValue('x')], evidence)).toMatchObject({
      passed: false,
      checks: [{ code: 'no_telemetry', signal }],
    });
    const leaked = judge([noValue('a')], evidence).checks.map(({ code }) => code);
    expect(leaked).toEqual(['no_telemetry', 'value_unexpected']);
  });
});
