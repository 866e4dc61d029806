/** As páginas da Luneta, um roteador para cada uma. Os endereços são os do Jaeger. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import Router, { type RequestHandler } from 'router';
import { redirect } from '../http/answer.ts';
import { pathOf } from '../http/url.ts';
import { renderJaegerPage, renderUnknownPage } from './pages/problem-page.tsx';
import { classRoutes } from './routes/class-routes.ts';
import { compareRoutes } from './routes/compare-routes.ts';
import { dependenciesRoutes } from './routes/dependencies-routes.ts';
import { doctorRoutes } from './routes/doctor-routes.ts';
import { labsRoutes } from './routes/labs-routes.ts';
import { logsRoutes } from './routes/logs-routes.ts';
import { metricsRoutes } from './routes/metrics-routes.ts';
import { searchRoutes } from './routes/search-routes.ts';
import { sendPage } from './routes/send-page.ts';
import { staticRoutes } from './routes/static-routes.ts';
import { traceRoutes } from './routes/trace-routes.ts';
import { uploadRoutes } from './routes/upload-routes.ts';
import { isJaegerPage } from './texts/jaeger-pages.ts';
import { createUiDeps, type UiDeps, type UiOptions } from './ui-deps.ts';
import { normalizeTraceId } from './urls.ts';

export type { UiOptions } from './ui-deps.ts';

const ROUTES: readonly ((deps: UiDeps) => Router.Router)[] = [
  searchRoutes,
  uploadRoutes,
  // Antes de `traceRoutes`: os dois atendem `/trace/…`.
  compareRoutes,
  traceRoutes,
  metricsRoutes,
  logsRoutes,
  dependenciesRoutes,
  doctorRoutes,
  labsRoutes,
  classRoutes,
  staticRoutes,
];

/**
 * As páginas e, por último, a de quem não existe: entre as duas, quem monta o servidor põe o que mais houver.
 * Juntas porque dividem o trace aberto e o exame do doutor.
 */
export function createUi(options: UiOptions): readonly [pages: Router.Router, notFound: RequestHandler] {
  const deps = createUiDeps(options);
  const router = Router({ strict: true, caseSensitive: true });
  router.get('/', (_request, response) => redirect(response, '/search'));
  for (const routes of ROUTES) router.use(routes(deps));
  return [router, (request, response) => answerUnknown(request, response, deps)];
}

/** Só segmentos comuns: um caminho que começasse com `//` levaria a outro site. */
const TRAILING_SLASH = /^((?:\/[\w.~%-]+)+)\/+$/;

/** Uma barra a mais no fim é a mesma página; as do Jaeger que não existem aqui dizem o que há no lugar. */
function answerUnknown(request: IncomingMessage, response: ServerResponse, { context }: UiDeps): void {
  const path = pathOf(request);
  const [, page] = TRAILING_SLASH.exec(path) ?? [];
  if (page && (request.method === 'GET' || request.method === 'HEAD')) {
    return redirect(response, page + (request.url ?? '').slice(path.length));
  }
  const [, first, id = ''] = path.split('/');
  const html = isJaegerPage(first)
    ? renderJaegerPage(context(), first, normalizeTraceId(id))
    : renderUnknownPage(context());
  sendPage(response, 404, html);
}
