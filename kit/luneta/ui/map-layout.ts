/**
 * Onde fica cada caixa e por onde passa cada seta, no mapa de serviços e no grafo de um trace: o dagre decide, no
 * servidor. O mesmo grafo dá sempre o mesmo desenho, e contagens que sobem não o mexem: só os nomes e as ligações entram
 * na conta.
 *
 *   ┌────────┐      ┌─────────┐
 *   │ loja   │─ 9 ─▶│ estoque │     caixas de tamanho fixo por nome; rótulos de tamanho fixo
 *   └────────┘      └─────────┘
 *     avisos          relatórios    serviços sem ligação: numa grade, abaixo
 */
import type { EdgeLabel, Graph as DagreGraph, GraphLabel, NodeLabel } from '@dagrejs/dagre';

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  name: string;
  width: number;
}

export interface Arrow {
  parent: string;
  child: string;
  points: Point[];
  /** O centro do rótulo. */
  label: Point;
}

/** Coordenadas em pixels; `x` e `y` das caixas são o canto superior esquerdo. */
export interface MapLayout {
  width: number;
  height: number;
  boxes: Box[];
  arrows: Arrow[];
}

export interface MapEdge {
  parent: string;
  child: string;
}

/**
 * O dagre leva décimos de segundo neste tamanho e minutos em dez vezes ele; nesse tempo nada mais anda no processo. Um
 * mapa maior também não se lê.
 */
export const MAX_DRAWN_EDGES = 150;

export interface BoxShape {
  height: number;
  minWidth: number;
  /** O que se escreve na caixa, quando não é o nome dela. */
  labelOf?: (name: string) => string;
  /** Numa árvore nenhuma seta cruza outra: irmãos ficam na ordem dos nomes. */
  isTree?: boolean;
}

/** A caixa de um serviço. */
export const SERVICE_BOX: BoxShape = { height: 48, minWidth: 168 };

const BOX_WIDTH = { max: 240, perChar: 8.2, padding: 34 };
/** Sob o nome as letras são menores. */
const LINE_CHAR_WIDTH = 6.4;
const LABEL = { width: 74, height: 30 };
const MARGIN = 12;
const GAP = { nodes: 22, ranks: 34 };

/** Desenhos já feitos, pela lista de caixas e ligações. */
const drawn = new Map<string, MapLayout>();
const MAX_KEPT = 16;

/** @param names As caixas, sem repetição. @param edges Entre duas delas; no máximo `MAX_DRAWN_EDGES`. */
export async function layoutMap(
  names: readonly string[],
  edges: readonly MapEdge[],
  shape: BoxShape = SERVICE_BOX,
): Promise<MapLayout> {
  // A ordem de uso muda a cada visita; o desenho não pode mudar com ela.
  const sizes = names.toSorted().map((name): BoxSize => ({ name, width: boxWidth(name, shape), height: shape.height }));
  const sortedEdges = edges
    .map(({ parent, child }): [string, string] => [parent, child])
    .toSorted(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1));
  const key = JSON.stringify([sizes, sortedEdges, shape.isTree]);
  const known = drawn.get(key);
  if (known) return known;
  const layout = await computeLayout(sizes, sortedEdges, shape.isTree);
  if (drawn.size >= MAX_KEPT) drawn.delete(drawn.keys().next().value ?? '');
  drawn.set(key, layout);
  return layout;
}

interface BoxSize {
  name: string;
  width: number;
  height: number;
}

async function computeLayout(
  sizes: readonly BoxSize[],
  edges: readonly [string, string][],
  isTree = false,
): Promise<MapLayout> {
  const ends = new Set(edges.flat());
  const connected = sizes.filter(({ name }) => ends.has(name));
  const graph = edges.length > 0 ? await layoutConnected(connected, edges, isTree) : EMPTY;
  const alone = sizes.filter(({ name }) => !ends.has(name));
  if (alone.length === 0) return graph;
  const grid = layoutAlone(alone, graph);
  return { ...grid, boxes: [...graph.boxes, ...grid.boxes], arrows: graph.arrows };
}

const EMPTY: MapLayout = { width: 0, height: MARGIN, boxes: [], arrows: [] };

async function layoutConnected(
  sizes: readonly BoxSize[],
  edges: readonly [string, string][],
  isTree: boolean,
): Promise<MapLayout> {
  // Só aqui: o programa começa sem ele.
  const { Graph, layout } = await import('@dagrejs/dagre');
  const graph: DagreGraph<GraphLabel, NodeLabel, EdgeLabel> = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: GAP.nodes, ranksep: GAP.ranks, marginx: MARGIN, marginy: MARGIN });
  // Números no lugar dos nomes: `__proto__` e o separador interno do dagre também são nomes de serviço.
  const ids = new Map(sizes.map(({ name }, index) => [name, `n${index}`]));
  for (const { name, width, height } of sizes) graph.setNode(ids.get(name) ?? '', { width, height });
  for (const [parent, child] of edges) {
    graph.setEdge(ids.get(parent) ?? '', ids.get(child) ?? '', { ...LABEL, labelpos: 'c' });
  }
  layout(graph, { disableOptimalOrderHeuristic: isTree });
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: sizes.map(({ name, width: boxed, height: tall }) => {
      const { x = 0, y = 0 } = graph.node(ids.get(name) ?? '');
      return { name, x: round(x - boxed / 2), y: round(y - tall / 2), width: boxed };
    }),
    arrows: edges.map(([parent, child]) => {
      const [from, to] = [graph.node(ids.get(parent) ?? ''), graph.node(ids.get(child) ?? '')];
      const { points = [], x = 0, y = 0 } = graph.edge(ids.get(parent) ?? '', ids.get(child) ?? '');
      const middle = points.slice(1, -1).map((point) => ({ x: round(point.x), y: round(point.y) }));
      return { parent, child, points: middleOfSides(from, to, middle), label: { x: round(x), y: round(y) } };
    }),
  };
}

/** O dagre sai por onde a reta cruza a borda; do meio de um lado ao meio do outro lê-se melhor. */
function middleOfSides(from: NodeLabel, to: NodeLabel, between: readonly Point[]): Point[] {
  const [fromX = 0, toX = 0] = [from.x, to.x];
  // Uma seta que volta sai e chega um pouco abaixo: não se confunde com as que vão.
  const [side, lower] = fromX <= toX ? [1, 0] : [-1, 10];
  return [
    { x: round(fromX + (side * from.width) / 2), y: round((from.y ?? 0) + lower) },
    ...between,
    { x: round(toX - (side * to.width) / 2), y: round((to.y ?? 0) + lower) },
  ];
}

/** Abaixo do grafo, tantos por linha quantos couberem na largura dele. */
function layoutAlone(sizes: readonly BoxSize[], above: MapLayout): Omit<MapLayout, 'arrows'> {
  const room = Math.max(above.width, 900);
  const boxes: Box[] = [];
  let x = MARGIN;
  let y = above.height + (above.boxes.length > 0 ? GAP.nodes : 0);
  let { width } = above;
  for (const { name, width: boxed, height } of sizes) {
    if (x > MARGIN && x + boxed + MARGIN > room) {
      x = MARGIN;
      y += height + GAP.nodes;
    }
    boxes.push({ name, x, y, width: boxed });
    width = Math.max(width, x + boxed + MARGIN);
    x += boxed + GAP.nodes;
  }
  return { boxes, width, height: y + sizes[0].height + MARGIN };
}

/** Caracteres que cabem numa caixa: do nome, e de cada linha sob ele. */
export function charsIn({ width }: Box): { name: number; line: number } {
  const room = width - BOX_WIDTH.padding;
  return { name: Math.round(room / BOX_WIDTH.perChar), line: Math.floor(room / LINE_CHAR_WIDTH) };
}

function boxWidth(name: string, { minWidth, labelOf }: BoxShape): number {
  const wanted = (labelOf?.(name) ?? name).length * BOX_WIDTH.perChar + BOX_WIDTH.padding;
  return Math.round(Math.min(Math.max(wanted, minWidth), BOX_WIDTH.max));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
