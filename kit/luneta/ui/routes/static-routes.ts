/** `/static/{arquivo}`: folha de estilo, scripts e favicon. */
import Router from 'router';
import { sendBody } from '../../http/answer.ts';
import { renderUnknownPage } from '../pages/problem-page.tsx';
import type { UiDeps } from '../ui-deps.ts';
import { sendPage } from './send-page.ts';

export function staticRoutes({ assets, context }: UiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });

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
