import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareTraces, type ComparedRow } from './compare-traces.ts';
import { anyTree, chain, failed, spanAt, treeOf } from './testing/small-trees.ts';
import type { TraceTree } from './trace-tree.ts';

const outline = (a: TraceTree, b: TraceTree): string[] =>
  compareTraces(a, b).rows.map(({ left, right, state, depth }) => {
    const name = (left ?? right)?.span.name ?? '';
    return `${'  '.repeat(depth)}${name} ${state}`;
  });

/** Quantas vezes, daqui em diante, se lê o span de um nó destas árvores. */
function countLooks(...trees: TraceTree[]): () => number {
  let looks = 0;
  for (const node of trees.flatMap(({ nodes }) => nodes)) {
    const { span } = node;
    Object.defineProperty(node, 'span', { get: () => (looks++, span) });
  }
  return () => looks;
}

describe('compareTraces', () => {
  test('irmãos iguais fazem par na ordem; o que só há à direita fica depois do irmão que o precede lá', () => {
    const left = treeOf(
      spanAt(1, 0, [0, 100], { name: 'A' }),
      spanAt(2, 1, [10, 20], { name: 'B' }),
      spanAt(3, 1, [30, 40], { name: 'B' }),
      spanAt(4, 1, [50, 60], { name: 'C' }),
    );
    const right = treeOf(
      spanAt(1, 0, [0, 100], { name: 'A' }),
      spanAt(9, 1, [1, 2], { name: 'N' }),
      spanAt(2, 1, [10, 25], { name: 'B' }),
      spanAt(5, 2, [12, 13], { name: 'D' }),
      spanAt(6, 1, [30, 40], { name: 'D' }),
      spanAt(4, 1, [50, 52], { name: 'C' }),
    );
    expect(outline(left, right)).toEqual([
      'A same',
      '  N only_right',
      '  B slower',
      '    D only_right',
      '  D only_right',
      '  B only_left',
      '  C faster',
    ]);
    expect(compareTraces(left, right).counts).toEqual({ only_left: 1, only_right: 3, slower: 1, faster: 1, same: 1 });
  });

  test('o mesmo nome em outro serviço é outro span', () => {
    const other = treeOf(spanAt(1, 0, [0, 1], { service: 'estoque' }));
    expect(outline(treeOf(spanAt(1, 0, [0, 1])), other)).toEqual(['s1 only_right', 's1 only_left']);
  });

  test('quanto mudou, e de quem é a mudança', () => {
    const left = treeOf(spanAt(1, 0, [0, 100]), spanAt(2, 1, [10, 20]));
    const right = treeOf(spanAt(1, 0, [0, 190]), spanAt(2, 1, [10, 110]));
    const { rows } = compareTraces(left, right);
    expect(rows[0]).toMatchObject({ state: 'slower', deltaUs: 90_000, selfDeltaUs: 0, ratio: 1.9 });
    expect(rows[1]).toMatchObject({ state: 'slower', deltaUs: 90_000, selfDeltaUs: 90_000, ratio: 10 });
  });

  test.each<[number, number, string]>([
    [100, 110, 'same'],
    [100, 112, 'slower'],
    [100, 90, 'same'],
    [100, 89, 'faster'],
    [0.01, 0.11, 'same'],
    [0.01, 0.12, 'slower'],
    [0, 0.1, 'same'],
    [0, 1, 'slower'],
  ])('de %d ms para %d ms: %s', (before, after, state) => {
    const { rows } = compareTraces(treeOf(spanAt(1, 0, [0, before])), treeOf(spanAt(1, 0, [0, after])));
    expect(rows[0].state).toBe(state);
    expect(rows[0].ratio).toBe(before === 0 ? undefined : rows[0].right!.durationUs / rows[0].left!.durationUs);
  });

  test('erros que aparecem e somem, também nos spans de um lado só', () => {
    const left = treeOf(spanAt(1, 0, [0, 9]), spanAt(2, 1, [0, 1], failed), spanAt(3, 1, [0, 1], failed));
    const right = treeOf(spanAt(1, 0, [0, 9], failed), spanAt(2, 1, [0, 1]), spanAt(4, 1, [0, 1], failed));
    const comparison = compareTraces(left, right);
    expect(comparison.rows.map(({ left: a, right: b, error }) => [(a ?? b)?.span.name, error])).toEqual([
      ['s1', 'appeared'],
      ['s2', 'disappeared'],
      ['s4', 'appeared'],
      ['s3', 'disappeared'],
    ]);
    expect(comparison).toMatchObject({ errorsAppeared: 2, errorsDisappeared: 2 });
    expect(compareTraces(left, left)).toMatchObject({ errorsAppeared: 0, errorsDisappeared: 0 });
  });

  test('um trace comparado consigo mesmo é todo igual, e na mesma ordem', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const { rows, counts } = compareTraces(tree, tree);
        expect(rows.map(({ left }) => left)).toEqual(tree.nodes);
        expect(rows.every(({ left, right }) => left === right)).toBe(true);
        expect(counts.same).toBe(tree.nodes.length);
      }),
    );
  });

  test('cada span dos dois lados aparece uma vez, em pré-ordem; trocar os lados troca só o sinal', () => {
    fc.assert(
      fc.property(anyTree, anyTree, (a, b) => {
        const { rows, counts } = compareTraces(a, b);
        expect(new Set(rows.flatMap(({ left }) => left ?? []))).toEqual(new Set(a.nodes));
        expect(new Set(rows.flatMap(({ right }) => right ?? []))).toEqual(new Set(b.nodes));
        expect(rows).toHaveLength(a.nodes.length + b.nodes.length - counts.same - counts.slower - counts.faster);
        // A linha de cima, um nível acima, é a do pai: dos dois lados.
        const path: ComparedRow[] = [];
        for (const row of rows) {
          const above = row.depth === 0 ? undefined : path[row.depth - 1];
          expect(row.left?.parent).toBe(row.left && above?.left);
          expect(row.right?.parent).toBe(row.right && above?.right);
          path[row.depth] = row;
        }
        const swapped = compareTraces(b, a).counts;
        expect(swapped).toEqual({
          only_left: counts.only_right,
          only_right: counts.only_left,
          slower: counts.faster,
          faster: counts.slower,
          same: counts.same,
        });
      }),
    );
  });

  test('10.000 spans, em cadeia ou irmãos: cada um é olhado poucas vezes', () => {
    const wide = treeOf(
      spanAt(1, 0, [0, 1]),
      ...Array.from({ length: 9_999 }, (_, i) => spanAt(i + 2, 1, [0, 1], { name: `n${i % 7}` })),
    );
    const deep = chain(10_000);
    const looks = countLooks(wide, deep);
    expect(compareTraces(wide, wide).counts.same).toBe(10_000);
    expect(compareTraces(deep, deep).counts.same).toBe(10_000);
    expect(compareTraces(wide, deep).rows).toHaveLength(20_000);
    expect(looks()).toBeLessThan(3 * 20_000 * 3);
  });
});
