import { expect, test } from 'vitest';
import { failed, spanAt, treeOf } from '../query/testing/small-trees.ts';
import { isAscending, pageOf, sortSpans, SPANS_PER_PAGE } from './span-table.ts';
import { SPAN_SORTS } from './trace-params.ts';

const { nodes } = treeOf(
  spanAt(1, 0, [0, 100], { name: 'b', service: 'loja', kind: 2 }),
  spanAt(2, 1, [10, 90], { name: 'a', service: 'estoque', kind: 3, ...failed }),
  spanAt(3, 1, [20, 50], { name: 'c', service: 'loja', kind: 1 }),
  spanAt(4, 2, [30, 80], { name: 'a', service: 'banco', kind: 3 }),
);
const ids = (sort: (typeof SPAN_SORTS)[number], reverse = false): string =>
  sortSpans(nodes, sort, reverse)
    .map(({ key }) => Number.parseInt(key, 16))
    .join('');

test.each([
  ['service', '4213', '1324'],
  ['operation', '2413', '3124'],
  ['start', '1234', '4321'],
  ['duration', '1243', '3421'],
  // Próprio: 20, 30, 30 e 50 ms; no empate, a ordem das linhas.
  ['self', '4231', '1234'],
  ['kind', '3124', '2413'],
  ['status', '2143', '1432'],
] as const)('por %s, e ao contrário', (sort, expected, reversed) => {
  expect([ids(sort), ids(sort, true)]).toEqual([expected, reversed]);
});

test('a seta de cada coluna diz a ordem que se vê', () => {
  expect(SPAN_SORTS.filter((sort) => isAscending(sort, false))).toEqual(['service', 'operation', 'start', 'kind']);
  expect(SPAN_SORTS.filter((sort) => isAscending(sort, true))).toEqual(['duration', 'self', 'status']);
});

test('páginas: a última é a que sobra, e além dela é ela mesma', () => {
  const many = Array.from({ length: SPANS_PER_PAGE * 2 + 1 }, () => nodes[0]);
  expect(pageOf(many, 1)).toMatchObject({ page: 1, pages: 3, first: 1 });
  expect(pageOf(many, 1).nodes).toHaveLength(SPANS_PER_PAGE);
  for (const wanted of [3, 99, Infinity]) {
    expect(pageOf(many, wanted)).toMatchObject({ page: 3, first: SPANS_PER_PAGE * 2 + 1, nodes: [nodes[0]] });
  }
  expect(pageOf([], 1)).toEqual({ nodes: [], page: 1, pages: 1, first: 1 });
});
