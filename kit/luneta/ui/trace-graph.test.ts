import { describe, expect, test } from 'vitest';
import { spanAt, treeOf } from '../query/testing/small-trees.ts';
import { buildTraceTree } from '../query/trace-tree.ts';
import { bigTrace } from './testing/big-trace.ts';
import { drawTraceGraph, MAX_DRAWN_PATHS, type TraceGraph } from './trace-graph.ts';

const operations = ({ layout, drawn }: TraceGraph): string[] =>
  layout.boxes.toSorted((a, b) => a.x - b.x || a.y - b.y).map(({ name }) => drawn.get(name)!.operation);

describe('o grafo do trace', () => {
  test('uma caixa por caminho, uma seta por chamada; quem chama fica à esquerda, e irmãos na ordem do trace', async () => {
    const graph = await drawTraceGraph(
      treeOf(
        spanAt(1, 0, [0, 100], { name: 'a' }),
        spanAt(2, 1, [10, 20], { name: 'z' }),
        spanAt(3, 1, [20, 30], { name: 'b' }),
        spanAt(4, 1, [30, 40], { name: 'z' }),
        spanAt(5, 1, [40, 50], { name: 'm' }),
      ),
    );
    expect(operations(graph)).toEqual(['a', 'z', 'b', 'm']);
    expect(graph.layout.arrows).toHaveLength(3);
  });

  test('um span só: uma caixa, nenhuma seta', async () => {
    const { layout } = await drawTraceGraph(treeOf(spanAt(1, 0, [0, 1])));
    expect([layout.boxes.length, layout.arrows.length]).toEqual([1, 0]);
  });

  test('um trace vazio é um grafo vazio', async () => {
    const { layout, paths } = await drawTraceGraph(treeOf());
    expect([layout.boxes, paths]).toEqual([[], []]);
  });

  test('milhares de caminhos: os com mais trabalho, ligados uns aos outros', async () => {
    const { layout, drawn, paths } = await drawTraceGraph(buildTraceTree(bigTrace(2_000)));
    expect(paths.length).toBeGreaterThan(1_000);
    expect(drawn.size).toBe(MAX_DRAWN_PATHS);
    expect(layout.boxes).toHaveLength(MAX_DRAWN_PATHS);
    // É uma árvore: só a raiz não tem seta que chegue a ela.
    expect(layout.arrows).toHaveLength(MAX_DRAWN_PATHS - 1);
    const least = Math.min(...[...drawn.values()].map(({ workUs }) => workUs));
    const left = paths.filter((path) => ![...drawn.values()].includes(path));
    expect(left.every(({ workUs }) => workUs <= least)).toBe(true);
  });
});
