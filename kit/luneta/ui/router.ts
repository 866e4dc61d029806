/** As páginas da Luneta como um roteador. Os endereços são os do Jaeger. */
import type { ServerResponse } from 'node:http';
import Router, { type RequestHandler } from 'router';
import { pendingAnswers, redirect, sendBody } from '../http/answer.ts';
import { nextTurn, startSlices } from '../http/slices.ts';
import { searchParams } from '../http/url.ts';
import { matchSpans } from '../query/span-match.ts';
import { readTraceSummary, type TraceSummary } from '../query/trace-summary.ts';
import type { SpanStore } from '../store/store.ts';
import { loadAssets, type AssetStore } from './assets.ts';
import type { DoorUrls } from './pages/empty-search.tsx';
import type { NavLink, PageContext } from './pages/layout.tsx';
import {
  renderMalformedTraceId,
  renderUnknownPage,
  renderUnknownSpan,
  renderUnknownTrace,
} from './pages/problem-page.tsx';
import { renderSearchPage } from './pages/search-page.tsx';
import { renderSpanFragment, renderSpanPage } from './pages/span-page.tsx';
import { renderTracePage } from './pages/trace-page.tsx';
import { renderRows } from './pages/waterfall.tsx';
import { parseSearch, type Sort } from './search-params.ts';
import { setPageHeaders } from './security-headers.ts';
import { assignServiceColors, type ServiceColors } from './service-colors.ts';
import { texts } from './texts.ts';
import { MAX_PAGE_SPANS, TraceCache } from './trace-cache.ts';
import { viewTrace } from './trace-view.ts';
import { normalizeTraceId, traceUrl } from './urls.ts';

export interface UiOptions {
  store: SpanStore;
  /** Onde cada porta escuta, para a página vazia ensinar; os padrões, se omitido. */
  doors?: DoorUrls;
  /** Itens do menu depois de "Traces": só páginas que existem. */
  links?: readonly NavLink[];
  now?: () => number;
  assets?: AssetStore;
}

const DEFAULT_DOORS: DoorUrls = {
  otlpHttp: 'http://127.0.0.1:4318',
  otlpGrpc: 'http://127.0.0.1:4317',
  jaegerBinary: '127.0.0.1:6832',
  jaegerCompact: '127.0.0.1:6831',
};

export function createUiRouter(options: UiOptions): Router.Router {
  const { store, doors = DEFAULT_DOORS, links = [], now = Date.now, assets = loadAssets() } = options;
  const nav = [{ href: '/search', text: texts.nav.search }, ...links];
  const context = (): PageContext => ({ assets: assets.urls, nav, stats: store.getStats() });
  const cache = new TraceCache(store);
  const router = Router({ strict: true, caseSensitive: true });

  router.get('/', (_request, response) => redirect(response, '/search'));

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
    const { form, query, problem } = parseSearch(params, BigInt(nowMs) * 1_000_000n);
    const results = query ? sortSummaries(await findSummaries(store, query), form.sort) : [];
    if (response.destroyed) return;
    const page = renderSearchPage({
      context: context(),
      form,
      problem,
      services: store.getServices(),
      operations: form.service ? operationNames(store, form.service) : [],
      results,
      colors: colorsFor(
        store,
        results.flatMap(({ services }) => services.map(({ name }) => name)),
      ),
      doors,
      nowMs,
    });
    sendPage(response, problem ? 400 : 200, page);
  });

  router.get('/trace/:id', async (request, response) => {
    const traceId = normalizeTraceId(request.params.id);
    if (!traceId) return sendPage(response, 400, renderMalformedTraceId(context(), request.params.id));
    const opened = cache.open(traceId);
    if (!opened) return sendPage(response, 404, renderUnknownTrace(context(), traceId));
    const view = viewTrace(opened, searchParams(request).get('uiFind') ?? '');
    const colors = colorsFor(
      store,
      view.summary.services.map(({ name }) => name),
    );
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
    setPageHeaders(response);
    if (!opened) return sendRows(response, 404, []);
    const matches = matchSpans(opened.tree, searchParams(request).get('uiFind') ?? '');
    return sendRows(
      response,
      200,
      matches.map(({ index }) => index),
    );
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
    const colors = colorsFor(store, [node.span.resource.serviceName]);
    return sendPage(response, 200, renderSpanPage({ context: context(), tree, node, colors }));
  });

  router.get('/static/:file', (request, response) => {
    const asset = assets.get(request.params.file);
    if (!asset) return sendPage(response, 404, renderUnknownPage(context()));
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    return sendBody(response, 200, asset.type, asset.body);
  });

  return router;
}

/** Páginas que não existem; quem monta o servidor o põe por último. */
export function createNotFoundPage(options: UiOptions): RequestHandler {
  const { store, links = [], assets = loadAssets() } = options;
  const nav = [{ href: '/search', text: texts.nav.search }, ...links];
  return (_request, response) => {
    sendPage(response, 404, renderUnknownPage({ assets: assets.urls, nav, stats: store.getStats() }));
  };
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  setPageHeaders(response);
  sendBody(response, status, 'text/html; charset=utf-8', Buffer.from(html));
}

/** Uma busca larga num armazenamento cheio lê centenas de milhares de spans: entre os traces há pausas. */
async function findSummaries(
  store: SpanStore,
  query: Parameters<SpanStore['findTraceIds']>[0],
): Promise<TraceSummary[]> {
  await nextTurn();
  const nextSlice = startSlices();
  const summaries: TraceSummary[] = [];
  for (const traceId of store.findTraceIds(query)) {
    const summary = readTraceSummary(store, traceId, { maxSpans: MAX_PAGE_SPANS });
    if (summary) summaries.push(summary);
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

/** Posições de linhas, para a ilha que busca dentro do trace. */
function sendRows(response: ServerResponse, status: number, rows: number[]): void {
  sendBody(response, status, 'application/json', Buffer.from(JSON.stringify({ rows })));
}

function operationNames(store: SpanStore, service: string): string[] {
  return [...new Set(store.getOperations(service).map(({ name }) => name))];
}

function colorsFor(store: SpanStore, present: readonly string[]): ServiceColors {
  return assignServiceColors([...store.getServices(), ...present]);
}

function sign(difference: bigint): number {
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
