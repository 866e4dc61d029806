/** `/turma`: a turma e, com `?fragment=1`, só o que muda na página. Só a esta máquina: nada da turma sai dela. */
import Router from 'router';
import { classOverview } from '../../classroom/overview.ts';
import { isFromThisMachine } from '../../http/from-this-machine.ts';
import { searchParams } from '../../http/url.ts';
import { CLASS_PAGE, parseClassForm } from '../class-params.ts';
import { renderClassFragment, renderClassPage, renderForeignClass } from '../pages/class-page.tsx';
import type { UiDeps } from '../ui-deps.ts';
import { sendPage } from './send-page.ts';

export function classRoutes({ classroom, classAddresses, now, context }: UiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });

  router.get(CLASS_PAGE, (request, response) => {
    if (!isFromThisMachine(request)) return sendPage(response, 403, renderForeignClass(context()));
    const params = searchParams(request);
    const form = parseClassForm(params);
    const nowMs = now();
    const overview = classOverview(classroom.students, nowMs, form.sort);
    const render = params.has('fragment') ? renderClassFragment : renderClassPage;
    return sendPage(response, 200, render({ context: context(), overview, form, addresses: classAddresses(), nowMs }));
  });

  return router;
}
