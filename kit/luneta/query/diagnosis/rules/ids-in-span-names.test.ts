import { describe, expect, test } from 'vitest';
import { text, type TestSpan, traceId } from '../../../store/testing/spans.ts';
import { findingOf, timed } from '../testing/snapshot-of.ts';
import { rule, templateOf } from './ids-in-span-names.ts';

const named = (count: number, name: (i: number) => string, fields: Partial<TestSpan> = {}): TestSpan[] =>
  Array.from({ length: count }, (_, i) => timed(i, [0, 1], { traceId: traceId(i), name: name(i), ...fields }));
const uuid = (i: number): string => `${(i + 10).toString(16).padStart(8, '0')}-1111-4111-8111-111111111111`;

test.each([
  ['GET /users/123', 'GET /users/{id}'],
  ['GET /users/123/orders/4?x', 'GET /users/{id}/orders/{id}?x'],
  [`pedido ${uuid(1)}`, 'pedido {uuid}'],
  ['blob 5f2d8a91c0b3e7', 'blob {hex}'],
  ['mandar 12', 'mandar {n}'],
  ['GET /notas/12.pdf', 'GET /notas/{id}.pdf'],
  ['etapa 1/3', 'etapa {n}/{n}'],
])('%s é do molde %s', (name, template) => {
  expect(templateOf(name)?.text).toBe(template);
});

test.each([
  'GET /v1/users/:id',
  'sha256 digest',
  'decodificado',
  'HTTP/1.1',
  'router - /',
  'SELECT loja.itens',
  'SELECT db1.table2',
  's3 PutObject',
  'GET /v1/orders/{id}',
  'facade',
])('%s não tem valor nenhum', (name) => {
  expect(templateOf(name)).toBeUndefined();
});

describe('só com repetição se sabe', () => {
  test.each<[string, TestSpan[], boolean]>([
    ['cinco números num caminho', named(5, (i) => `GET /users/${i}`), true],
    ['quatro ainda podem ser outra coisa', named(4, (i) => `GET /users/${i}`), false],
    ['três UUIDs', named(3, uuid), true],
    ['dois UUIDs', named(2, uuid), false],
    ['nove números ainda podem ser um grupo pequeno', named(9, (i) => `pedido ${i * 37}`), false],
    ['dez números, cada um uma vez', named(10, (i) => `pedido ${i * 37}`), true],
    ['tentativas de 0 a 9', named(10, (i) => `tentativa ${i}`), false],
    ['etapas de 1/6 a 6/6', named(6, (i) => `etapa ${i + 1}/6`), false],
    ['etapas de 1 a 12, de 12', named(12, (i) => `etapa ${i + 1} de 12`), false],
    ['as mesmas máquinas que voltam', named(40, (i) => `máquina ${(i % 12) * 37}`), false],
    ['uma contagem que não para', named(51, (i) => `pedido ${i}`), true],
    ['o mesmo nome muitas vezes', named(50, () => 'GET /users/1'), false],
    [
      'de serviços diferentes',
      [...named(3, (i) => `/a/${i}`), ...named(3, (i) => `/a/${i + 3}`, { service: 'b' })],
      false,
    ],
  ])('%s', async (_name, spans, fires) => {
    expect((await findingOf(rule, spans)) !== undefined).toBe(fires);
  });

  test('rotas declaradas com números dentro são moldes', async () => {
    const spans = [404, 500, 501, 502, 503, 504].map((status, i) =>
      timed(i, [0, 1], { name: `GET /erros/${status}`, attributes: [text('http.route', `/erros/${status}`)] }),
    );
    expect(await findingOf(rule, spans)).toBeUndefined();
  });
});
