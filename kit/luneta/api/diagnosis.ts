/** `GET /api/diagnosis`: o que o doutor acha (`query/diagnosis/`), em JSON. `?service=` deixa só o que é de um serviço. */
import Router from 'router';
import { searchParams } from '../http/url.ts';
import type { Diagnose } from '../query/diagnosis/diagnose.ts';
import { DIAGNOSIS_PATH } from './diagnosis-path.ts';
import { sendJson } from './jaeger-error.ts';

export function createDiagnosisRouter(diagnose: Diagnose): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });
  router.get(DIAGNOSIS_PATH, async (req, res) => {
    const diagnosis = await diagnose(searchParams(req).get('service') || undefined);
    if (!res.destroyed) sendJson(res, 200, diagnosis);
  });
  return router;
}
