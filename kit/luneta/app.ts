/**
 * A aplicação HTTP da porta 16686: APIs de consulta e interface. Montar é separado de escutar: quem escuta é `start.ts`.
 */
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { ApiError, sendV1Error } from './api/jaeger-error.ts';
import { createJaegerV1Router, type JaegerApiDeps } from './api/jaeger-v1.ts';
import { createJaegerV3Router } from './api/jaeger-v3.ts';
import { localHostOnly, sameOriginWrites } from './host-check.ts';
import { handleHttpErrors } from './http-errors.ts';

export interface AppDeps extends JaegerApiDeps {
  /** Páginas, na ordem em que respondem; montadas depois das APIs. */
  ui?: readonly RequestHandler[];
  /** Recusa pedidos cujo `Host` não é um nome local. */
  localOnly?: boolean;
}

export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.set('strict routing', true);
  if (deps.localOnly) app.use(localHostOnly());
  // O Express responderia OPTIONS sozinho; como no Jaeger, as APIs de consulta não têm essa conversa.
  app.options('/api/{*rest}', notFound);
  app.use(sameOriginWrites());
  app.use((_req, res, next) => {
    res.setHeader('X-Content-Type-Options', 'nosniff');
    next();
  });
  app.use(createJaegerV1Router(deps));
  app.use(createJaegerV3Router(deps));
  app.all('/api/{*rest}', notFound);
  for (const pages of deps.ui ?? []) app.use(pages);
  app.use(handleHttpErrors);
  return app;
}

function notFound(_req: Request, res: Response): void {
  sendV1Error(res, new ApiError(404, '404 page not found'));
}
