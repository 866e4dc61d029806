/** Abrir um passo e rodar o programa dele, com tempo e saída limitados. */
import path from 'node:path';
import { MY_LAB } from '../../course/lab-paths.ts';
import type { LabStep } from '../../course/manifest.ts';
import type { Changes } from '../../course/student-files.ts';
import { createWorkspace } from '../../course/workspace.ts';
import type { OutputName } from '../sample-app.ts';
import { runStudentProgram, type StudentRun } from '../student-program.ts';
import { type LabContext, stopWith } from './context.ts';
import { EXIT, LabStop } from './exit-codes.ts';
import { texts } from './lab-texts.ts';

export const PROGRAM_DEADLINE_MS = 20_000;
/** Mil spans no terminal; um laço que escreve uma letra por vez chega a tanto em poucos segundos. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** Escreve os arquivos que faltam. @throws CourseError */
export function openStep({ root, now }: LabContext, { lab, step }: LabStep): { opened: Changes; entry: string } {
  if (step.entry === undefined) throw new Error(texts.notRunnable(step.id));
  return { opened: createWorkspace(root).openStep(lab, step.id, now), entry: step.entry };
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  onOutput?: (text: string, output: OutputName) => void;
  signal?: AbortSignal;
}

/** Roda o programa de um passo já aberto. @throws LabStop */
export async function runOpened(
  context: LabContext,
  { lab, step }: LabStep,
  { env, onOutput, signal }: RunOptions,
): Promise<StudentRun> {
  const { root, programDeadlineMs = PROGRAM_DEADLINE_MS } = context;
  const run = await runStudentProgram(
    {
      entry: step.entry ?? '',
      cwd: path.join(root, MY_LAB, lab.id),
      env,
      onOutput,
      deadlineMs: programDeadlineMs,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      signal: stopWith(context, signal),
    },
    { root },
  );
  if (run.ended === 'not_started') throw new LabStop(EXIT.missing, run.message ?? '');
  if (run.ended === 'aborted') throw new LabStop(EXIT.interrupted, texts.interrupted);
  return run;
}
