/**
 * Spans de um trace → linhas na ordem da tela. Função pura e sem recursão: uma cadeia de milhares de spans é um trace
 * válido. Ciclos e pais ausentes, que existem na prática, viram raízes.
 */
import { groupBy } from '../group-by.ts';

/** O que a linha do tempo precisa saber de um span, venha ele de onde vier. */
export interface RowSpan {
  spanId: string;
  parentSpanId?: string;
  name: string;
  service: string;
  /** Microssegundos, desde qualquer instante que seja o mesmo para todos. */
  startUs: number;
  durationUs: number;
  isError: boolean;
}

/** Um span que se esperava e não veio. Do lugar dele sabe-se o que disse quem o esperava: nomes, não ids. */
export interface GhostSpan {
  name: string;
  parent?: string;
  service?: string;
}

export interface TraceRow {
  name: string;
  service: string;
  /** Em relação ao início do trace, em microssegundos. */
  startUs: number;
  durationUs: number;
  isError: boolean;
  /** Um fantasma não tem hora: ocupa o intervalo do pai ou, numa raiz, o trace todo. */
  isGhost: boolean;
  /** A linha do span pai, sempre acima desta; ausente numa raiz. */
  parent: TraceRow | undefined;
  /** É o último entre os irmãos? */
  isLast: boolean;
}

export interface TraceRows {
  rows: TraceRow[];
  durationUs: number;
  /** Os dos spans que vieram. */
  services: string[];
}

type TreeNode = RowSpan | GhostSpan;

/** @param ghosts Cada um vem depois dos filhos que o pai tem; sem pai conhecido, é uma raiz. */
export function toTraceRows(unordered: readonly RowSpan[], ghosts: readonly GhostSpan[] = []): TraceRows {
  const spans = unordered.toSorted((a, b) => a.startUs - b.startUs);
  const children = childrenOf(parentsOf(spans, ghosts));

  const traceStart = spans[0]?.startUs ?? 0;
  const traceEnd = spans.reduce((last, span) => Math.max(last, span.startUs + span.durationUs), traceStart);
  const rows: TraceRow[] = [];
  const spanRow = ({ name, service, startUs, durationUs, isError }: RowSpan) => ({
    name,
    service,
    startUs: startUs - traceStart,
    durationUs,
    isError,
    isGhost: false,
  });
  const ghostRow = ({ name, service = '' }: GhostSpan, parent: TraceRow | undefined) => ({
    name,
    service,
    startUs: parent?.startUs ?? 0,
    durationUs: parent?.durationUs ?? traceEnd - traceStart,
    isError: false,
    isGhost: true,
  });
  const pending: { node: TreeNode; parent?: TraceRow; isLast: boolean }[] = [];
  const wait = (nodes: readonly TreeNode[], parent?: TraceRow): void => {
    for (let i = nodes.length - 1; i >= 0; i--) {
      pending.push({ node: nodes[i], parent, isLast: i === nodes.length - 1 });
    }
  };
  wait(children.get(undefined) ?? []);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, parent, isLast } = next;
    const row: TraceRow = { ...('spanId' in node ? spanRow(node) : ghostRow(node, parent)), parent, isLast };
    rows.push(row);
    wait(children.get(node) ?? [], row);
  }

  const services = rows.filter(({ isGhost }) => !isGhost).map(({ service }) => service);
  return { rows, durationUs: traceEnd - traceStart, services: [...new Set(services)] };
}

/** O pai de cada um, sem ciclos: um ciclo se abre onde primeiro se chega a ele. */
function parentsOf(spans: readonly RowSpan[], ghosts: readonly GhostSpan[]): Map<TreeNode, TreeNode | undefined> {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  // De trás para a frente: de vários spans com o mesmo nome, fica o primeiro.
  const byName = new Map<string | undefined, TreeNode>([
    ...ghosts.map((ghost) => [ghost.name, ghost] as const),
    ...spans.toReversed().map((span) => [span.name, span] as const),
  ]);
  const parents = new Map<TreeNode, TreeNode | undefined>();
  for (const span of spans) parents.set(span, byId.get(span.parentSpanId ?? ''));
  for (const ghost of ghosts) parents.set(ghost, byName.get(ghost.parent));

  const checked = new Set<TreeNode>();
  for (const node of parents.keys()) {
    const branch = new Set<TreeNode>();
    let above: TreeNode | undefined = node;
    while (above && !checked.has(above) && !branch.has(above)) {
      branch.add(above);
      above = parents.get(above);
    }
    if (above && branch.has(above)) parents.set(above, undefined);
    for (const each of branch) checked.add(each);
  }
  return parents;
}

function childrenOf(parents: ReadonlyMap<TreeNode, TreeNode | undefined>): Map<TreeNode | undefined, TreeNode[]> {
  return groupBy(parents.keys(), (node) => parents.get(node));
}
