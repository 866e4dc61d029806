import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CallPath, groupCallPaths } from '../query/call-paths.ts';
import { anyTree, chain, spanAt, treeOf } from '../query/testing/small-trees.ts';
import type { TraceTree } from '../query/trace-tree.ts';
import { type Flamegraph, layoutFlamegraph, MAX_FRAMES, MAX_ROWS } from './flamegraph-layout.ts';

const rootsOf = (tree: TraceTree): CallPath[] => groupCallPaths(tree).filter(({ parent }) => !parent);
const layoutOf = (tree: TraceTree): Flamegraph => layoutFlamegraph(rootsOf(tree));
const places = ({ frames }: Flamegraph): (readonly [string, number, number, number])[] =>
  frames.map(({ path, x, width, row }) => [path.operation, Number(x.toFixed(4)), Number(width.toFixed(4)), row]);

describe('o flamegraph', () => {
  test('a largura é o trabalho, e o que sobra do pai é o tempo próprio dele', () => {
    const tree = treeOf(
      spanAt(1, 0, [0, 100], { name: 'a' }),
      spanAt(2, 1, [0, 50], { name: 'b' }),
      spanAt(3, 1, [50, 75], { name: 'c' }),
    );
    expect(places(layoutOf(tree))).toEqual([
      ['a', 0, 1, 0],
      ['b', 0, 0.5, 1],
      ['c', 0.5, 0.25, 1],
    ]);
  });

  test('filhos em paralelo somam mais que o pai, e ainda assim cabem nele', () => {
    const tree = treeOf(
      spanAt(1, 0, [0, 100], { name: 'a' }),
      spanAt(2, 1, [0, 100], { name: 'b' }),
      spanAt(3, 1, [0, 100], { name: 'c' }),
      // Termina muito depois de quem o chamou.
      spanAt(4, 1, [90, 290], { name: 'd' }),
    );
    expect(places(layoutOf(tree))).toEqual([
      ['a', 0, 1, 0],
      ['b', 0, 0.25, 1],
      ['c', 0.25, 0.25, 1],
      ['d', 0.5, 0.5, 1],
    ]);
  });

  test('várias raízes dividem a primeira linha; de perto, um caminho a ocupa inteira', () => {
    const roots = rootsOf(
      treeOf(
        spanAt(1, 0, [0, 30], { name: 'a' }),
        spanAt(2, 0, [30, 40], { name: 'b' }),
        spanAt(3, 1, [0, 15], { name: 'c' }),
      ),
    );
    expect(places(layoutFlamegraph(roots))).toEqual([
      ['a', 0, 0.75, 0],
      ['b', 0.75, 0.25, 0],
      ['c', 0, 0.375, 1],
    ]);
    expect(places(layoutFlamegraph([roots[0]]))).toEqual([
      ['a', 0, 1, 0],
      ['c', 0, 0.5, 1],
    ]);
  });

  test('sem durações, a largura é o número de spans', () => {
    const flamegraph = layoutOf(
      treeOf(
        spanAt(1, 0, [0, 0], { name: 'a' }),
        spanAt(2, 0, [0, 0], { name: 'a' }),
        spanAt(3, 0, [0, 0], { name: 'b' }),
        spanAt(4, 3, [0, 0], { name: 'c' }),
      ),
    );
    expect(flamegraph.byCount).toBe(true);
    expect(places(flamegraph)).toEqual([
      ['a', 0, 0.5, 0],
      ['b', 0.5, 0.5, 0],
      ['c', 0.5, 0.25, 1],
    ]);
  });

  test('qualquer trace: ninguém passa do pai, nem fica sobre um irmão, e nada some sem ser contado', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const { frames, hidden, rows } = layoutOf(tree);
        const byPath = new Map(frames.map((frame) => [frame.path, frame]));
        for (const { path, x, width, row } of frames) {
          const parent = path.parent && byPath.get(path.parent);
          expect(path.parent === undefined).toBe(parent === undefined);
          const [from, to] = parent ? [parent.x, parent.x + parent.width] : [0, 1];
          expect(x).toBeGreaterThanOrEqual(from - 1e-9);
          expect(x + width).toBeLessThanOrEqual(to + 1e-9);
          const overlapping = frames.filter(
            (other) => other.row === row && other.x < x + width - 1e-9 && x < other.x + other.width - 1e-9,
          );
          expect(overlapping).toHaveLength(1);
          expect(row).toBeLessThan(rows);
        }
        expect(frames.length + hidden).toBe(groupCallPaths(tree).length);
      }),
    );
  });

  test('uma cadeia de 10.000 níveis: os primeiros se veem, o resto se conta', () => {
    const { frames, rows, hidden } = layoutOf(chain(10_000));
    expect([frames.length, rows, hidden]).toEqual([MAX_ROWS, MAX_ROWS, 10_000 - MAX_ROWS]);
  });

  test('milhares de irmãos: os mais largos, com a raiz', () => {
    const spans = Array.from({ length: 900 }, (_, i) => spanAt(i + 2, 1, [i, i + 1], { name: `n${i}` }));
    const { frames, hidden } = layoutOf(treeOf(spanAt(1, 0, [0, 900], { name: 'a' }), ...spans));
    expect([frames.length, hidden, frames[0].path.operation]).toEqual([MAX_FRAMES, 901 - MAX_FRAMES, 'a']);
  });

  test('um trace vazio não tem o que desenhar', () => {
    expect(layoutOf(treeOf())).toEqual({ frames: [], rows: 0, hidden: 0, byCount: true });
  });
});
