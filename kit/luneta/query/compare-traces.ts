/**
 * Dois traces lado a lado. Um span da esquerda faz par com o da direita que tem o mesmo caminho desde a raiz (serviço e
 * operação em cada nível); entre irmãos iguais, o primeiro com o primeiro, o segundo com o segundo, …
 *
 *   esquerda: A ─ B B C        pares: A=A  B=B  C=C        só à esquerda: o segundo B
 *   direita:  A ─ B C D                                    só à direita: D
 *
 * As linhas saem numa pré-ordem só: a da esquerda, com o que só há na direita logo depois do irmão que o precede lá.
 */
import { StatusCode } from '../store/model.ts';
import { groupBy } from '../../group-by.ts';
import type { SpanNode, TraceTree } from './trace-tree.ts';

export type ComparedState = 'only_left' | 'only_right' | 'slower' | 'faster' | 'same';

export interface ComparedRow {
  left?: SpanNode;
  right?: SpanNode;
  state: ComparedState;
  depth: number;
  /** Quanto a duração cresceu da esquerda para a direita; 0 quando só há um lado. */
  deltaUs: number;
  /** O mesmo com o tempo próprio: separa quem ficou lento de quem só esperou por ele. */
  selfDeltaUs: number;
  /** Duração da direita dividida pela da esquerda, quando a conta existe. */
  ratio?: number;
  /** O erro que só há na direita apareceu; o que só há na esquerda sumiu. */
  error?: 'appeared' | 'disappeared';
}

export interface TraceComparison {
  rows: ComparedRow[];
  /** Quantas linhas há de cada estado. */
  counts: Record<ComparedState, number>;
  errorsAppeared: number;
  errorsDisappeared: number;
}

/** Diferenças até esta parte da duração mais longa são oscilação, e não mudança. */
export const SAME_SHARE = 0.1;
/** Até aqui, nem uma diferença de várias vezes quer dizer alguma coisa. */
export const SAME_US = 100;

interface Pair {
  left?: SpanNode;
  right?: SpanNode;
}

export function compareTraces(a: TraceTree, b: TraceTree): TraceComparison {
  const comparison: TraceComparison = {
    rows: [],
    counts: { only_left: 0, only_right: 0, slower: 0, faster: 0, same: 0 },
    errorsAppeared: 0,
    errorsDisappeared: 0,
  };
  const pending = pairSiblings(a.roots, b.roots).toReversed();
  for (let pair = pending.pop(); pair; pair = pending.pop()) {
    const row = rowOf(pair);
    comparison.rows.push(row);
    comparison.counts[row.state]++;
    if (row.error === 'appeared') comparison.errorsAppeared++;
    if (row.error === 'disappeared') comparison.errorsDisappeared++;
    const children = pairSiblings(pair.left?.children ?? [], pair.right?.children ?? []);
    for (let i = children.length - 1; i >= 0; i--) pending.push(children[i]);
  }
  return comparison;
}

function rowOf({ left, right }: Pair): ComparedRow {
  const depth = left?.depth ?? right?.depth ?? 0;
  const error = errorChange(left, right);
  const flags = error === undefined ? {} : { error };
  if (!left) return { right, state: 'only_right', depth, deltaUs: 0, selfDeltaUs: 0, ...flags };
  if (!right) return { left, state: 'only_left', depth, deltaUs: 0, selfDeltaUs: 0, ...flags };
  const deltaUs = right.durationUs - left.durationUs;
  return {
    left,
    right,
    state: stateOf(deltaUs, Math.max(left.durationUs, right.durationUs)),
    depth,
    deltaUs,
    selfDeltaUs: right.selfTimeUs - left.selfTimeUs,
    ...(left.durationUs > 0 && { ratio: right.durationUs / left.durationUs }),
    ...flags,
  };
}

/** Contra a mais longa das duas: assim trocar os lados troca `slower` por `faster`, e mais nada. */
function stateOf(deltaUs: number, longestUs: number): ComparedState {
  if (Math.abs(deltaUs) <= Math.max(SAME_US, longestUs * SAME_SHARE)) return 'same';
  return deltaUs > 0 ? 'slower' : 'faster';
}

function errorChange(left: SpanNode | undefined, right: SpanNode | undefined): ComparedRow['error'] {
  const [before, after] = [failed(left), failed(right)];
  if (before === after) return undefined;
  return after ? 'appeared' : 'disappeared';
}

function failed(node: SpanNode | undefined): boolean {
  return node?.span.status.code === StatusCode.ERROR;
}

function pairSiblings(left: readonly SpanNode[], right: readonly SpanNode[]): Pair[] {
  if (right.length === 0) return left.map((node) => ({ left: node }));
  const waiting = groupBy(left, signature);
  // Consumir do fim custa O(1) por par.
  for (const same of waiting.values()) same.reverse();

  const partners = new Map<SpanNode, SpanNode>();
  const startOnly: SpanNode[] = [];
  const onlyAfter = new Map<SpanNode, SpanNode[]>();
  let trailing = startOnly;
  for (const node of right) {
    const partner = waiting.get(signature(node))?.pop();
    if (partner) {
      partners.set(partner, node);
      onlyAfter.set(partner, (trailing = []));
    } else {
      trailing.push(node);
    }
  }
  return [
    ...startOnly.map((node): Pair => ({ right: node })),
    ...left.flatMap((node): Pair[] => [
      { left: node, right: partners.get(node) },
      ...(onlyAfter.get(node) ?? []).map((only) => ({ right: only })),
    ]),
  ];
}

function signature({ span }: SpanNode): string {
  return JSON.stringify([span.resource.serviceName, span.name]);
}
