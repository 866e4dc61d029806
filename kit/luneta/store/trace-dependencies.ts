/** Chamadas entre serviços dentro de um trace: cada span cujo pai também está guardado é uma. */
import type { SpanRows } from './span-rows.ts';

/**
 * Soma em `calls` as chamadas do trace cuja primeira linha é `head`.
 * A chave é `serviço do pai × 2²⁴ + serviço do filho`; de spans com o mesmo id, o primeiro é o pai.
 */
export function countCalls(rows: SpanRows, head: number, calls: Map<number, number>): void {
  const { ids, service, nextInTrace } = rows;
  const rowBySpanId = new Map<number, number>();
  for (let row = head; row >= 0; row = nextInTrace[row]) {
    const key = idKey(ids[row * 4], ids[row * 4 + 1]);
    if (!rowBySpanId.has(key)) rowBySpanId.set(key, row);
  }
  for (let row = head; row >= 0; row = nextInTrace[row]) {
    const parentHigh = ids[row * 4 + 2];
    const parentLow = ids[row * 4 + 3];
    if (parentHigh === 0 && parentLow === 0) continue;
    const parent = rowBySpanId.get(idKey(parentHigh, parentLow));
    if (parent === undefined || ids[parent * 4] !== parentHigh) continue;
    const call = service[parent] * 0x1000000 + service[row];
    calls.set(call, (calls.get(call) ?? 0) + 1);
  }
}

/** 53 dos 64 bits do id, que é o que cabe num número; quem usa confere a palavra alta inteira. */
function idKey(high: number, low: number): number {
  return (high & 0x1fffff) * 4_294_967_296 + low;
}
