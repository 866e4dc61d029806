/**
 * O resumo de um trace tirado das colunas, sem abrir os spans. Serve enquanto cada span tem um id só seu: com ids
 * repetidos é preciso ler os spans para saber o que é cópia.
 */
import { compareText } from './attribute-text.ts';
import { StatusCode } from './model.ts';
import { createSpanFinder } from './span-finder.ts';
import type { SpanRows } from './span-rows.ts';
import type { ServiceSummary, TraceSummary } from './store.ts';
import type { TraceTable } from './trace-table.ts';
import { compareTimes, joinHalves } from './unix-time.ts';

export interface SummarySource {
  rows: SpanRows;
  traces: TraceTable;
  serviceName(service: number): string;
  operationName(operation: number): string;
}

/** `undefined` se há ids repetidos. */
export function summarizeRows(source: SummarySource, slot: number): TraceSummary | undefined {
  const { rows, traces, serviceName, operationName } = source;
  const { ids, nextInTrace, startLow, startHigh } = rows;
  const head = traces.head[slot];
  const spanCount = traces.count[slot];
  const findSpan = createSpanFinder(rows, head, spanCount);
  const startsBefore = (a: number, b: number): boolean =>
    compareTimes(startLow[a], startHigh[a], startLow[b], startHigh[b]) < 0;
  const services = new Map<number, ServiceSummary>();
  let root = -1;
  let first = head;
  let errorSpanCount = 0;
  let orphanSpanCount = 0;
  for (let row = head; row >= 0; row = nextInTrace[row]) {
    if (findSpan(ids[row * 4], ids[row * 4 + 1]) !== row) return undefined;
    if (startsBefore(row, first)) first = row;
    const parentHigh = ids[row * 4 + 2];
    const parentLow = ids[row * 4 + 3];
    if (parentHigh === 0 && parentLow === 0) {
      if (root < 0 || startsBefore(row, root)) root = row;
    } else if (findSpan(parentHigh, parentLow) < 0) {
      orphanSpanCount++;
    }
    let service = services.get(rows.service[row]);
    if (!service) {
      service = { name: serviceName(rows.service[row]), spanCount: 0, errorSpanCount: 0 };
      services.set(rows.service[row], service);
    }
    service.spanCount++;
    if (rows.statusCode[row] !== StatusCode.ERROR) continue;
    service.errorSpanCount++;
    errorSpanCount++;
  }
  const startTimeUnixNano = joinHalves(traces.startLow[slot], traces.startHigh[slot]);
  const endTimeUnixNano = joinHalves(traces.endLow[slot], traces.endHigh[slot]);
  return {
    traceId: traces.idOf(slot),
    ...(root >= 0 && {
      rootServiceName: serviceName(rows.service[root]),
      rootOperationName: operationName(rows.operation[root]),
    }),
    firstServiceName: serviceName(rows.service[first]),
    firstOperationName: operationName(rows.operation[first]),
    startTimeUnixNano,
    endTimeUnixNano,
    durationNs: endTimeUnixNano - startTimeUnixNano,
    spanCount,
    errorSpanCount,
    orphanSpanCount,
    services: [...services.values()].toSorted((a, b) => compareText(a.name, b.name)),
  };
}
