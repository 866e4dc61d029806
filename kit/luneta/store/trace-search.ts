/**
 * A busca: percorre linhas da mais nova para a mais antiga e devolve os traces mais novos que têm alguma que casa.
 *
 *   lista de linhas   … | bloco 6 | bloco 7 | bloco 8 ]      ◄── anda para a esquerda
 *                           └ o filtro do bloco diz que nada ali casa: pula para o anterior
 */
import { BLOCK_ROWS, blockOf } from './block-filters.ts';
import type { RowMatcher } from './row-matcher.ts';
import type { SpanRows } from './span-rows.ts';
import type { TraceTable } from './trace-table.ts';

/** Linhas em ordem de chegada: as de um serviço, ou todas. */
export interface RowList {
  readonly length: number;
  at(i: number): number;
}

/** Slots dos traces, do mais novo para o mais antigo pela chegada da primeira linha de cada um. */
export function findNewestTraces(
  rows: SpanRows,
  { arrival }: TraceTable,
  list: RowList,
  { matches, mayMatchIn }: RowMatcher,
  limit: number,
): number[] {
  const seen = new Set<number>();
  // Em ordem decrescente de chegada; só os `limit` primeiros interessam.
  const found: number[] = [];
  let blockStart = Infinity;
  for (let i = list.length - 1; i >= 0; i--) {
    const row = list.at(i);
    const order = rows.orderOf(row);
    // Um trace é mais antigo que qualquer linha sua: daqui para trás nenhum passa à frente do último achado.
    if (found.length === limit && order <= arrival[found[found.length - 1]]) break;
    if (order < blockStart) {
      const block = blockOf(order);
      blockStart = block * BLOCK_ROWS;
      if (!mayMatchIn(block)) {
        i = countBefore(rows, list, blockStart);
        continue;
      }
    }
    const trace = rows.trace[row];
    if (trace < 0 || (seen.size > 0 && seen.has(trace)) || !matches(row)) continue;
    seen.add(trace);
    insertByArrival(found, trace, arrival);
    if (found.length > limit) found.pop();
  }
  return found;
}

/** Quantas linhas da lista são anteriores à de ordem `order`. */
function countBefore(rows: SpanRows, list: RowList, order: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows.orderOf(list.at(middle)) < order) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Insere mantendo a ordem decrescente de chegada; quase sempre é no fim. */
function insertByArrival(slots: number[], slot: number, arrival: Float64Array): void {
  let low = 0;
  let high = slots.length;
  if (high === 0 || arrival[slots[high - 1]] > arrival[slot]) low = high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (arrival[slots[middle]] > arrival[slot]) low = middle + 1;
    else high = middle;
  }
  slots.splice(low, 0, slot);
}
