/** Os traces em que um serviço chama outro, e quanto demoram as chamadas: uma amostra dos mais recentes. */
import { nextTurn, startSlices } from '../http/slices.ts';
import { readTrace } from '../query/adjust-trace.ts';
import { dedupeSpans } from '../query/dedupe-spans.ts';
import { resolveParents } from '../query/span-parents.ts';
import { summarizeTrace, type TraceSummary } from '../query/trace-summary.ts';
import { durationNs } from '../query/trace-tree.ts';
import { StatusCode } from '../store/model.ts';
import type { SpanStore } from '../store/store.ts';
import { MAX_PAGE_SPANS } from './trace-cache.ts';

export interface CallsBetween {
  /** Do mais novo para o mais antigo, no máximo `MAX_LISTED`. */
  traces: TraceSummary[];
  /** Traces da amostra, que podem ser mais que os listados. */
  sampledTraces: number;
  /** Duração de cada chamada da amostra, em microssegundos, em ordem crescente. */
  durationsUs: number[];
  errorCount: number;
}

const MAX_LISTED = 20;
/** Traces que se abrem para achar os que servem. */
const MAX_OPENED = 200;

/** @param startTimeMin Nanossegundos Unix. */
export async function readCallsBetween(
  store: SpanStore,
  parent: string,
  child: string,
  startTimeMin: bigint,
): Promise<CallsBetween> {
  const found: CallsBetween = { traces: [], sampledTraces: 0, durationsUs: [], errorCount: 0 };
  await nextTurn();
  const nextSlice = startSlices();
  for (const traceId of store.findTraceIds({ serviceName: child, startTimeMin, limit: MAX_OPENED })) {
    addTrace(found, store, traceId, parent, child);
    await nextSlice();
  }
  found.durationsUs.sort((a, b) => a - b);
  return found;
}

function addTrace(found: CallsBetween, store: SpanStore, traceId: string, parent: string, child: string): void {
  // O resumo não abre os spans: descarta logo quem não tem o primeiro serviço.
  const summary = store.summarizeTrace(traceId);
  if (summary && !summary.services.some(({ name }) => name === parent)) return;
  const trace = readTrace(store, traceId, { maxSpans: MAX_PAGE_SPANS });
  if (!trace) return;
  const spans = dedupeSpans(trace.spans);
  const parents = resolveParents(spans).parent;
  const calls = spans.filter((span, index) => {
    const above = parents[index] < 0 ? undefined : spans[parents[index]];
    return span.resource.serviceName === child && above?.resource.serviceName === parent;
  });
  if (calls.length === 0) return;
  found.sampledTraces++;
  if (found.traces.length < MAX_LISTED) found.traces.push(summary ?? summarizeTrace(trace));
  for (const span of calls) {
    found.durationsUs.push(Number(durationNs(span)) / 1_000);
    if (span.status.code === StatusCode.ERROR) found.errorCount++;
  }
}

/** O quantil pelo posto mais próximo. @param sorted Em ordem crescente, não vazio. */
export function quantileOf(sorted: readonly number[], quantile: number): number {
  return sorted[Math.max(Math.ceil(quantile * sorted.length) - 1, 0)];
}
