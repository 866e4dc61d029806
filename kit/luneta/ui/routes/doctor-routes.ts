/** `/doutor`: a página e, com `?fragment=1`, só o que muda nela; e o guia dos achados. */
import Router from 'router';
import { searchParams } from '../../http/url.ts';
import { renderDoctorFragment, renderDoctorPage } from '../pages/doctor-page.tsx';
import type { UiDeps } from '../ui-deps.ts';
import { DOCTOR_GUIDE_PATH } from '../urls.ts';
import { sendPage } from './send-page.ts';

export function doctorRoutes({ diagnose, problems, doorViews, doors, now, context }: UiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });

  router.get('/doutor', async (request, response) => {
    const diagnosis = await diagnose();
    problems.note(diagnosis);
    if (response.destroyed) return;
    const render = searchParams(request).has('fragment') ? renderDoctorFragment : renderDoctorPage;
    const model = { context: context(), diagnosis, doorViews: doorViews(), doors, nowMs: now() };
    sendPage(response, 200, render(model));
  });

  router.get(DOCTOR_GUIDE_PATH, async (_request, response) => {
    // Quem lê Markdown só é carregado por quem abre o guia.
    const { renderDoctorGuide } = await import('../pages/doctor-guide-page.tsx');
    if (!response.destroyed) sendPage(response, 200, renderDoctorGuide(context()));
  });

  return router;
}
