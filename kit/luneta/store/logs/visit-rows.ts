/** As linhas que servem a uma consulta, na ordem pedida: pelo índice do instante ou, se ela diz o trace, pelo dele. */
import type { Resource } from '../model.ts';
import { compareTimes, splitTime } from '../unix-time.ts';
import type { LogRows } from './log-rows.ts';
import type { LogPosition, LogQuery } from './log-store.ts';
import type { TimeOrder } from './time-order.ts';
import type { TraceChains } from './trace-chains.ts';
import type { LogSource } from './visited-log.ts';

/** Onde se lê uma linha, e os índices. */
export interface SearchedLogs extends LogSource {
  order: TimeOrder;
  chains: TraceChains;
}

/** O último instante que cabe numa linha. */
const MAX_TIME = (1n << 64n) - 1n;

/** Visita até `visit` devolver `false`. */
export function visitRows(logs: SearchedLogs, query: LogQuery, visit: (row: number) => boolean): void {
  const { rows } = logs;
  const { minSeverity = 0, afterSequence = 0 } = query;
  const accepts = acceptor(logs, query.acceptsResource);
  visitRange(logs, query, (row) => {
    if (rows.severity[row] < minSeverity) return true;
    if (!accepts(rows.resource[row])) return true;
    if (afterSequence > 0 && rows.sequenceOf(row) <= afterSequence) return true;
    return visit(row);
  });
}

/** Pergunta uma vez por recurso, e só pelos que aparecem. */
function acceptor(
  { resources }: SearchedLogs,
  accepts: ((resource: Resource) => boolean) | undefined,
): (resource: number) => boolean {
  if (!accepts) return () => true;
  const answers = new Map<number, boolean>();
  return (resource) => {
    let answer = answers.get(resource);
    if (answer === undefined) answers.set(resource, (answer = accepts(resources.get(resource))));
    return answer;
  };
}

/** As linhas do trecho pedido, na ordem pedida. */
function visitRange({ rows, order, chains }: SearchedLogs, query: LogQuery, visit: (row: number) => boolean): void {
  const { startUnixNano = 0n, endUnixNano = MAX_TIME + 1n, newestFirst = true, resumeAfter } = query;
  const isBeforeStart = isBefore(rows, startUnixNano);
  const isBeforeEnd = isBefore(rows, endUnixNano);
  const isNext = resumeAfter && isPast(rows, resumeAfter, newestFirst);
  if (query.traceId !== undefined) {
    const found = [...chains.rowsOf(query.traceId)].filter((row) => !isBeforeStart(row) && isBeforeEnd(row));
    found.sort((a, b) => (newestFirst ? rows.compare(b, a) : rows.compare(a, b)));
    for (const row of found) if ((!isNext || isNext(row)) && !visit(row)) return;
  } else if (newestFirst) {
    const from = isNext ? (row: number): boolean => isNext(row) && isBeforeEnd(row) : isBeforeEnd;
    order.backward(from, (row) => !isBeforeStart(row) && visit(row));
  } else {
    const skip = isNext ? (row: number): boolean => !isNext(row) || isBeforeStart(row) : isBeforeStart;
    order.forward(skip, (row) => isBeforeEnd(row) && visit(row));
  }
}

/** Se o instante da linha é anterior a este. */
function isBefore({ timeLow, timeHigh }: LogRows, unixNano: bigint): (row: number) => boolean {
  if (unixNano <= 0n) return () => false;
  if (unixNano > MAX_TIME) return () => true;
  const [low, high] = splitTime(unixNano);
  return (row) => compareTimes(timeLow[row], timeHigh[row], low, high) < 0;
}

/** Se a linha vem depois desta posição na ordem da visita. */
function isPast(
  rows: LogRows,
  { timeUnixNano, sequence }: LogPosition,
  newestFirst: boolean,
): (row: number) => boolean {
  const { timeLow, timeHigh } = rows;
  const [low, high] = splitTime(timeUnixNano);
  const direction = newestFirst ? -1 : 1;
  return (row) => {
    const order = compareTimes(timeLow[row], timeHigh[row], low, high) || rows.sequenceOf(row) - sequence;
    return order * direction > 0;
  };
}
