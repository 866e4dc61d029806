/** `/trace/{id}` e os spans dele. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from 'router';
import { countSpans } from '../../api/events.ts';
import { searchParams } from '../../http/url.ts';
import { readTraceLogs, type TraceLogs } from '../../query/trace-logs.ts';
import { expectedInTrace } from '../expected-spans.ts';
import { renderLogOnlyTrace } from '../pages/log-only-trace.tsx';
import { renderMalformedTraceId, renderUnknownSpan, renderUnknownTrace } from '../pages/problem-page.tsx';
import { renderSpanFragment, renderSpanPage } from '../pages/span-page.tsx';
import { renderTracePage } from '../pages/trace-page.tsx';
import { renderRows } from '../pages/waterfall.tsx';
import { setPageHeaders } from '../security-headers.ts';
import { analyzeTrace } from '../trace-analysis.ts';
import { drawTraceGraph } from '../trace-graph.ts';
import { parseTraceParams } from '../trace-params.ts';
import { findSpans, viewTrace } from '../trace-view.ts';
import type { UiDeps } from '../ui-deps.ts';
import { normalizeTraceId } from '../urls.ts';
import { joinRows } from './join-rows.ts';
import { sendOtlpFile } from './send-otlp-file.ts';
import { sendJson, sendPage } from './send-page.ts';

export function traceRoutes(deps: UiDeps): Router.Router {
  const { cache, context, colorsFor, store, logs, course, live } = deps;
  const router = Router({ strict: true, caseSensitive: true });
  const hasTrace = (traceId: string): boolean => store.hasTrace(traceId);

  /** Sem nenhum span, o que há são os logs dele; sem eles, o trace não está aqui. */
  const answerWithoutSpans = (response: ServerResponse, traceId: string, traceLogs: TraceLogs): void => {
    if (traceLogs.count === 0) return sendPage(response, 404, renderUnknownTrace(context(), traceId, live));
    const colors = colorsFor(traceLogs.all.map(({ resource }) => resource.serviceName));
    return sendPage(
      response,
      200,
      renderLogOnlyTrace({ context: context(), traceId, logs: traceLogs, colors, waits: live }),
    );
  };

  router.get('/trace/:id', async (request, response) => {
    const traceId = normalizeTraceId(request.params.id);
    if (!traceId) return sendPage(response, 400, renderMalformedTraceId(context(), request.params.id));
    const opened = cache.open(traceId);
    const traceLogs = readTraceLogs(logs, traceId);
    if (!opened) return answerWithoutSpans(response, traceId, traceLogs);
    const spanCount = live ? countSpans(store, traceId) : undefined;
    const expected = expectedInTrace(course.received?.course, traceId);
    const view = viewTrace(opened, parseTraceParams(searchParams(request)), hasTrace, expected, traceLogs);
    const colors = colorsFor(view.summary.services.map(({ name }) => name));
    const rows = view.params.view === 'timeline' ? await joinRows(response, renderRows(view, colors)) : '';
    const graph = view.params.view === 'graph' ? await drawTraceGraph(view.tree) : undefined;
    if (response.destroyed) return;
    const back = searchBefore(request);
    sendPage(response, 200, renderTracePage({ context: context(), view, colors, rows, graph, back, spanCount }));
  });

  /**
   * O filtro dentro do trace, para a ilha: os spans, ou o que há de errado com ele. Pela chave, e não pela posição: o
   * trace pode ter crescido depois que a página abriu.
   */
  router.get('/trace/:id/find', (request, response) => {
    const traceId = normalizeTraceId(request.params.id);
    const opened = traceId ? cache.open(traceId) : undefined;
    if (!opened) return sendJson(response, 404, { spans: [] });
    const { matches, problem } = findSpans(opened.tree, searchParams(request).get('uiFind') ?? '');
    return sendJson(response, 200, { spans: matches.map((node) => node.key), problem: problem?.message });
  });

  /** Para guardar, ou mandar a outra Luneta: a API v3 embrulha os spans, e as portas não leem o embrulho. */
  router.get('/trace/:id/otlp.json', async (request, response) => {
    const { id } = request.params;
    const traceId = normalizeTraceId(id);
    if (!traceId) return sendPage(response, 400, renderMalformedTraceId(context(), id));
    if (!store.hasTrace(traceId)) return sendPage(response, 404, renderUnknownTrace(context(), traceId));
    setPageHeaders(response);
    return sendOtlpFile(response, store, traceId);
  });

  /** Um span: a página inteira ou, com `?fragment=1`, só os detalhes. */
  router.get('/trace/:id/span/:key', (request, response) => {
    const { id, key } = request.params;
    const traceId = normalizeTraceId(id);
    if (!traceId) return sendPage(response, 400, renderMalformedTraceId(context(), id));
    const opened = cache.open(traceId);
    if (!opened) return sendPage(response, 404, renderUnknownTrace(context(), traceId, live));
    const { tree } = opened;
    const node = tree.nodes.find((candidate) => candidate.key === key.toLowerCase());
    if (!node) return sendPage(response, 404, renderUnknownSpan(context(), traceId, key));
    const spanLogs = readTraceLogs(logs, traceId, { spanId: node.span.spanId });
    const around = { tree, analysis: analyzeTrace(tree), hasTrace, logs: spanLogs };
    if (searchParams(request).has('fragment')) return sendPage(response, 200, renderSpanFragment(node, around));
    const colors = colorsFor([node.span.resource.serviceName]);
    return sendPage(response, 200, renderSpanPage({ context: context(), around, node, colors }));
  });

  return router;
}

/** O caminho da busca de que se veio, pelo `Referer`; `undefined` se foi de outra página ou de outro site. */
function searchBefore({ headers }: IncomingMessage): string | undefined {
  const { referer = '', host } = headers;
  if (!URL.canParse(referer)) return undefined;
  const from = new URL(referer);
  return from.host === host && from.pathname === '/search' ? from.pathname + from.search : undefined;
}
