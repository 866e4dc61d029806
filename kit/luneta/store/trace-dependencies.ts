/** Chamadas entre serviços dentro de um trace: cada span cujo pai também está guardado é uma. */
import { spanIdKey } from './span-id-key.ts';
import type { SpanRows } from './span-rows.ts';

/**
 * Soma em `calls` as chamadas do trace de `count` linhas cuja primeira é `head`.
 * A chave é `serviço do pai × 2²⁴ + serviço do filho`; de spans com o mesmo id, o primeiro é o pai.
 */
export function countCalls(rows: SpanRows, head: number, count: number, calls: Map<number, number>): void {
  if (count <= FEW_SPANS) countCallsOfSmallTrace(rows, head, calls);
  else countCallsOfBigTrace(rows, head, calls);
}

/** Até este tamanho, procurar o pai linha a linha ganha de montar um mapa. */
const FEW_SPANS = 64;

function countCallsOfSmallTrace(
  { ids, service, nextInTrace }: SpanRows,
  head: number,
  calls: Map<number, number>,
): void {
  for (let row = head; row >= 0; row = nextInTrace[row]) {
    const high = ids[row * 4 + 2];
    const low = ids[row * 4 + 3];
    if (high === 0 && low === 0) continue;
    let parent = head;
    while (parent >= 0 && (ids[parent * 4] !== high || ids[parent * 4 + 1] !== low)) parent = nextInTrace[parent];
    if (parent >= 0) addCall(calls, service[parent], service[row]);
  }
}

function countCallsOfBigTrace({ ids, service, nextInTrace }: SpanRows, head: number, calls: Map<number, number>): void {
  const rowBySpanId = new Map<string, number>();
  for (let row = head; row >= 0; row = nextInTrace[row]) {
    const key = spanIdKey(ids[row * 4], ids[row * 4 + 1]);
    if (!rowBySpanId.has(key)) rowBySpanId.set(key, row);
  }
  for (let row = head; row >= 0; row = nextInTrace[row]) {
    const parentHigh = ids[row * 4 + 2];
    const parentLow = ids[row * 4 + 3];
    if (parentHigh === 0 && parentLow === 0) continue;
    const parent = rowBySpanId.get(spanIdKey(parentHigh, parentLow));
    if (parent === undefined) continue;
    addCall(calls, service[parent], service[row]);
  }
}

function addCall(calls: Map<number, number>, parent: number, child: number): void {
  const call = parent * 0x1000000 + child;
  calls.set(call, (calls.get(call) ?? 0) + 1);
}
