/** Um passo cujo programa é um servidor: espera que ele atenda, faz os pedidos do roteiro e o encerra. */
import { setTimeout as delay } from 'node:timers/promises';
import { type LabStep, requestText, type StepRequest } from '../../course/manifest.ts';
import type { ObservedAnswer } from '../../verify/answer-expectation.ts';
import { BATCH_DELAY_MS } from '../app-env.ts';
import type { StudentServer } from '../student-program-server.ts';
import type { StudentRun } from '../student-program.ts';
import { startServerGroup } from '../student-server-group.ts';
import { stopWith } from './context.ts';
import { texts } from './lab-texts.ts';
import { programOptions, refuseUnfinished, type RunContext, type RunningProgram, type RunOptions } from './run-step.ts';
import { sendStepRequest, type StepAnswer, type StepRequestOptions } from './step-request.ts';

/** De um pedido. O primeiro ainda carrega módulos, talvez numa máquina ocupada: quem demora não é quem não responde. */
const REQUEST_MS = 15_000;
/** Encerrado, ele ainda termina o que atende e esvazia a fila, talvez num backend distante. */
const GOODBYE_MS = 5000;
/** De uma conexão cortada, quanto esperar para saber se foi o processo que caiu. */
const FALL_MS = 1500;
/** No Windows não há SIGTERM: ninguém se despede, e a fila tem de sair antes. */
export const SAYS_GOODBYE = process.platform !== 'win32';

/** Com menos, uma máquina ocupada não entregaria um lote de métricas antes do seguinte: o prazo de um é o intervalo. */
const METRIC_INTERVAL_MS = 500;

/** As variáveis de quem não quer esperar pelo lote para ver o que ele leva. */
export const QUICK_BATCHES = {
  OTEL_BSP_SCHEDULE_DELAY: String(BATCH_DELAY_MS),
  OTEL_BLRP_SCHEDULE_DELAY: String(BATCH_DELAY_MS),
  OTEL_METRIC_EXPORT_INTERVAL: String(METRIC_INTERVAL_MS),
};

export interface ServeOptions extends RunOptions {
  /** Quanto tempo ele tem para se despedir; padrão: 5 s. */
  goodbyeMs?: number;
}

export interface DriveOptions extends ServeOptions {
  /** Quanto esperar por cada resposta; padrão: 15 s. */
  requestMs?: number;
}

/** Começa o servidor, e os que ficam ao lado dele, em qualquer porta livre. `undefined` se ele não ficou pronto: o motivo está em `run`. */
export async function serveOpened(
  context: RunContext,
  target: LabStep,
  { goodbyeMs = GOODBYE_MS, ...options }: ServeOptions,
): Promise<{ server?: StudentServer; run: Promise<StudentRun> }> {
  const env = { PORT: '0', HOST: '127.0.0.1', ...target.step.env, ...options.env };
  const program = programOptions(context, target, { ...options, env });
  const companions = (target.step.companions ?? []).map(({ entry, service, urlVariable }) => ({
    options: { ...program, entry, env: service === undefined ? env : { ...env, OTEL_SERVICE_NAME: service } },
    urlVariable,
  }));
  const started = await startServerGroup(program, companions, { root: context.root, graceMs: goodbyeMs });
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
  const answers: ObservedAnswer[] = [];
  const opened = serveOpened(context, target, { ...options, env });
  const driven = opened.then(async ({ server, run }) => {
    if (!server) return undefined;
    const signal = stopWith(context, options.signal);
    const died = run.then(() => undefined);
    const limits = { requestMs, signal };
    const sent = sendAll(server.port, target.step.requests ?? [], answers, limits);
    const problem = await Promise.race([sent, died]);
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
    answers: () => answers,
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

/**
 * Em ordem, e um de cada vez: cada pedido é um trace.
 * @param answers Recebe os que têm nome.
 * @returns O que houve com o primeiro, sem nome, que não foi como devia.
 */
async function sendAll(
  port: number,
  requests: readonly StepRequest[],
  answers: ObservedAnswer[],
  limits: StepRequestOptions,
): Promise<Problem | undefined> {
  for (const request of requests) {
    const answer = await sendStepRequest(`http://127.0.0.1:${port}`, request, limits);
    const problem = problemOf(requestText(request), answer, limits.requestMs);
    // Uma conexão que cai é de um programa que caiu, tenha o pedido um nome ou não.
    if (request.name !== undefined && !problem?.isCut) {
      answers.push({ name: request.name, expected: texts.answerExpected(request), problem: problem?.text });
    } else if (problem !== undefined) return problem;
  }
  return undefined;
}

/** @param request Como se diz: `GET /`. @returns O que dizer da resposta; `undefined` se é a que se espera. */
function problemOf(request: string, answer: StepAnswer, requestMs: number): Problem | undefined {
  switch (answer.kind) {
    case 'as_expected':
      return undefined;
    case 'other_status':
      return { text: texts.badStatus(request, answer.wanted, answer.status, answer.start) };
    case 'other_body':
      return { text: texts.badBody(request, answer.wanted, answer.start) };
    case 'silent':
      return { text: texts.noAnswer(request, requestMs) };
    case 'cut':
      return { text: texts.cutAnswer(request), isCut: true };
  }
}
