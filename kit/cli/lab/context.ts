/** O que todo comando do `lab` recebe. */
import type { Lab } from '../../course/manifest.ts';
import { type Progress, type ProgressReading, readProgress } from '../../course/progress.ts';
import type { Output, Screen } from '../screen.ts';
import type { ExitCode } from './exit-codes.ts';

export interface LabContext {
  /** A raiz do projeto: a pasta que tem `labs` e terá `meu-lab`. */
  root: string;
  labs: readonly Lab[];
  now: Date;
  stdout: Output;
  stderr: Output;
  out: Screen;
  errors: Screen;
  /** Ctrl+C: encerra o programa do aluno. */
  stop: AbortSignal;
}

export interface CommandArgs {
  /** O passo como foi escrito; sem ele, o próximo pendente. */
  step?: string;
  json: boolean;
  write: boolean;
}

export type Command = (context: LabContext, args: CommandArgs) => ExitCode | Promise<ExitCode>;

/** O progresso, com o aviso dele já dado. @throws CourseError */
export function progressOf({ root, now, errors }: LabContext): Progress {
  return told(readProgress(root, now), errors);
}

/** O que a leitura avisa vai para stderr, e não estraga um `--json`. */
export function told({ progress, warning }: ProgressReading, errors: Screen): Progress {
  if (warning !== undefined) errors.text(warning, 'yellow');
  return progress;
}
