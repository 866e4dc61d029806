/** `/labs`: o progresso do curso e, com `?fragment=1`, só o que muda na página. */
import Router from 'router';
import { searchParams } from '../../http/url.ts';
import { renderLabsFragment, renderLabsPage } from '../pages/labs-page.tsx';
import type { UiDeps } from '../ui-deps.ts';
import { sendPage } from './send-page.ts';

export function labsRoutes({ course, now, context }: UiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });

  router.get('/labs', (request, response) => {
    const render = searchParams(request).has('fragment') ? renderLabsFragment : renderLabsPage;
    sendPage(response, 200, render({ context: context(), received: course.received, nowMs: now() }));
  });

  return router;
}
