/** Procura spans pelo id dentro de um trace. */
import { spanIdKey } from './span-id-key.ts';
import type { SpanRows } from './span-rows.ts';

/** A primeira linha do trace com este span_id (duas palavras), ou -1. */
export type SpanFinder = (high: number, low: number) => number;

/** Até este tamanho, procurar linha a linha ganha de montar um mapa. */
export const FEW_SPANS = 64;

/** Para o trace de `count` linhas cuja primeira é `head`. */
export function createSpanFinder(rows: SpanRows, head: number, count: number): SpanFinder {
  return count <= FEW_SPANS ? (high, low) => scanForSpan(rows, head, high, low) : mapped(rows, head);
}

/** O mesmo, linha a linha. */
export function scanForSpan({ ids, nextInTrace }: SpanRows, head: number, high: number, low: number): number {
  let row = head;
  while (row >= 0 && (ids[row * 4] !== high || ids[row * 4 + 1] !== low)) row = nextInTrace[row];
  return row;
}

function mapped({ ids, nextInTrace }: SpanRows, head: number): SpanFinder {
  const rowById = new Map<string, number>();
  for (let row = head; row >= 0; row = nextInTrace[row]) {
    const key = spanIdKey(ids[row * 4], ids[row * 4 + 1]);
    if (!rowById.has(key)) rowById.set(key, row);
  }
  return (high, low) => rowById.get(spanIdKey(high, low)) ?? -1;
}
