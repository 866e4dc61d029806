/** Abrir o passo, rodar o programa do aluno e julgar o que ele produziu. Nada aqui imprime: volta como dado. */
import path from 'node:path';
import { MY_LAB } from '../../course/lab-paths.ts';
import { countingSteps, type HintStages, type LabStep, type Step } from '../../course/manifest.ts';
import type { Changes } from '../../course/student-files.ts';
import { createWorkspace } from '../../course/workspace.ts';
import { attemptEnv, beginAttempt } from '../../verify/attempt.ts';
import { gatherEvidence } from '../../verify/evidence.ts';
import { judge } from '../../verify/judge.ts';
import { stdoutSource } from '../../verify/sources/stdout.ts';
import type { ObservedSpan } from '../../verify/span.ts';
import type { Check } from '../../verify/verdict.ts';
import type { OutputName } from '../sample-app.ts';
import { runStudentProgram, type StudentRun } from '../student-program.ts';
import type { LabContext } from './context.ts';
import { EXIT, LabStop } from './exit-codes.ts';
import { loadChecks } from './lab-checks.ts';
import { texts } from './lab-texts.ts';

const PROGRAM_DEADLINE_MS = 20_000;
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

export const PROGRAM_FAILED = 'program_failed';

export interface Hint {
  /** O passo e a chave sob a qual as dicas estão no manifesto. */
  stepId: string;
  key: string;
  stages: HintStages;
}

export interface LabCheck extends Pick<Check, 'passed' | 'expected' | 'observed' | 'span' | 'traceId' | 'url'> {
  code: Check['code'] | typeof PROGRAM_FAILED;
  /** De que passo é: os anteriores continuam valendo. */
  stepId: string;
  /** Só de uma que não passou. */
  hint?: Hint;
}

export interface Assessment {
  passed: boolean;
  /** Na ordem dos passos; um programa que morreu vem antes de tudo. */
  checks: readonly LabCheck[];
  spans: readonly ObservedSpan[];
  /** Os spans que se esperavam e não vieram. */
  missing: readonly string[];
  /** O que atrapalhou a leitura. */
  problems: readonly string[];
  opened: Changes;
}

/** @throws LabStop se o programa nem pôde começar, ou foi interrompido; CourseError se o passo não abre. */
export async function assess(context: LabContext, target: LabStep): Promise<Assessment> {
  const checks = await loadChecks(target.lab);
  const { opened, entry } = openStep(context, target);
  if ((checks[target.step.id] ?? []).length === 0) throw new Error(texts.notRunnable(target.step.id));
  const attempt = beginAttempt();
  const run = await runOpened(context, target, { env: attemptEnv(attempt) });

  const steps = countingSteps(target.lab, target.step.id);
  const expected = steps.flatMap((step) => (checks[step.id] ?? []).map((expectation) => ({ step, expectation })));
  const expectations = expected.map(({ expectation }) => expectation);
  // O programa já acabou, e o que ele escreveu está todo aqui: não há por que esperar.
  const reading = await stdoutSource(() => run.stdout.text).read({ sinceUs: attempt.startedAtUs });
  const evidence = gatherEvidence([reading], attempt);
  const { checks: judged, problems } = judge(expectations, evidence);
  const telemetry = judged.map((check) => labCheck(expected[check.expectation ?? 0]?.step ?? target.step, check));
  const all = [...programChecks(target.step, entry, run), ...telemetry];
  const seen = new Set(evidence.spans.map(({ name }) => name));
  const names = expectations.flatMap((item) => (item.type === 'span' ? [item.spec.name] : []));
  return {
    passed: all.every(({ passed }) => passed),
    checks: all,
    spans: evidence.spans,
    missing: [...new Set(names)].filter((name) => !seen.has(name)),
    problems: problems.map(({ message }) => message),
    opened,
  };
}

/** Escreve os arquivos que faltam. @throws CourseError */
export function openStep({ root, now }: LabContext, { lab, step }: LabStep): { opened: Changes; entry: string } {
  if (step.entry === undefined) throw new Error(texts.notRunnable(step.id));
  return { opened: createWorkspace(root).openStep(lab, step.id, now), entry: step.entry };
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  onOutput?: (text: string, output: OutputName) => void;
}

/** Roda o programa de um passo já aberto. @throws LabStop */
export async function runOpened(
  { root, stop }: LabContext,
  { lab, step }: LabStep,
  { env, onOutput }: RunOptions,
): Promise<StudentRun> {
  const run = await runStudentProgram(
    {
      entry: step.entry ?? '',
      cwd: path.join(root, MY_LAB, lab.id),
      env,
      onOutput,
      deadlineMs: PROGRAM_DEADLINE_MS,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      signal: stop,
    },
    { root },
  );
  if (run.ended === 'not_started') throw new LabStop(EXIT.missing, run.message ?? '');
  if (run.ended === 'aborted') throw new LabStop(EXIT.failed, texts.interrupted);
  return run;
}

function labCheck(step: Step, { code, passed, expected, observed, span, traceId, url, hintKeys }: Check): LabCheck {
  return { code, passed, expected, observed, span, traceId, url, stepId: step.id, hint: hintOf(step, hintKeys) };
}

function programChecks(step: Step, entry: string, { message }: StudentRun): LabCheck[] {
  if (message === undefined) return [];
  return [
    {
      code: PROGRAM_FAILED,
      passed: false,
      expected: texts.programExpected(entry),
      observed: message,
      stepId: step.id,
      hint: hintOf(step, [PROGRAM_FAILED]),
    },
  ];
}

function hintOf({ id, hints }: Step, keys: readonly string[]): Hint | undefined {
  const key = keys.find((candidate) => Object.hasOwn(hints, candidate));
  const stages = key === undefined ? undefined : hints[key];
  return key === undefined || stages === undefined ? undefined : { stepId: id, key, stages };
}
