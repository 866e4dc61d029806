import { expect, test } from 'vitest';
import type { Capability } from '../../verify/capabilities.ts';
import { log, metric, noSpan, noValue, span, stdout, trace } from '../../verify/expectations.ts';
import { contains, equals, matches, oneOf } from '../../verify/matchers.ts';
import { expectedGhosts } from './ghosts.ts';
import { seen } from './testing/seen-span.ts';

test('o que não veio, na ordem das expectativas, com o pai e o serviço que se esperavam', () => {
  const expectations = [
    stdout('olá'),
    span('raiz').root().service('lab01'),
    noSpan('proibido'),
    metric('medida').service('lab01'),
    log('linha').inTrace('raiz'),
    noValue('segredo'),
    span('filho').childOf('raiz').service('lab01'),
    trace().containing('neto', 'filho', 'outro'),
    span('neto').childOf('filho'),
  ];
  expect(expectedGhosts(expectations, [seen('raiz')])).toEqual([
    { name: 'filho', parent: 'raiz', service: 'lab01' },
    { name: 'neto', parent: 'filho' },
    { name: 'outro' },
  ]);
  expect(
    expectedGhosts(
      expectations,
      ['raiz', 'filho', 'neto', 'outro'].map((name) => seen(name)),
    ),
  ).toEqual([]);
});

test('várias expectativas de um nome são um fantasma: vale a primeira que diz o pai, ou o serviço', () => {
  const expectations = [
    span('a').kind('CLIENT'),
    span('a').childOf('b'),
    span('a').service('loja').childOf('c'),
    span('a').service('estoque'),
  ];
  expect(expectedGhosts(expectations, [])).toEqual([{ name: 'a', parent: 'b', service: 'loja' }]);
});

test('quem veio no lugar errado não é fantasma', () => {
  const spans = [seen('a'), seen('b', { traceId: 'b'.repeat(32) })];
  expect(expectedGhosts([span('b').childOf('a'), trace().containing('a', 'b')], spans)).toEqual([]);
});

test.each([
  ['um texto', 'lab01', 'lab01'],
  ['um texto com aspas', equals('diz "oi"'), 'diz "oi"'],
  ['um número', equals(42), undefined],
  ['uma lista', equals(['lab01']), undefined],
  ['um trecho', contains('lab'), undefined],
  ['uma expressão regular', matches(/^lab/), undefined],
  ['uma escolha', oneOf('lab01'), undefined],
  ['um texto que a descrição não mostra inteiro', 'x'.repeat(300), 'x'.repeat(300)],
  ['algo que só se descreve como um texto', { description: '"lab01"', test: () => false }, undefined],
])('o serviço só se sabe quando só um serve: %s', (_title, expected, service) => {
  expect(expectedGhosts([span('a').service(expected)], [])[0]?.service).toBe(service);
});

test('nomes que são também de Object não se confundem com nada', () => {
  const expectations = [span('constructor').childOf('__proto__'), span('__proto__')];
  expect(expectedGhosts(expectations, [])).toEqual([
    { name: 'constructor', parent: '__proto__' },
    { name: '__proto__' },
  ]);
});

test('num backend que só guarda minúsculas, o nome que veio é o que se esperava, e o pai tem o nome com que veio', () => {
  const spans = [{ ...seen('get /'), hidden: new Set<Capability>(['name_case']) }];
  const expectations = [span('GET /'), span('Consulta').childOf('GET /')];
  expect(expectedGhosts(expectations, spans)).toEqual([{ name: 'Consulta', parent: 'get /' }]);
  expect(expectedGhosts(expectations, [seen('get /')])).toHaveLength(2);
});
