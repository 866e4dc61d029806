/** Um passo cujo programa é um servidor: espera que ele atenda, faz os pedidos do roteiro e, no fim, o encerra. */
import type { LabStep, StepRequest } from '../../course/manifest.ts';
import { readAnswer } from '../../read-answer.ts';
import { timeLimit } from '../../time-limit.ts';
import { BATCH_DELAY_MS } from '../app-env.ts';
import { startStudentServer, type StudentServer } from '../student-program-server.ts';
import type { StudentRun } from '../student-program.ts';
import { type LabContext, stopWith } from './context.ts';
import { texts } from './lab-texts.ts';
import { programOptions, refuseUnfinished, type RunningProgram, type RunOptions } from './run-step.ts';

/** De um pedido. */
const REQUEST_MS = 5000;
/** Do corpo de uma resposta, o que se lê. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Começa o servidor, em qualquer porta livre. `undefined` se ele não ficou pronto: o motivo está em `run`. */
export async function serveOpened(
  context: LabContext,
  target: LabStep,
  options: RunOptions,
): Promise<{ server?: StudentServer; run: Promise<StudentRun> }> {
  const env = { PORT: '0', HOST: '127.0.0.1', OTEL_BSP_SCHEDULE_DELAY: String(BATCH_DELAY_MS), ...options.env };
  const started = await startStudentServer(programOptions(context, target, { ...options, env }), {
    root: context.root,
  });
  return started.ready ? { server: started, run: started.ended } : { run: Promise.resolve(started.run) };
}

/** O servidor e os pedidos, como um programa que roda: `done` é o último pedido respondido. */
export function driveOpened(context: LabContext, target: LabStep, options: RunOptions): RunningProgram {
  const opened = serveOpened(context, target, options);
  const driven = opened.then(async ({ server, run }) => {
    const signal = stopWith(context, options.signal);
    const requests = target.step.requests ?? [];
    const died = run.then(() => undefined);
    return server && Promise.race([sendAll(server.port, requests, signal), died]);
  });
  let current: StudentServer | undefined;
  let ended: StudentRun | undefined;
  const follow = async (): Promise<void> => {
    const { server, run } = await opened;
    current = server;
    ended = await run;
  };
  void follow();
  return {
    done: driven,
    stdout: () => current?.output().stdout.text ?? '',
    endedAtMs: () => ended?.endedAtMs,
    async end() {
      const problem = await driven;
      const { server, run } = await opened;
      const stopped = refuseUnfinished(await (server?.stop() ?? run));
      return stopped.message === undefined && problem !== undefined ? { ...stopped, message: problem } : stopped;
    },
  };
}

/** Em ordem, e um de cada vez: cada pedido é um trace. @returns O que houve com o primeiro que não foi como devia. */
async function sendAll(
  port: number,
  requests: readonly StepRequest[],
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const request of requests) {
    const problem = await send(port, request, signal);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

async function send(port: number, request: StepRequest, signal: AbortSignal): Promise<string | undefined> {
  const { status: wanted = 200, body: wantedBody = '' } = request;
  const limit = timeLimit(REQUEST_MS, signal);
  try {
    const response = await fetch(`http://127.0.0.1:${port}${request.path}`, { signal: limit, redirect: 'manual' });
    const body = (await readAnswer(response, MAX_BODY_BYTES)) ?? '';
    if (response.status !== wanted) return texts.badStatus(request.path, wanted, response.status, body.slice(0, 200));
    return body.includes(wantedBody) ? undefined : texts.badBody(request.path, wantedBody, body.slice(0, 200));
  } catch {
    return limit.aborted ? texts.noAnswer(request.path, REQUEST_MS) : texts.cutAnswer(request.path);
  }
}
