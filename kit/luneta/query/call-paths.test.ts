import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { busiestPaths, type CallPath, findCallPath, groupCallPaths, pathsOfSpans, pathToRoot } from './call-paths.ts';
import { anyTree, chain, failed, spanAt, treeOf } from './testing/small-trees.ts';

const written = (path: CallPath): string =>
  pathToRoot(path)
    .map(({ operation }) => operation)
    .join('/');

/** A raiz `a` de 100 ms, com duas chamadas a `b` ao mesmo tempo, e `b` de novo dentro de `c`. */
const tree = treeOf(
  spanAt(1, 0, [0, 100], { name: 'a' }),
  spanAt(2, 1, [10, 60], { name: 'b' }),
  spanAt(3, 1, [20, 70], { name: 'b', ...failed }),
  spanAt(4, 1, [80, 90], { name: 'c' }),
  spanAt(5, 4, [82, 86], { name: 'b' }),
);

describe('caminhos de chamadas', () => {
  test('spans com o mesmo caminho se somam; a mesma operação por outro caminho é outra', () => {
    const paths = groupCallPaths(tree);
    expect(paths.map((path) => [written(path), path.nodes.length, path.errorCount])).toEqual([
      ['a', 1, 0],
      ['a/b', 2, 1],
      ['a/c', 1, 0],
      ['a/c/b', 1, 0],
    ]);
    const [a, ab, ac, acb] = paths;
    expect(ab).toMatchObject({ durationUs: 100_000, selfUs: 100_000, workUs: 100_000, parent: a });
    expect(ac).toMatchObject({ durationUs: 10_000, selfUs: 6_000, workUs: 10_000, children: [acb] });
    // Próprio: 100 − 60 (união dos `b`) − 10; o trabalho soma os dois `b`, que andaram juntos.
    expect(a).toMatchObject({ durationUs: 100_000, selfUs: 30_000, workUs: 140_000 });
  });

  test('serviços diferentes não se juntam, nem nomes que colados seriam iguais', () => {
    const paths = groupCallPaths(
      treeOf(
        spanAt(1, 0, [0, 1], { service: 'ab', name: 'c' }),
        spanAt(2, 0, [0, 1], { service: 'a', name: 'bc' }),
        spanAt(3, 0, [0, 1], { service: 'ab', name: 'c' }),
      ),
    );
    expect(paths.map(({ nodes }) => nodes.length)).toEqual([2, 1]);
  });

  test('qualquer árvore: cada span num caminho só, pais antes dos filhos, e o trabalho das raízes é todo o tempo próprio', () => {
    fc.assert(
      fc.property(anyTree, (any) => {
        const paths = groupCallPaths(any);
        expect(paths.flatMap(({ nodes }) => nodes).toSorted((a, b) => a.index - b.index)).toEqual(any.nodes);
        paths.forEach((path, i) => {
          expect(path.parent === undefined || paths.indexOf(path.parent) < i).toBe(true);
          expect(path.workUs).toBeCloseTo(path.selfUs + path.children.reduce((sum, { workUs }) => sum + workUs, 0), 3);
        });
        const roots = paths.filter(({ parent }) => !parent).reduce((sum, { workUs }) => sum + workUs, 0);
        expect(roots).toBeCloseTo(
          any.nodes.reduce((sum, { selfTimeUs }) => sum + selfTimeUs, 0),
          3,
        );
      }),
    );
  });

  test('os mais trabalhosos vêm com os pais deles', () => {
    const paths = groupCallPaths(tree);
    expect(busiestPaths(paths, 2).map(written)).toEqual(['a', 'a/b']);
    fc.assert(
      fc.property(anyTree, fc.integer({ min: 1, max: 6 }), (any, max) => {
        const kept = busiestPaths(groupCallPaths(any), max);
        expect(kept.every(({ parent }) => !parent || kept.includes(parent))).toBe(true);
      }),
    );
  });

  test('acha o caminho de um span qualquer dele', () => {
    const paths = groupCallPaths(tree);
    expect(findCallPath(paths, tree.nodes[2].key)).toBe(paths[1]);
    expect(findCallPath(paths, 'nenhum')).toBeUndefined();
    expect([...pathsOfSpans(paths, new Set([tree.nodes[2], tree.nodes[4]]))]).toEqual([paths[1], paths[3]]);
  });

  test('uma cadeia de 10.000 níveis são 10.000 caminhos', () => {
    expect(groupCallPaths(chain(10_000))).toHaveLength(10_000);
  });
});
