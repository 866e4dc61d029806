/** `/search`: a busca. Com `traceID`, vai direto ao trace. */
import Router from 'router';
import { sendStoredTraces } from '../../api/jaeger-v1.ts';
import { redirect, sendText } from '../../http/answer.ts';
import { nextTurn, startSlices } from '../../http/slices.ts';
import { searchParams } from '../../http/url.ts';
import { readTraceSummary, type TraceSummary } from '../../query/trace-summary.ts';
import type { SpanStore, TraceQuery } from '../../store/store.ts';
import { renderMalformedTraceId } from '../pages/problem-page.tsx';
import { renderSearchPage } from '../pages/search-page.tsx';
import { parseSearch, type Sort } from '../search-params.ts';
import { MAX_PAGE_SPANS } from '../trace-cache.ts';
import { isInRange, type TraceRange } from '../trace-range.ts';
import type { UiDeps } from '../ui-deps.ts';
import { normalizeTraceId, traceUrl } from '../urls.ts';
import { sendPage } from './send-page.ts';

export function searchRoutes({ store, doors, now, live, context, colorsFor }: UiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });

  router.get('/search', async (request, response) => {
    const params = searchParams(request);
    const lookup = params.get('traceID');
    if (lookup !== null) {
      const traceId = normalizeTraceId(lookup);
      if (traceId) redirect(response, traceUrl(traceId));
      else sendPage(response, 400, renderMalformedTraceId(context(), lookup));
      return;
    }
    const nowMs = now();
    const { form, query, range, problem } = parseSearch(params, BigInt(nowMs) * 1_000_000n);
    // A busca faz pausas: a versão do armazenamento que vai na página é a de antes dela, e o que chega no meio a muda.
    const before = context();
    const results = query ? sortSummaries(await findSummaries(store, query, range), form.sort) : [];
    if (response.destroyed) return;
    const page = renderSearchPage({
      context: before,
      form,
      range,
      problem,
      services: store.getServices(),
      operations: form.service ? operationNames(store, form.service) : [],
      results,
      colors: colorsFor(results.flatMap(({ services }) => services.map(({ name }) => name))),
      doors,
      nowMs,
      // Uma busca que termina no passado já tem tudo o que terá.
      live: live && query !== undefined && query.startTimeMax === undefined && range?.startMax === undefined,
    });
    sendPage(response, problem ? 400 : 200, page);
  });

  /** Os traces da mesma busca, inteiros, no formato da API v1 do Jaeger. */
  router.get('/search/traces.json', async (request, response) => {
    const { query, range, problem } = parseSearch(searchParams(request), BigInt(now()) * 1_000_000n);
    if (!query) return sendText(response, 400, `${problem}\n`);
    await nextTurn();
    const ids = range
      ? (await findSummaries(store, query, range)).map(({ traceId }) => traceId)
      : store.findTraceIds(query);
    if (response.destroyed) return;
    response.setHeader('Content-Disposition', 'attachment; filename="traces.json"');
    return sendStoredTraces(request, response, store, ids, false);
  });

  return router;
}

/**
 * Uma busca larga num armazenamento cheio lê centenas de milhares de spans: entre os traces há pausas. Com um trecho,
 * o limite vale para o que está nele.
 */
async function findSummaries(store: SpanStore, query: TraceQuery, range?: TraceRange): Promise<TraceSummary[]> {
  await nextTurn();
  const nextSlice = startSlices();
  const summaries: TraceSummary[] = [];
  for (const traceId of store.findTraceIds(range ? { ...query, limit: Number.MAX_SAFE_INTEGER } : query)) {
    const summary = readTraceSummary(store, traceId, { maxSpans: MAX_PAGE_SPANS });
    if (summary && (!range || isInRange(range, summary))) summaries.push(summary);
    if (summaries.length === query.limit) break;
    await nextSlice();
  }
  return summaries;
}

const COMPARE: Record<Sort, (a: TraceSummary, b: TraceSummary) => number> = {
  recent: (a, b) => sign(b.startTimeUnixNano - a.startTimeUnixNano),
  longest: (a, b) => sign(b.durationNs - a.durationNs),
  shortest: (a, b) => sign(a.durationNs - b.durationNs),
  spans: (a, b) => b.spanCount - a.spanCount,
  errors: (a, b) => b.errorSpanCount - a.errorSpanCount,
};

/** Empates ficam do mais novo para o mais antigo. */
function sortSummaries(summaries: readonly TraceSummary[], sort: Sort): TraceSummary[] {
  return summaries.toSorted((a, b) => COMPARE[sort](a, b) || COMPARE.recent(a, b));
}

function operationNames(store: SpanStore, service: string): string[] {
  return [...new Set(store.getOperations(service).map(({ name }) => name))];
}

function sign(difference: bigint): number {
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
