/** Rodar o programa do aluno e julgar o que ele emitiu: no que imprimiu ou, quando ele exporta, no backend. */
import type { LabStep } from '../../course/manifest.ts';
import { attemptEnv, beginAttempt } from '../../verify/attempt.ts';
import type { Evidence } from '../../verify/evidence.ts';
import type { Expectation } from '../../verify/expectations.ts';
import { judge } from '../../verify/judge.ts';
import { readEvidence } from '../../verify/read-evidence.ts';
import { jaegerSource } from '../../verify/sources/jaeger.ts';
import { stdoutSource } from '../../verify/sources/stdout.ts';
import type { Verdict } from '../../verify/verdict.ts';
import { waitForVerdict } from '../../verify/wait.ts';
import type { StudentRun } from '../student-program.ts';
import type { AssessOptions } from './assess.ts';
import { type LabContext, stopWith } from './context.ts';
import { EXIT, LabStop } from './exit-codes.ts';
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
    const evidence = await readEvidence({ sources: [stdoutSource(() => run.stdout.text)], attempt });
    return { run, verdict: judge(expectations, evidence), evidence };
  }
  if (!backend) throw new Error(texts.noBackend(target.step.id));
  let run: StudentRun | undefined;
  const done = running.then((ended) => (run = ended));
  // Numa Luneta desta máquina, só este programa manda enquanto roda: o recurso dele não precisa trazer o id.
  const untilUs = (): number => (run?.endedAtMs ?? Date.now()) * 1000;
  const stop = stopWith(context, signal);
  const verdict = await waitForVerdict({
    expectations,
    sources: [jaegerSource(backend.url), stdoutSource(() => run?.stdout.text ?? '', { spans: false })],
    attempt: backend.kind === 'given' ? attempt : { ...attempt, unmarkedUntilUs: untilUs },
    done,
    quietMs: backend.isLuneta ? undefined : REMOTE_QUIET_MS,
    deadlineMs: (context.programDeadlineMs ?? PROGRAM_DEADLINE_MS) + 2 * REMOTE_QUIET_MS,
    signal: stop,
  });
  const ended = await done;
  // Uma espera interrompida sabe menos do que saberia: não é um veredito.
  if (stop.aborted) throw new LabStop(EXIT.interrupted, texts.interrupted);
  return { run: ended, verdict, evidence: verdict.evidence };
}
