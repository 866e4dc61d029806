/** Um passo cujo programa é um servidor: espera que ele atenda, faz os pedidos do roteiro e o encerra. */
import { setTimeout as delay } from 'node:timers/promises';
import type { LabStep, StepRequest } from '../../course/manifest.ts';
import { readAnswer } from '../../read-answer.ts';
import { timeLimit } from '../../time-limit.ts';
import { BATCH_DELAY_MS } from '../app-env.ts';
import { startStudentServer, type StudentServer } from '../student-program-server.ts';
import type { StudentRun } from '../student-program.ts';
import { stopWith } from './context.ts';
import { texts } from './lab-texts.ts';
import { programOptions, refuseUnfinished, type RunContext, type RunningProgram, type RunOptions } from './run-step.ts';

/** De um pedido. */
const REQUEST_MS = 5000;
/** Encerrado, ele ainda termina o que atende e esvazia a fila, talvez num backend distante. */
const GOODBYE_MS = 3000;
/** De uma conexão cortada, quanto esperar para saber se foi o processo que caiu. */
const FALL_MS = 1500;
/** No Windows não há SIGTERM: ninguém se despede, e a fila tem de sair antes. */
const SAYS_GOODBYE = process.platform !== 'win32';
/** Do corpo de uma resposta, o que se lê. */
const MAX_BODY_BYTES = 1024 * 1024;
/** E, dela, o que se mostra. Em caracteres. */
const SHOWN_BODY = 200;

/** As variáveis de quem não quer esperar pelo lote para ver o span. */
export const QUICK_BATCHES = { OTEL_BSP_SCHEDULE_DELAY: String(BATCH_DELAY_MS) };

export interface ServeOptions extends RunOptions {
  /** Quanto tempo ele tem para se despedir; padrão: 3 s. */
  goodbyeMs?: number;
}

export interface DriveOptions extends ServeOptions {
  /** Quanto esperar por cada resposta; padrão: 5 s. */
  requestMs?: number;
}

/** Começa o servidor, em qualquer porta livre. `undefined` se ele não ficou pronto: o motivo está em `run`. */
export async function serveOpened(
  context: RunContext,
  target: LabStep,
  { goodbyeMs = GOODBYE_MS, ...options }: ServeOptions,
): Promise<{ server?: StudentServer; run: Promise<StudentRun> }> {
  const env = { PORT: '0', HOST: '127.0.0.1', ...options.env };
  const started = await startStudentServer(programOptions(context, target, { ...options, env }), {
    root: context.root,
    graceMs: goodbyeMs,
  });
  return started.ready ? { server: started, run: started.ended } : { run: Promise.resolve(started.run) };
}

/**
 * O servidor e os pedidos, como um programa que roda. `done` é o fim dele, e não a última resposta: os lotes demoram mais que
 * isso, e é por `shutdown()` que os spans têm de chegar.
 */
export function driveOpened(
  context: RunContext,
  target: LabStep,
  { requestMs = REQUEST_MS, ...options }: DriveOptions,
): RunningProgram {
  const env = { ...(SAYS_GOODBYE ? {} : QUICK_BATCHES), ...options.env };
  const opened = serveOpened(context, target, { ...options, env });
  const driven = opened.then(async ({ server, run }) => {
    if (!server) return undefined;
    const signal = stopWith(context, options.signal);
    const died = run.then(() => undefined);
    const limits = { requestMs, signal };
    const problem = await Promise.race([sendAll(server.port, target.step.requests ?? [], limits), died]);
    // A conexão cai um instante antes do processo: sem esta espera, a queda dele passaria por nossa.
    if (problem?.isCut) await Promise.race([died, delay(FALL_MS)]);
    if (SAYS_GOODBYE) await server.stop();
    return problem;
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
      // Quem não respondeu e depois não quis parar tem um defeito só.
      const isOurs = stopped.ended === 'stopped' && problem !== undefined;
      return isOurs ? { ...stopped, message: problem.text } : stopped;
    },
  };
}

interface Problem {
  text: string;
  /** A conexão caiu: o processo pode ter caído com ela. */
  isCut?: boolean;
}

interface RequestLimits {
  requestMs: number;
  signal: AbortSignal;
}

/** Em ordem, e um de cada vez: cada pedido é um trace. @returns O que houve com o primeiro que não foi como devia. */
async function sendAll(
  port: number,
  requests: readonly StepRequest[],
  limits: RequestLimits,
): Promise<Problem | undefined> {
  for (const request of requests) {
    const problem = await send(port, request, limits);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

async function send(
  port: number,
  { path, status: wanted = 200, body: wantedBody = '' }: StepRequest,
  { requestMs, signal }: RequestLimits,
): Promise<Problem | undefined> {
  const limit = timeLimit(requestMs, signal);
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: limit, redirect: 'manual' });
    const body = (await readAnswer(response, MAX_BODY_BYTES)) ?? '';
    const start = body.slice(0, SHOWN_BODY);
    if (response.status !== wanted) return { text: texts.badStatus(path, wanted, response.status, start) };
    return body.includes(wantedBody) ? undefined : { text: texts.badBody(path, wantedBody, start) };
  } catch {
    return limit.aborted ? { text: texts.noAnswer(path, requestMs) } : { text: texts.cutAnswer(path), isCut: true };
  }
}
