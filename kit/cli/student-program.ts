/** Rodar um programa do aluno até o fim, com tempo e saída limitados. */
import {
  startStudentProcess,
  type StudentProgramDeps,
  type StudentProgramOptions,
  type StudentRun,
} from './student-program-process.ts';
import { withRunText } from './student-program-texts.ts';

export type { EndedBy, StudentProgramOptions, StudentRun } from './student-program-process.ts';
export type { CapturedOutput } from './student-program-output.ts';

/** Resolve quando nada do programa ficou rodando. Nunca rejeita: até não ter começado é um resultado. */
export async function runStudentProgram(
  options: StudentProgramOptions,
  deps: StudentProgramDeps = {},
): Promise<StudentRun> {
  return withRunText(await startStudentProcess(options, deps).ended, options);
}
