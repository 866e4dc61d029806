/** Abrir um passo e rodar o programa dele, com tempo e saída limitados. */
import path from 'node:path';
import type { ObservedAnswer } from '../../verify/answer-expectation.ts';
import { MY_LAB } from '../../course/lab-paths.ts';
import type { LabStep, Step } from '../../course/manifest.ts';
import type { Changes } from '../../course/student-files.ts';
import { createWorkspace } from '../../course/workspace.ts';
import { type BackendAddress, otlpEnv } from '../backend/backend-address.ts';
import type { OutputName } from '../sample-app.ts';
import { runStudentProgram, type StudentProgramOptions, type StudentRun } from '../student-program.ts';
import { type LabContext, stopWith } from './context.ts';
import { EXIT, LabStop } from './exit-codes.ts';
import { texts } from './lab-texts.ts';

const PROGRAM_DEADLINE_MS = 20_000;
/** Mil spans no terminal; um laço que escreve uma letra por vez chega a tanto em poucos segundos. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** Escreve os arquivos que faltam. @throws CourseError */
export function openStep({ root, now }: LabContext, { lab, step }: LabStep): { opened: Changes; entry: string } {
  if (step.entry === undefined) throw new Error(texts.notRunnable(step.id));
  return { opened: createWorkspace(root).openStep(lab, step.id, now), entry: step.entry };
}

/** O que rodar um programa precisa saber do comando. */
export type RunContext = Pick<LabContext, 'root' | 'stop' | 'programDeadlineMs'>;

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  onOutput?: (text: string, output: OutputName) => void;
  signal?: AbortSignal;
}

/** Um programa que já roda, até o fim dele ou dos pedidos que ele atende. */
export interface RunningProgram {
  /** Resolve quando nada mais vai ser produzido. Rejeita com LabStop, como `end`. */
  done: Promise<unknown>;
  /** O que escreveu até agora. */
  stdout(): string;
  /** Os pedidos com nome que já lhe fizeram. */
  answers?(): readonly ObservedAnswer[];
  /** Milissegundos desde 1970; `undefined` enquanto roda. */
  endedAtMs(): number | undefined;
  /** Encerra o que ainda roda, e conta como foi. @throws LabStop se ele nem pôde começar, ou foi interrompido. */
  end(): Promise<StudentRun>;
}

/** As variáveis que levam ao backend o que os programas do passo emitem. */
export function telemetryEnv({ otlp }: Pick<Step, 'otlp'>, backend: BackendAddress | undefined): NodeJS.ProcessEnv {
  return backend ? otlpEnv(backend, otlp) : {};
}

/** Roda o programa de um passo já aberto. @throws LabStop */
export async function runOpened(context: RunContext, target: LabStep, options: RunOptions): Promise<StudentRun> {
  return refuseUnfinished(await runStudentProgram(programOptions(context, target, options), { root: context.root }));
}

/** Onde o programa do aluno roda. */
export function studentFolder({ root }: Pick<LabContext, 'root'>, { lab }: LabStep): string {
  return path.join(root, MY_LAB, lab.id);
}

export function programOptions(
  context: RunContext,
  target: LabStep,
  { env, onOutput, signal }: RunOptions,
): StudentProgramOptions {
  return {
    entry: target.step.entry ?? '',
    cwd: studentFolder(context, target),
    env,
    onOutput,
    deadlineMs: deadlineOf(context, target),
    maxOutputBytes: MAX_OUTPUT_BYTES,
    signal: stopWith(context, signal),
  };
}

/** Quanto se espera pelo fim de um programa, em milissegundos. */
export function deadlineOf(
  { programDeadlineMs }: Pick<RunContext, 'programDeadlineMs'>,
  { step: { deadlineSeconds } }: LabStep,
): number {
  return programDeadlineMs ?? (deadlineSeconds === undefined ? PROGRAM_DEADLINE_MS : deadlineSeconds * 1000);
}

/** Só a frase: as linhas do programa que ela anuncia já apareceram. */
export function reasonAlone(message: string): string {
  const [reason = ''] = message.split('\n');
  return reason.replace(/:$/, '.');
}

/** @throws LabStop se o programa nem pôde começar, ou foi interrompido. */
export function refuseUnfinished(run: StudentRun): StudentRun {
  if (run.ended === 'not_started') throw new LabStop(EXIT.missing, run.message ?? '');
  if (run.ended === 'aborted') throw new LabStop(EXIT.interrupted, texts.interrupted);
  return run;
}
