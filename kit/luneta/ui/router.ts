/** As páginas da Luneta, um roteador para cada uma. Os endereços são os do Jaeger. */
import Router, { type RequestHandler } from 'router';
import { redirect } from '../http/answer.ts';
import { renderUnknownPage } from './pages/problem-page.tsx';
import { compareRoutes } from './routes/compare-routes.ts';
import { dependenciesRoutes } from './routes/dependencies-routes.ts';
import { doctorRoutes } from './routes/doctor-routes.ts';
import { labsRoutes } from './routes/labs-routes.ts';
import { searchRoutes } from './routes/search-routes.ts';
import { sendPage } from './routes/send-page.ts';
import { staticRoutes } from './routes/static-routes.ts';
import { traceRoutes } from './routes/trace-routes.ts';
import { uploadRoutes } from './routes/upload-routes.ts';
import { createUiDeps, type UiDeps, type UiOptions } from './ui-deps.ts';

export type { UiOptions } from './ui-deps.ts';

const ROUTES: readonly ((deps: UiDeps) => Router.Router)[] = [
  searchRoutes,
  uploadRoutes,
  // Antes de `traceRoutes`: os dois atendem `/trace/…`.
  compareRoutes,
  traceRoutes,
  dependenciesRoutes,
  doctorRoutes,
  labsRoutes,
  staticRoutes,
];

export function createUiRouter(options: UiOptions): Router.Router {
  const deps = createUiDeps(options);
  const router = Router({ strict: true, caseSensitive: true });
  router.get('/', (_request, response) => redirect(response, '/search'));
  for (const routes of ROUTES) router.use(routes(deps));
  return router;
}

/** Páginas que não existem; quem monta o servidor o põe por último. */
export function createNotFoundPage(options: UiOptions): RequestHandler {
  const { context } = createUiDeps(options);
  return (_request, response) => sendPage(response, 404, renderUnknownPage(context()));
}
