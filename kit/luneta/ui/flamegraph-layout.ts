/**
 * Onde fica cada retângulo do flamegraph: o `partition` do d3-hierarchy divide a largura do pai entre os filhos. A
 * medida é o tempo próprio, que se soma sem contar nada duas vezes: com a duração no lugar dela, filhos em paralelo não
 * caberiam no pai.
 *
 *   ┌──────────────── a: 140 ms de trabalho ────────────────┐
 *   ┌────────── b: 100 ms ──────────┐┌─ c: 10 ms ─┐             o que sobra é o tempo próprio de `a`
 */
import { hierarchy, partition } from 'd3-hierarchy';
import type { CallPath } from '../query/call-paths.ts';

export interface Frame {
  path: CallPath;
  /** De 0 a 1, do começo ao fim do desenho. */
  x: number;
  width: number;
  /** A partir de 0, de cima para baixo. */
  row: number;
}

export interface Flamegraph {
  /** Cada um depois do pai. */
  frames: Frame[];
  rows: number;
  /** Caminhos que não couberam. */
  hidden: number;
  /** Nenhum span tem duração: a largura é o número de spans. */
  byCount: boolean;
}

/** Níveis que se veem de uma vez; mais fundo, aproximando. */
export const MAX_ROWS = 40;
/** Um pixel e meio numa janela larga. */
const MIN_WIDTH = 0.001;
export const MAX_FRAMES = 600;

/** @param roots Os caminhos da primeira linha: as raízes, ou o caminho em que se aproximou. */
export function layoutFlamegraph(roots: readonly CallPath[]): Flamegraph {
  const byCount = roots.every(({ workUs }) => workUs === 0);
  const lastDepth = (roots[0]?.depth ?? 0) + MAX_ROWS - 1;
  const isCut = ({ depth }: CallPath): boolean => depth >= lastDepth;
  // Um trace pode ter várias raízes; a árvore do d3 tem uma, que não se desenha.
  const whole = hierarchy<CallPath | null>(null, (path) => {
    if (!path) return roots;
    return isCut(path) ? undefined : path.children;
  }).sum((path) => {
    if (!path) return 0;
    if (byCount) return path.nodes.length;
    return isCut(path) ? path.workUs : path.selfUs;
  });
  const fitting = partition<CallPath | null>()(whole)
    .descendants()
    .flatMap(({ data: path, x0, x1, depth }): Frame[] =>
      path ? [{ path, x: x0, width: x1 - x0, row: depth - 1 }] : [],
    )
    .filter(({ width }) => width >= MIN_WIDTH);
  // Nível a nível, e a ordem é estável: o pai de quem fica também fica.
  const widest = new Set(fitting.toSorted((a, b) => b.width - a.width).slice(0, MAX_FRAMES));
  const frames = fitting.filter((frame) => widest.has(frame));
  return {
    frames,
    rows: frames.reduce((most, { row }) => Math.max(most, row + 1), 0),
    hidden: countPaths(roots) - frames.length,
    byCount,
  };
}

function countPaths(roots: readonly CallPath[]): number {
  let total = 0;
  const pending = [...roots];
  for (let path = pending.pop(); path; path = pending.pop()) {
    total++;
    for (const child of path.children) pending.push(child);
  }
  return total;
}
