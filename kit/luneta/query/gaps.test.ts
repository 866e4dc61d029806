import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findGaps, GAP_MIN_SHARE, GAP_MIN_US, sizeUs } from './gaps.ts';
import { fixtureTrace } from './testing/fixture-traces.ts';
import { anyTree, chain, spanAt, treeOf } from './testing/small-trees.ts';
import { buildTraceTree, type TraceTree } from './trace-tree.ts';

const gapsOf = (tree: TraceTree): unknown[] =>
  findGaps(tree).map(({ node, startUs, endUs, where }) => [node.span.name, where, startUs / 1_000, endUs / 1_000]);

describe('findGaps', () => {
  test('antes, entre e depois dos filhos, do maior para o menor', () => {
    expect(gapsOf(treeOf(spanAt(1, 0, [0, 100]), spanAt(2, 1, [10, 20]), spanAt(3, 1, [50, 80])))).toEqual([
      ['s1', 'between', 20, 50],
      ['s1', 'after_last', 80, 100],
      ['s1', 'before_first', 0, 10],
    ]);
  });

  test('um span sem filhos não tem vãos', () => {
    expect(gapsOf(treeOf(spanAt(1, 0, [0, 100])))).toEqual([]);
  });

  test('o filho que passa do fim do pai não deixa vão depois; o que cai todo fora é como se não viesse', () => {
    expect(gapsOf(treeOf(spanAt(1, 0, [0, 100]), spanAt(2, 1, [0, 150])))).toEqual([]);
    expect(gapsOf(treeOf(spanAt(1, 0, [0, 100]), spanAt(2, 1, [100, 150])))).toEqual([]);
    expect(gapsOf(treeOf(spanAt(1, 0, [50, 100]), spanAt(2, 1, [0, 50])))).toEqual([]);
  });

  test('o filho longo cobre os curtos que começam depois dele', () => {
    expect(gapsOf(treeOf(spanAt(1, 0, [0, 100]), spanAt(2, 1, [0, 100]), spanAt(3, 1, [10, 20])))).toEqual([]);
  });

  test('curto demais, para o trace ou para o relógio, não é vão', () => {
    expect(gapsOf(treeOf(spanAt(1, 0, [0, 100]), spanAt(2, 1, [4.9, 100])))).toEqual([]);
    expect(gapsOf(treeOf(spanAt(1, 0, [0, 100]), spanAt(2, 1, [5, 100])))).toHaveLength(1);
    expect(gapsOf(treeOf(spanAt(1, 0, [0, 2]), spanAt(2, 1, [0.99, 2])))).toEqual([]);
  });

  test('gravação do Jaeger', () => {
    expect(gapsOf(buildTraceTree(fixtureTrace('3fc60c')))).toEqual([
      ['POST /charge', 'after_last', 95, 228],
      ['POST /charge', 'before_first', 62, 90],
      ['POST /orders', 'between', 45.0009, 60],
    ]);
  });

  test('qualquer árvore: dentro do span, sem filho em andamento, do tamanho mínimo e em ordem', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const gaps = findGaps(tree);
        for (const { node, startUs, endUs } of gaps) {
          expect(startUs).toBeGreaterThanOrEqual(node.startUs);
          expect(endUs).toBeLessThanOrEqual(node.startUs + node.durationUs);
          for (const child of node.children) {
            expect(Math.min(child.startUs + child.durationUs, endUs)).toBeLessThanOrEqual(
              Math.max(child.startUs, startUs),
            );
          }
        }
        const sizes = gaps.map(sizeUs);
        expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
        expect(Math.min(Infinity, ...sizes)).toBeGreaterThanOrEqual(
          Math.max(GAP_MIN_US, tree.durationUs * GAP_MIN_SHARE),
        );
        for (const node of tree.nodes) {
          const total = gaps.filter((gap) => gap.node === node).reduce((sum, gap) => sum + sizeUs(gap), 0);
          expect(total).toBeLessThanOrEqual(node.selfTimeUs + 1e-6);
        }
      }),
    );
  });

  test('uma cadeia de 10.000 spans não estoura a pilha', () => {
    expect(findGaps(chain(10_000))).toEqual([]);
  });
});
