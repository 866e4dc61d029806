/** O que os mistérios perguntam aos traces, em comum. */
import { criticalPath } from '../luneta/query/critical-path.ts';
import { sizeUs } from '../luneta/query/gaps.ts';
import { attributeOf } from '../luneta/query/span-attributes.ts';
import type { SpanNode } from '../luneta/query/trace-tree.ts';
import { StatusCode } from '../luneta/store/model.ts';
import type { Traces } from './mystery.ts';

export function allNodes(traces: Traces): SpanNode[] {
  return traces.flatMap(({ nodes }) => nodes);
}

export function nodesNamed(traces: Traces, name: string): SpanNode[] {
  return allNodes(traces).filter(({ span }) => span.name === name);
}

/** @throws Error se não há um: o plano do mistério é nosso. */
export function theOnly(nodes: readonly SpanNode[], what: string): SpanNode {
  const [node] = nodes;
  if (nodes.length === 1 && node) return node;
  throw new Error(`O mistério devia ter um span que ${what}, e tem ${nodes.length}.`);
}

export function hasFailed({ span }: SpanNode): boolean {
  return span.status.code === StatusCode.ERROR;
}

/** Microssegundos desde o começo do trace. */
export function endUs({ startUs, durationUs }: SpanNode): number {
  return startUs + durationUs;
}

export function attribute({ span }: SpanNode, key: string): string | undefined {
  return attributeOf(span, key);
}

/** Quanto do caminho crítico é deste span, em microssegundos. */
export function criticalUs(node: SpanNode, traces: Traces): number {
  const segments = traces.flatMap(({ roots }) => roots).flatMap(criticalPath);
  return segments.reduce((sum, segment) => (segment.node === node ? sum + sizeUs(segment) : sum), 0);
}
