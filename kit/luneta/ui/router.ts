/** As páginas da Luneta como um roteador do Express. Os endereços são os do Jaeger. */
import express, { type Response } from 'express';
import { repairTrace } from '../query/adjust-trace.ts';
import { matchSpans } from '../query/span-match.ts';
import { summarizeTrace, type TraceSummary } from '../query/trace-summary.ts';
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

export function createUiRouter(options: UiOptions): express.Router {
  const { store, doors = DEFAULT_DOORS, links = [], now = Date.now, assets = loadAssets() } = options;
  const nav = [{ href: '/search', text: texts.nav.search }, ...links];
  const context = (): PageContext => ({ assets: assets.urls, nav, stats: store.getStats() });
  const cache = new TraceCache(store);
  const router = express.Router();

  router.get('/', (_request, response) => response.redirect('/search'));

  router.get('/search', (request, response) => {
    const params = paramsOf(request.url);
    const lookup = params.get('traceID');
    if (lookup !== null) {
      const traceId = normalizeTraceId(lookup);
      if (traceId) response.redirect(traceUrl(traceId));
      else sendPage(response, 400, renderMalformedTraceId(context(), lookup));
      return;
    }
    const nowMs = now();
    const { form, query, problem } = parseSearch(params, BigInt(nowMs) * 1_000_000n);
    const results = query ? sortSummaries(findSummaries(store, query), form.sort) : [];
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

  router.get('/trace/:id', (request, response) => {
    const traceId = normalizeTraceId(request.params.id);
    if (!traceId) return sendPage(response, 400, renderMalformedTraceId(context(), request.params.id));
    const opened = cache.open(traceId);
    if (!opened) return sendPage(response, 404, renderUnknownTrace(context(), traceId));
    const view = viewTrace(opened, paramsOf(request.url).get('uiFind') ?? '');
    const colors = colorsFor(
      store,
      view.summary.services.map(({ name }) => name),
    );
    return sendPage(response, 200, renderTracePage({ context: context(), view, colors }));
  });

  /** A busca dentro do trace, para a ilha: posições das linhas. */
  router.get('/trace/:id/find', (request, response) => {
    const traceId = normalizeTraceId(request.params.id);
    const opened = traceId ? cache.open(traceId) : undefined;
    setPageHeaders(response);
    if (!opened) return response.status(404).json({ rows: [] });
    const matches = matchSpans(opened.tree, paramsOf(request.url).get('uiFind') ?? '');
    return response.json({ rows: matches.map(({ index }) => index) });
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
    if (paramsOf(request.url).has('fragment')) return sendPage(response, 200, renderSpanFragment(node, tree));
    const colors = colorsFor(store, [node.span.resource.serviceName]);
    return sendPage(response, 200, renderSpanPage({ context: context(), tree, node, colors }));
  });

  router.get('/static/:file', (request, response) => {
    const asset = assets.get(request.params.file);
    if (!asset) return sendPage(response, 404, renderUnknownPage(context()));
    return response
      .set({
        'Content-Type': asset.type,
        'Cache-Control': 'public, max-age=31536000, immutable',
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Resource-Policy': 'same-origin',
      })
      .end(asset.body);
  });

  return router;
}

/** Páginas que não existem; quem monta o servidor o põe por último. */
export function createNotFoundPage(options: UiOptions): express.RequestHandler {
  const { store, links = [], assets = loadAssets() } = options;
  const nav = [{ href: '/search', text: texts.nav.search }, ...links];
  return (_request, response) => {
    sendPage(response, 404, renderUnknownPage({ assets: assets.urls, nav, stats: store.getStats() }));
  };
}

function sendPage(response: Response, status: number, html: string): void {
  setPageHeaders(response);
  response.status(status).type('html').send(html);
}

/** `URLSearchParams` não falha com `%` solto e não conhece `__proto__`. */
function paramsOf(url: string): URLSearchParams {
  const question = url.indexOf('?');
  return new URLSearchParams(question < 0 ? '' : url.slice(question + 1));
}

function findSummaries(store: SpanStore, query: Parameters<SpanStore['findTraceIds']>[0]): TraceSummary[] {
  const summaries: TraceSummary[] = [];
  for (const traceId of store.findTraceIds(query)) {
    const trace = store.getTrace(traceId, MAX_PAGE_SPANS);
    if (!trace) continue;
    const summary = summarizeTrace(repairTrace(trace));
    summary.spanCount += trace.omittedSpanCount ?? 0;
    summaries.push(summary);
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

function colorsFor(store: SpanStore, present: readonly string[]): ServiceColors {
  return assignServiceColors([...store.getServices(), ...present]);
}

function sign(difference: bigint): number {
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
