/** Os traces em que um serviço chama outro, e quanto demoram as chamadas: uma amostra dos mais recentes. */
import { nextTurn, startSlices } from '../http/slices.ts';
import { readTrace } from './adjust-trace.ts';
import { dedupeSpans } from './dedupe-spans.ts';
import { resolveParents } from './span-parents.ts';
import { summarizeReadTrace, type TraceSummary } from './trace-summary.ts';
import { durationNs } from './trace-tree.ts';
import { StatusCode } from '../store/model.ts';
import type { SpanStore } from '../store/store.ts';

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

interface Calls {
  parent: string;
  child: string;
  /** Nanossegundos Unix. */
  startTimeMin: bigint;
  /** Spans que se leem de um trace, no máximo. */
  maxSpans: number;
}

export async function readCallsBetween(store: SpanStore, calls: Calls): Promise<CallsBetween> {
  const found: CallsBetween = { traces: [], sampledTraces: 0, durationsUs: [], errorCount: 0 };
  await nextTurn();
  const nextSlice = startSlices();
  for (const traceId of store.findTraceIds({
    serviceName: calls.child,
    startTimeMin: calls.startTimeMin,
    limit: MAX_OPENED,
  })) {
    addTrace(found, store, traceId, calls);
    await nextSlice();
  }
  found.durationsUs.sort((a, b) => a - b);
  return found;
}

function addTrace(found: CallsBetween, store: SpanStore, traceId: string, { parent, child, maxSpans }: Calls): void {
  // O resumo não abre os spans: descarta logo quem não tem o primeiro serviço.
  const summary = store.summarizeTrace(traceId);
  if (summary && !summary.services.some(({ name }) => name === parent)) return;
  const trace = readTrace(store, traceId, { maxSpans });
  if (!trace) return;
  const spans = dedupeSpans(trace.spans);
  const parents = resolveParents(spans).parent;
  const calls = spans.filter((span, index) => {
    const above = parents[index] < 0 ? undefined : spans[parents[index]];
    return span.resource.serviceName === child && above?.resource.serviceName === parent;
  });
  if (calls.length === 0) return;
  found.sampledTraces++;
  if (found.traces.length < MAX_LISTED) found.traces.push(summary ?? summarizeReadTrace(trace));
  for (const span of calls) {
    found.durationsUs.push(Number(durationNs(span)) / 1_000);
    if (span.status.code === StatusCode.ERROR) found.errorCount++;
  }
}
