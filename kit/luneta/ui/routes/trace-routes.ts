/** `/trace/{id}` e os spans dele. */
import Router from 'router';
import { pendingAnswers } from '../../http/answer.ts';
import { startSlices } from '../../http/slices.ts';
import { searchParams } from '../../http/url.ts';
import { matchSpans } from '../../query/span-match.ts';
import { renderMalformedTraceId, renderUnknownSpan, renderUnknownTrace } from '../pages/problem-page.tsx';
import { renderSpanFragment, renderSpanPage } from '../pages/span-page.tsx';
import { renderTracePage } from '../pages/trace-page.tsx';
import { renderRows } from '../pages/waterfall.tsx';
import { viewTrace } from '../trace-view.ts';
import type { UiDeps } from '../ui-deps.ts';
import { normalizeTraceId } from '../urls.ts';
import { sendJson, sendPage } from './send-page.ts';

export function traceRoutes({ cache, context, colorsFor }: UiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });

  router.get('/trace/:id', async (request, response) => {
    const traceId = normalizeTraceId(request.params.id);
    if (!traceId) return sendPage(response, 400, renderMalformedTraceId(context(), request.params.id));
    const opened = cache.open(traceId);
    if (!opened) return sendPage(response, 404, renderUnknownTrace(context(), traceId));
    const view = viewTrace(opened, searchParams(request).get('uiFind') ?? '');
    const colors = colorsFor(view.summary.services.map(({ name }) => name));
    const nextSlice = startSlices();
    let rows = '';
    for (const row of renderRows(view, colors)) {
      rows += row;
      const pause = nextSlice();
      if (!pause) continue;
      pendingAnswers.hold(response, rows.length);
      await pause;
    }
    if (response.destroyed) return;
    sendPage(response, 200, renderTracePage({ context: context(), view, colors, rows }));
  });

  /** A busca dentro do trace, para a ilha: posições das linhas. */
  router.get('/trace/:id/find', (request, response) => {
    const traceId = normalizeTraceId(request.params.id);
    const opened = traceId ? cache.open(traceId) : undefined;
    if (!opened) return sendJson(response, 404, { rows: [] });
    const matches = matchSpans(opened.tree, searchParams(request).get('uiFind') ?? '');
    return sendJson(response, 200, { rows: matches.map(({ index }) => index) });
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
    if (searchParams(request).has('fragment')) return sendPage(response, 200, renderSpanFragment(node, tree));
    const colors = colorsFor([node.span.resource.serviceName]);
    return sendPage(response, 200, renderSpanPage({ context: context(), tree, node, colors }));
  });

  return router;
}
