/** `GET /api/class`: a turma em JSON, para quem quer fazer as suas contas. Só a esta máquina: há nomes nela. */
import Router from 'router';
import { type Classroom } from '../classroom/classroom.ts';
import { classOverview } from '../classroom/overview.ts';
import { CLASS_PATH } from '../classroom/report.ts';
import { isFromThisMachine } from '../http/from-this-machine.ts';
import { ApiError, handleV1Errors, sendJson } from './jaeger-error.ts';

/** @param now Milissegundos Unix. */
export function createClassRouter(classroom: Classroom, now: () => number = Date.now): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });

  router.get(CLASS_PATH, (request, response) => {
    if (!isFromThisMachine(request)) throw new ApiError(403, FOREIGN);
    sendJson(response, 200, classOverview(classroom.students, now()));
  });

  router.all(CLASS_PATH, (request, response) => {
    response.setHeader('Allow', 'GET, HEAD');
    throw new ApiError(405, `O método ${request.method} não existe aqui. ${WRONG_DOOR}`);
  });

  router.use(handleV1Errors);
  return router;
}

const FOREIGN = 'A turma só se vê na máquina em que a Luneta do professor roda.';
const WRONG_DOOR = 'Use GET para ler a turma; o relato de um aluno vai à porta OTLP/HTTP, a que se dá em --forward.';
