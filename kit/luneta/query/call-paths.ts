/**
 * Os spans de um trace juntados por caminho de chamadas: o serviço e a operação de cada nível, desde a raiz. É o que o
 * flamegraph e o grafo de um trace desenham.
 *
 *   loja POST /pedidos ─┬─ banco SELECT          spans   A ─ B, B, C      caminhos   A ─ A/B (2 spans), A/C
 *                       ├─ banco SELECT
 *                       └─ fila publicar
 *
 * A mesma operação chamada por dois caminhos são dois caminhos. Nada é recursivo, pelo mesmo motivo que na árvore.
 */
import { StatusCode } from '../store/model.ts';
import type { SpanNode, TraceTree } from './trace-tree.ts';

export interface CallPath {
  /** A chave do primeiro span dele: aponta o caminho num endereço, e não muda quando o trace cresce. */
  key: string;
  service: string;
  operation: string;
  parent: CallPath | undefined;
  /** Na ordem em que aparecem no trace. */
  children: CallPath[];
  depth: number;
  nodes: SpanNode[];
  errorCount: number;
  /** A soma das durações, em microssegundos. */
  durationUs: number;
  selfUs: number;
  /** O tempo próprio dele e de tudo abaixo. Filhos em paralelo somam cada um o seu: pode passar de `durationUs`. */
  workUs: number;
}

/** Todos os caminhos, cada um depois do pai dele. */
export function groupCallPaths({ nodes }: TraceTree): CallPath[] {
  const paths: CallPath[] = [];
  const pathOf = new Map<SpanNode, CallPath>();
  const known = new Map<CallPath | undefined, Map<string, CallPath>>();
  for (const node of nodes) {
    const parent = node.parent && pathOf.get(node.parent);
    const siblings = known.get(parent) ?? new Map<string, CallPath>();
    known.set(parent, siblings);
    const { name, resource } = node.span;
    const label = JSON.stringify([resource.serviceName, name]);
    let path = siblings.get(label);
    if (!path) {
      path = emptyPath(node, parent);
      siblings.set(label, path);
      parent?.children.push(path);
      paths.push(path);
    }
    pathOf.set(node, path);
    path.nodes.push(node);
    path.durationUs += node.durationUs;
    path.selfUs += node.selfTimeUs;
    if (node.span.status.code === StatusCode.ERROR) path.errorCount++;
  }
  for (const path of paths.toReversed()) {
    path.workUs += path.selfUs;
    if (path.parent) path.parent.workUs += path.workUs;
  }
  return paths;
}

function emptyPath({ key, span, depth }: SpanNode, parent: CallPath | undefined): CallPath {
  return {
    key,
    service: span.resource.serviceName,
    operation: span.name,
    parent,
    children: [],
    depth,
    nodes: [],
    errorCount: 0,
    durationUs: 0,
    selfUs: 0,
    workUs: 0,
  };
}

/** O caminho a que um span pertence. */
export function findCallPath(paths: readonly CallPath[], spanKey: string): CallPath | undefined {
  return paths.find(({ nodes }) => nodes.some(({ key }) => key === spanKey));
}

/** Os caminhos de algum destes spans. */
export function pathsOfSpans(paths: readonly CallPath[], spans: ReadonlySet<SpanNode>): Set<CallPath> {
  return new Set(paths.filter(({ nodes }) => nodes.some((node) => spans.has(node))));
}

/** Da raiz até ele. */
export function pathToRoot(path: CallPath): CallPath[] {
  const above: CallPath[] = [];
  for (let step: CallPath | undefined = path; step; step = step.parent) above.push(step);
  return above.toReversed();
}

/** Os `max` caminhos com mais trabalho, na ordem dada. Quem fica traz o pai: ele nunca tem menos trabalho. */
export function busiestPaths(paths: readonly CallPath[], max: number): CallPath[] {
  const kept = new Set(paths.toSorted((a, b) => b.workUs - a.workUs).slice(0, max));
  return paths.filter((path) => kept.has(path));
}
