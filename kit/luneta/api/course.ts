/**
 * `/api/labs`: o progresso do curso. O comando `lab` o entrega com `PUT` (o que `lab list --json` escreve e, se quiser, a
 * última conferência), a página `/labs` o mostra, e `GET` o devolve; sem nada entregue, nenhum lab. Fica só na memória:
 * quem sabe do progresso é o `lab`.
 *
 *   {"labs":[{"id":"01-tracing","title":"…","steps":[{"id":"01/1","title":"…","status":"passed","needs":[]}]}],
 *    "last":{"step":"01/1","passed":false,
 *            "checks":[{"code":"…","passed":false,"expected":"…","observed":"…","hint":"…","traceId":"…","url":"…"}],
 *            "ghosts":[{"name":"GET /","parent":"…"}]}}
 */
import type { IncomingMessage } from 'node:http';
import Router from 'router';
import type { Course } from '../classroom/course.ts';
import { BodyError, MemoryBudget, readBody, Scratch } from '../http/body.ts';
import { isFromThisMachine } from '../http/from-this-machine.ts';
import { LABS_PATH, parseCourse } from './course-body.ts';
import { ApiError, handleV1Errors, sendJson } from './jaeger-error.ts';

export const MAX_COURSE_BYTES = 64 * 1024;

/** O progresso que há, e quando chegou. */
export interface ReceivedCourse {
  course: Course;
  atUnixMs: number;
}

/** Onde o progresso fica: a API escreve, a página lê. */
export class CourseBoard {
  received: ReceivedCourse | undefined;
  readonly #onReceived: (course: Course) => void;

  /** @param onReceived Recebe cada progresso que chega: é o que se copia para o professor. */
  constructor(onReceived: (course: Course) => void = () => {}) {
    this.#onReceived = onReceived;
  }

  receive(course: Course, atUnixMs: number): void {
    this.received = { course, atUnixMs };
    this.#onReceived(course);
  }
}

/** @param now Milissegundos Unix. */
export function createCourseRouter(board: CourseBoard, now: () => number = Date.now): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });
  const budget = new MemoryBudget(16 * MAX_COURSE_BYTES);
  const scratch = new Scratch();

  router.get(LABS_PATH, (_request, response) => {
    sendJson(response, 200, board.received?.course ?? { labs: [] });
  });

  router.put(LABS_PATH, async (request, response) => {
    // Aberta à rede (`--host`), a Luneta é lida por outros; o progresso é de quem está nesta máquina.
    if (!isFromThisMachine(request)) throw new ApiError(403, FOREIGN);
    const parsed = parseCourse(await readText(request));
    if (!parsed.ok) throw new ApiError(400, parsed.problem);
    board.receive(parsed.course, now());
    response.statusCode = 204;
    response.end();
  });

  // Sem isto um POST cairia nas páginas, e responderia como uma página que não existe.
  router.all(LABS_PATH, (request, response) => {
    response.setHeader('Allow', 'GET, HEAD, PUT');
    throw new ApiError(405, `O método ${request.method} não existe aqui: use PUT para entregar e GET para ler.`);
  });

  router.use(handleV1Errors);
  return router;

  async function readText(request: IncomingMessage): Promise<string> {
    try {
      return (await readBody(request, MAX_COURSE_BYTES, budget, scratch)).toString();
    } catch (failure) {
      throw failure instanceof BodyError ? new ApiError(failure.status, failure.message) : failure;
    }
  }
}

const FOREIGN =
  'O progresso do curso só pode ser entregue por um programa desta máquina. Rode npm run lab onde a Luneta está.';
