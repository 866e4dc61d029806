/** Os logs de um trace, cada um junto do span que o escreveu. */
import type { LogRecord, LogStore } from '../store/logs/log-store.ts';

export interface TraceLogs {
  /** Em ordem de tempo. */
  all: readonly LogRecord[];
  bySpan: ReadonlyMap<string, readonly LogRecord[]>;
  /** Quantos há, mesmo os que não foram lidos. */
  count: number;
}

/** Logs que uma página lê de um trace; os outros se acham na página dos logs. */
export const MAX_TRACE_LOGS = 10_000;

export const NO_TRACE_LOGS: TraceLogs = { all: [], bySpan: new Map(), count: 0 };

/** Os mais antigos primeiro, até o limite. @param spanId Só os deste span. */
export function readTraceLogs(
  logs: LogStore,
  traceId: string,
  { spanId, max = MAX_TRACE_LOGS }: { spanId?: string; max?: number } = {},
): TraceLogs {
  const all: LogRecord[] = [];
  const bySpan = new Map<string, LogRecord[]>();
  let count = 0;
  logs.visit({ traceId, newestFirst: false }, (stored) => {
    if (spanId !== undefined && stored.spanId !== spanId) return;
    if (++count > max) return;
    const log = stored.decode();
    all.push(log);
    const own = bySpan.get(log.spanId);
    if (own) own.push(log);
    else bySpan.set(log.spanId, [log]);
  });
  return { all, bySpan, count };
}
