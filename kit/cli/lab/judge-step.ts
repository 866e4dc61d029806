/** Rodar o programa do aluno e julgar o que ele emitiu: no que imprimiu ou, quando ele exporta, no backend. */
import type { LabStep } from '../../course/manifest.ts';
import { attemptEnv, beginAttempt } from '../../verify/attempt.ts';
import { type Evidence, gatherEvidence } from '../../verify/evidence.ts';
import type { Expectation } from '../../verify/expectations.ts';
import { judge } from '../../verify/judge.ts';
import { jaegerSource } from '../../verify/sources/jaeger.ts';
import { stdoutSource } from '../../verify/sources/stdout.ts';
import type { Verdict } from '../../verify/verdict.ts';
import { waitForVerdict } from '../../verify/wait.ts';
import type { StudentRun } from '../student-program.ts';
import type { AssessOptions } from './assess.ts';
import type { LabContext } from './context.ts';
import { texts } from './lab-texts.ts';
import { PROGRAM_DEADLINE_MS, runOpened } from './run-step.ts';

/** De um backend que não é uma Luneta não se sabe quanto demora a mostrar o que recebeu: espera-se isto sem novidade. */
const REMOTE_QUIET_MS = 10_000;

export interface JudgedRun {
  run: StudentRun;
  verdict: Verdict;
  evidence: Evidence;
}

/** @throws LabStop se o programa nem pôde começar, ou foi interrompido. */
export async function judgeStep(
  context: LabContext,
  target: LabStep,
  expectations: readonly Expectation[],
  { backend, signal }: AssessOptions,
): Promise<JudgedRun> {
  const attempt = beginAttempt();
  const env = { ...backend?.env, ...attemptEnv(attempt) };
  const running = runOpened(context, target, { env, signal });
  if (target.step.telemetry !== 'backend') {
    const run = await running;
    // O programa já acabou, e o que ele escreveu está todo aqui: não há por que esperar.
    const reading = await stdoutSource(() => run.stdout.text).read({ sinceUs: attempt.startedAtUs });
    const evidence = gatherEvidence([reading], attempt);
    return { run, verdict: judge(expectations, evidence), evidence };
  }
  if (!backend) throw new Error(texts.noBackend(target.step.id));
  let run: StudentRun | undefined;
  const done = running.then((ended) => (run = ended));
  const verdict = await waitForVerdict({
    expectations,
    sources: [jaegerSource(backend.url), stdoutSource(() => run?.stdout.text ?? '', { spans: false })],
    attempt,
    done,
    quietMs: backend.isLuneta ? undefined : REMOTE_QUIET_MS,
    deadlineMs: (context.programDeadlineMs ?? PROGRAM_DEADLINE_MS) + 2 * REMOTE_QUIET_MS,
    signal: signal ? AbortSignal.any([context.stop, signal]) : context.stop,
  });
  return { run: await done, verdict, evidence: verdict.evidence };
}
