/** `/trace/{id}` e os spans dele. */
import type { ServerResponse } from 'node:http';
import Router from 'router';
import { pendingAnswers } from '../../http/answer.ts';
import { startSlices } from '../../http/slices.ts';
import { searchParams } from '../../http/url.ts';
import { expectedInTrace } from '../expected-spans.ts';
import { renderMalformedTraceId, renderUnknownSpan, renderUnknownTrace } from '../pages/problem-page.tsx';
import { renderSpanFragment, renderSpanPage } from '../pages/span-page.tsx';
import { renderTracePage } from '../pages/trace-page.tsx';
import { renderRows } from '../pages/waterfall.tsx';
import type { ServiceColors } from '../service-colors.ts';
import { analyzeTrace } from '../trace-analysis.ts';
import { parseTraceParams } from '../trace-params.ts';
import { findSpans, type TraceView, viewTrace } from '../trace-view.ts';
import type { UiDeps } from '../ui-deps.ts';
import { normalizeTraceId } from '../urls.ts';
import { sendJson, sendPage } from './send-page.ts';

export function traceRoutes({ cache, context, colorsFor, store, course }: UiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });
  const hasTrace = (traceId: string): boolean => store.hasTrace(traceId);

  router.get('/trace/:id', async (request, response) => {
    const traceId = normalizeTraceId(request.params.id);
    if (!traceId) return sendPage(response, 400, renderMalformedTraceId(context(), request.params.id));
    const opened = cache.open(traceId);
    if (!opened) return sendPage(response, 404, renderUnknownTrace(context(), traceId));
    const expected = expectedInTrace(course.received?.course, traceId);
    const view = viewTrace(opened, parseTraceParams(searchParams(request)), hasTrace, expected);
    const colors = colorsFor(view.summary.services.map(({ name }) => name));
    const rows = view.params.view === 'timeline' ? await joinRows(response, view, colors) : '';
    if (response.destroyed) return;
    sendPage(response, 200, renderTracePage({ context: context(), view, colors, rows }));
  });

  /** O filtro dentro do trace, para a ilha: posições das linhas, ou o que há de errado com ele. */
  router.get('/trace/:id/find', (request, response) => {
    const traceId = normalizeTraceId(request.params.id);
    const opened = traceId ? cache.open(traceId) : undefined;
    if (!opened) return sendJson(response, 404, { rows: [] });
    const { matches, problem } = findSpans(opened.tree, searchParams(request).get('uiFind') ?? '');
    return sendJson(response, 200, { rows: matches.map(({ index }) => index), problem: problem?.message });
  });

  /** Um span: a página inteira ou, com `?fragment=1`, só os detalhes. */
  router.get('/trace/:id/span/:key', (request, response) => {
    const { id, key } = request.params;
    const traceId = normalizeTraceId(id);
    if (!traceId) return sendPage(response, 400, renderMalformedTraceId(context(), id));
    const opened = cache.open(traceId);
    if (!opened) return sendPage(response, 404, renderUnknownTrace(context(), traceId));
    const { tree } = opened;
    const node = tree.nodes.find((candidate) => candidate.key === key.toLowerCase());
    if (!node) return sendPage(response, 404, renderUnknownSpan(context(), traceId, key));
    const around = { tree, analysis: analyzeTrace(tree), hasTrace };
    if (searchParams(request).has('fragment')) return sendPage(response, 200, renderSpanFragment(node, around));
    const colors = colorsFor([node.span.resource.serviceName]);
    return sendPage(response, 200, renderSpanPage({ context: context(), around, node, colors }));
  });

  return router;
}

/** Num trace grande são megabytes: entre duas fatias, outros pedidos andam. */
async function joinRows(response: ServerResponse, view: TraceView, colors: ServiceColors): Promise<string> {
  const nextSlice = startSlices();
  let rows = '';
  for (const row of renderRows(view, colors)) {
    rows += row;
    const pause = nextSlice();
    if (!pause) continue;
    pendingAnswers.hold(response, rows.length);
    await pause;
  }
  return rows;
}
