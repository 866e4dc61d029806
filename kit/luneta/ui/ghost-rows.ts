/** Onde os fantasmas entram na linha do tempo: como últimos filhos do pai esperado. */
import type { SpanNode, TraceTree } from '../query/trace-tree.ts';
import type { ExpectedSpan } from './expected-spans.ts';

export interface GhostRow {
  ghost: ExpectedSpan;
  depth: number;
  /** O pai que veio; sem ele, o fantasma pode estar em qualquer lugar do trace. */
  parent: SpanNode | undefined;
}

/** Por posição da linha depois da qual eles entram; `-1` num trace sem spans. */
export function placeGhosts(tree: TraceTree, ghosts: readonly ExpectedSpan[]): Map<number, GhostRow[]> {
  const real = new Map(tree.nodes.toReversed().map((node) => [node.span.name, node]));
  const places = new Map<number, GhostRow[]>();
  const placed = new Set<ExpectedSpan>();

  /** O fantasma e os que o esperavam como pai. */
  const family = (ghost: ExpectedSpan, depth: number, parent: SpanNode | undefined): GhostRow[] => {
    if (placed.has(ghost)) return [];
    placed.add(ghost);
    const children = ghosts.filter((other) => other.parent === ghost.name && !real.has(ghost.name));
    return [{ ghost, depth, parent }, ...children.flatMap((child) => family(child, depth + 1, parent))];
  };
  const put = (at: number, rows: GhostRow[]): void => {
    if (rows.length > 0) places.set(at, [...(places.get(at) ?? []), ...rows]);
  };

  const withParent = ghosts
    .flatMap((ghost) => {
      const parent = ghost.parent === undefined ? undefined : real.get(ghost.parent);
      return parent ? [{ ghost, parent }] : [];
    })
    // Onde várias famílias acabam na mesma linha, a mais funda vem antes: é descendente da outra.
    .toSorted((a, b) => b.parent.depth - a.parent.depth);
  for (const { ghost, parent } of withParent) {
    put(parent.index + parent.descendantCount, family(ghost, parent.depth + 1, parent));
  }
  const names = new Set(ghosts.map(({ name }) => name));
  const loose = ghosts.filter(({ parent }) => parent === undefined || !names.has(parent));
  // Os que sobram depois dos soltos são pais uns dos outros, em círculo.
  for (const ghost of [...loose, ...ghosts]) put(tree.nodes.length - 1, family(ghost, 0, undefined));
  return places;
}
