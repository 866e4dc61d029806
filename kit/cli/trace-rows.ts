/**
 * Trace do Jaeger → linhas na ordem da tela. Função pura e sem recursão: uma cadeia de milhares de spans é um trace
 * válido. Ciclos e pais ausentes, que existem na prática, viram raízes.
 */
import { type JaegerSpan, type JaegerTrace, parentId } from './find-trace.ts';

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

type TreeNode = JaegerSpan | GhostSpan;

/** @param ghosts Cada um vem depois dos filhos que o pai tem; sem pai conhecido, é uma raiz. */
export function toTraceRows(trace: JaegerTrace, ghosts: readonly GhostSpan[] = []): TraceRows {
  const spans = trace.spans.toSorted((a, b) => a.startTime - b.startTime);
  const children = groupByParent(parentsOf(spans, ghosts));

  const startTime = spans.reduce((first, span) => Math.min(first, span.startTime), spans[0]?.startTime ?? 0);
  const endTime = spans.reduce((last, span) => Math.max(last, span.startTime + span.duration), startTime);
  const rows: TraceRow[] = [];
  const spanRow = (span: JaegerSpan) => ({
    name: span.operationName,
    service: trace.processes[span.processID]?.serviceName ?? '',
    startUs: span.startTime - startTime,
    durationUs: span.duration,
    isError: span.tags.some(({ key, value }) => key === 'error' && String(value) === 'true'),
    isGhost: false,
  });
  const ghostRow = ({ name, service = '' }: GhostSpan, parent: TraceRow | undefined) => ({
    name,
    service,
    startUs: parent?.startUs ?? 0,
    durationUs: parent?.durationUs ?? endTime - startTime,
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
    const row: TraceRow = { ...('spanID' in node ? spanRow(node) : ghostRow(node, parent)), parent, isLast };
    rows.push(row);
    wait(children.get(node) ?? [], row);
  }

  const services = rows.filter(({ isGhost }) => !isGhost).map(({ service }) => service);
  return { rows, durationUs: endTime - startTime, services: [...new Set(services)] };
}

/** O pai de cada um, sem ciclos: um ciclo se abre onde primeiro se chega a ele. */
function parentsOf(spans: readonly JaegerSpan[], ghosts: readonly GhostSpan[]): Map<TreeNode, TreeNode | undefined> {
  const byId = new Map(spans.map((span) => [span.spanID, span]));
  // De trás para a frente: de vários spans com o mesmo nome, fica o primeiro.
  const byName = new Map<string | undefined, TreeNode>([
    ...ghosts.map((ghost) => [ghost.name, ghost] as const),
    ...spans.toReversed().map((span) => [span.operationName, span] as const),
  ]);
  const parents = new Map<TreeNode, TreeNode | undefined>();
  for (const span of spans) parents.set(span, byId.get(parentId(span) ?? ''));
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

function groupByParent(parents: ReadonlyMap<TreeNode, TreeNode | undefined>): Map<TreeNode | undefined, TreeNode[]> {
  const children = new Map<TreeNode | undefined, TreeNode[]>();
  for (const [node, parent] of parents) {
    const siblings = children.get(parent);
    if (siblings) siblings.push(node);
    else children.set(parent, [node]);
  }
  return children;
}
