/**
 * Trace → árvore, pronta para desenhar. Função pura; nada aqui é recursivo, porque uma cadeia de 10.000 spans é um
 * trace válido e estouraria a pilha.
 *
 *   nodes  [ raiz, filho, neto, filho, raiz 2, … ]   em pré-ordem: a ordem das linhas na tela
 *            └ descendantCount diz quantas linhas abaixo pertencem ao span
 *
 * Irmãos e raízes ficam por início e, no empate, por ordem de chegada. Os tempos saem relativos ao início do trace,
 * em microssegundos com fração: cabem num `number` sem perder o nanossegundo (até 104 dias).
 */
import type { Span, Trace } from '../store/model.ts';
import { dedupeSpans } from './dedupe-spans.ts';
import { resolveParents } from './span-parents.ts';

export interface SpanNode {
  span: Span;
  /** Único no trace: o id do span e, para ids repetidos, um sufixo (`…-2`). */
  key: string;
  /** Posição em `nodes`. */
  index: number;
  parent: SpanNode | undefined;
  children: SpanNode[];
  depth: number;
  descendantCount: number;
  startUs: number;
  durationUs: number;
  /** Duração menos o tempo em que algum filho estava em andamento. */
  selfTimeUs: number;
  orphan: boolean;
  cycle: boolean;
}

export interface TraceTree {
  traceId: string;
  nodes: SpanNode[];
  roots: SpanNode[];
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  durationUs: number;
  /** Número de níveis. */
  depth: number;
  /** Cópias exatas que ficaram de fora. */
  duplicateCount: number;
}

export function buildTraceTree(trace: Trace): TraceTree {
  const spans = dedupeSpans(trace.spans);
  const { parent, orphan, cycle } = resolveParents(spans);
  const bounds = timeBounds(spans);

  const keys = new Map<string, number>();
  const nodes = spans.map((span, index): SpanNode => {
    const repetition = (keys.get(span.spanId) ?? 0) + 1;
    keys.set(span.spanId, repetition);
    return {
      span,
      key: repetition === 1 ? span.spanId : `${span.spanId}-${repetition}`,
      index: -1,
      parent: undefined,
      children: [],
      depth: 0,
      descendantCount: 0,
      startUs: toUs(span.startTimeUnixNano - bounds.start),
      durationUs: toUs(durationNs(span)),
      selfTimeUs: 0,
      orphan: orphan[index],
      cycle: cycle[index],
    };
  });

  // Percorrer já na ordem final deixa cada lista de filhos ordenada sem ordená-las uma a uma.
  const roots: SpanNode[] = [];
  const order = nodes
    .map((_, index) => index)
    .toSorted((a, b) => compareBigint(spans[a].startTimeUnixNano, spans[b].startTimeUnixNano) || a - b);
  for (const index of order) {
    const node = nodes[index];
    node.parent = parent[index] < 0 ? undefined : nodes[parent[index]];
    (node.parent?.children ?? roots).push(node);
  }

  const rows = preOrder(roots);
  for (let i = rows.length - 1; i >= 0; i--) {
    const node = rows[i];
    if (node.parent) node.parent.descendantCount += node.descendantCount + 1;
    node.selfTimeUs = selfTimeUs(node);
  }
  return {
    traceId: trace.traceId,
    nodes: rows,
    roots,
    startTimeUnixNano: bounds.start,
    endTimeUnixNano: bounds.end,
    durationUs: toUs(bounds.end - bounds.start),
    depth: rows.reduce((deepest, node) => Math.max(deepest, node.depth + 1), 0),
    duplicateCount: trace.spans.length - spans.length,
  };
}

/** Fim antes do início é erro de relógio: conta como duração zero. */
export function durationNs(span: Span): bigint {
  const duration = span.endTimeUnixNano - span.startTimeUnixNano;
  return duration < 0n ? 0n : duration;
}

function timeBounds(spans: readonly Span[]): { start: bigint; end: bigint } {
  if (spans.length === 0) return { start: 0n, end: 0n };
  let start = spans[0].startTimeUnixNano;
  let end = start;
  for (const span of spans) {
    if (span.startTimeUnixNano < start) start = span.startTimeUnixNano;
    const spanEnd = span.startTimeUnixNano + durationNs(span);
    if (spanEnd > end) end = spanEnd;
  }
  return { start, end };
}

function preOrder(roots: readonly SpanNode[]): SpanNode[] {
  const rows: SpanNode[] = [];
  const pending = roots.toReversed();
  for (let node = pending.pop(); node; node = pending.pop()) {
    node.index = rows.length;
    node.depth = node.parent ? node.parent.depth + 1 : 0;
    rows.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) pending.push(node.children[i]);
  }
  return rows;
}

/**
 * Os filhos já vêm por início: uma passada mede a união dos intervalos deles dentro do pai. A conta é em nanossegundos
 * inteiros, para que as frações não deixem resto.
 */
function selfTimeUs(node: SpanNode): number {
  const end = toNs(node.startUs + node.durationUs);
  let reached = toNs(node.startUs);
  let own = end - reached;
  for (const child of node.children) {
    const from = Math.max(toNs(child.startUs), reached);
    const to = Math.min(toNs(child.startUs + child.durationUs), end);
    if (to > from) {
      own -= to - from;
      reached = to;
    }
  }
  return own / 1_000;
}

function toNs(us: number): number {
  return Math.round(us * 1_000);
}

function toUs(ns: bigint): number {
  return Number(ns) / 1_000;
}

/** Para `sort`: bigints não se subtraem num `number`. */
export function compareBigint(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
