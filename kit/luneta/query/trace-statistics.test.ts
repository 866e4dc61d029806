import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixtureTrace, text } from './testing/fixture-traces.ts';
import { anyTree, failed, spanAt, treeOf } from './testing/small-trees.ts';
import { P95_MIN_COUNT, traceStatistics, type StatisticsGrouping } from './trace-statistics.ts';
import { buildTraceTree } from './trace-tree.ts';

describe('traceStatistics', () => {
  test('gravação do Jaeger, por serviço: do maior tempo próprio para o menor', () => {
    const rows = traceStatistics(buildTraceTree(fixtureTrace('3fc60c')), { by: 'service' });
    expect(rows.map(({ service, count, errorCount }) => [service, count, errorCount])).toEqual([
      ['payments', 2, 1],
      ['orders', 5, 1],
      ['frontend', 2, 2],
    ]);
    expect(rows[0].duration).toEqual({ totalUs: 171_000, avgUs: 85_500, minUs: 5_000, maxUs: 166_000 });
    expect(rows[0].self).toEqual({ totalUs: 166_000, avgUs: 83_000, minUs: 5_000, maxUs: 161_000 });
    expect(rows[0].selfShare).toBeCloseTo(166 / 250, 6);
  });

  test('por operação, e por serviço e operação', () => {
    const tree = treeOf(
      spanAt(1, 0, [0, 10], { name: 'GET' }),
      spanAt(2, 1, [1, 3], { name: 'GET', service: 'estoque', ...failed }),
      spanAt(3, 1, [4, 5], { name: 'POST' }),
    );
    const labels = (by: 'operation' | 'service_operation'): unknown[] =>
      traceStatistics(tree, { by }).map(({ service, operation, count }) => [service, operation, count]);
    expect(labels('operation')).toEqual([
      [undefined, 'GET', 2],
      [undefined, 'POST', 1],
    ]);
    expect(labels('service_operation')).toEqual([
      ['loja', 'GET', 1],
      ['estoque', 'GET', 1],
      ['loja', 'POST', 1],
    ]);
  });

  test('nomes que emendados dão o mesmo texto são grupos diferentes', () => {
    const tree = treeOf(
      spanAt(1, 0, [0, 10], { service: 'a', name: 'bc' }),
      spanAt(2, 1, [1, 3], { service: 'ab', name: 'c' }),
      spanAt(3, 1, [4, 5], { service: 'a', name: 'bc' }),
    );
    const rows = traceStatistics(tree, { by: 'service_operation' });
    expect(rows.map(({ service, operation, count }) => [service, operation, count])).toEqual([
      ['a', 'bc', 2],
      ['ab', 'c', 1],
    ]);
  });

  test('por atributo: o do span ganha do recurso, e quem não tem fica num grupo sem valor', () => {
    const tree = treeOf(
      spanAt(1, 0, [0, 10], { attributes: [text('cor', 'azul')] }),
      spanAt(2, 1, [1, 3]),
      spanAt(3, 1, [4, 5], { attributes: [text('service.name', 'outro')] }),
    );
    const valuesOf = (key: string): unknown[] =>
      traceStatistics(tree, { by: 'attribute', key }).map(({ value, count }) => [value, count]);
    expect(valuesOf('cor')).toEqual([
      ['azul', 1],
      [undefined, 2],
    ]);
    expect(valuesOf('service.name')).toEqual([
      ['loja', 2],
      ['outro', 1],
    ]);
  });

  test('o percentil 95 só aparece com spans bastantes, e é um dos valores medidos', () => {
    const p95Of = (count: number): number | undefined =>
      traceStatistics(treeOf(...Array.from({ length: count }, (_, i) => spanAt(i + 1, 0, [0, i + 1]))), {
        by: 'service',
      })[0].durationP95Us;
    expect(p95Of(P95_MIN_COUNT - 1)).toBeUndefined();
    expect(p95Of(P95_MIN_COUNT)).toBe(19_000);
    expect(p95Of(100)).toBe(95_000);
  });

  test('sem spans, sem linhas; sem tempo, partes zero', () => {
    expect(traceStatistics(treeOf(), { by: 'service' })).toEqual([]);
    expect(traceStatistics(treeOf(spanAt(1, 0, [0, 0])), { by: 'service' })[0].selfShare).toBe(0);
  });

  test('qualquer árvore, qualquer grupo: cada span conta uma vez e as partes somam 1', () => {
    const anyGrouping = fc.constantFrom<StatisticsGrouping>(
      { by: 'service' },
      { by: 'operation' },
      { by: 'service_operation' },
      { by: 'attribute', key: 'service.name' },
    );
    fc.assert(
      fc.property(anyTree, anyGrouping, (tree, grouping) => {
        const rows = traceStatistics(tree, grouping);
        const nodes = rows.flatMap((row) => row.nodes);
        expect(nodes).toHaveLength(tree.nodes.length);
        expect(new Set(nodes).size).toBe(tree.nodes.length);
        const share = rows.reduce((sum, { selfShare }) => sum + selfShare, 0);
        expect(share).toBeCloseTo(tree.nodes.some(({ selfTimeUs }) => selfTimeUs > 0) ? 1 : 0, 9);
      }),
    );
  });
});
