/** O grafo de um trace: os caminhos de chamadas com mais trabalho, e onde cada um fica. */
import { busiestPaths, type CallPath, groupCallPaths } from '../query/call-paths.ts';
import type { TraceTree } from '../query/trace-tree.ts';
import { layoutMap, type MapLayout } from './map-layout.ts';

/** Mais caixas que isto não se leem, e o desenho demora. */
export const MAX_DRAWN_PATHS = 100;

export interface TraceGraph {
  layout: MapLayout;
  /** Os desenhados, pelo nome da caixa. */
  drawn: ReadonlyMap<string, CallPath>;
  /** Todos, desenhados ou não. */
  paths: readonly CallPath[];
}

/** Três linhas de texto; a última tem números, e precisa de lugar mesmo sob um nome curto. */
export const PATH_BOX = { height: 64, minWidth: 220 };

export async function drawTraceGraph(tree: TraceTree): Promise<TraceGraph> {
  const paths = groupCallPaths(tree);
  const drawn = new Map(busiestPaths(paths, MAX_DRAWN_PATHS).map((path) => [boxName(path), path]));
  const edges = [...drawn].flatMap(([child, { parent }]) => (parent ? [{ parent: boxName(parent), child }] : []));
  const labelOf = (name: string): string => drawn.get(name)?.operation ?? '';
  const layout = await layoutMap([...drawn.keys()], edges, { ...PATH_BOX, labelOf, isTree: true });
  return { layout, drawn, paths };
}

/** Em ordem alfabética, os nomes ficam na ordem do trace. */
function boxName({ nodes }: CallPath): string {
  return String(nodes[0].index).padStart(6, '0');
}
