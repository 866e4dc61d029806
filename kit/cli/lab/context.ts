/** O que todo comando do `lab` recebe. */
import type { Lab } from '../../course/manifest.ts';
import { type Progress, type ProgressReading, readProgress } from '../../course/progress.ts';
import type { Output, Screen } from '../screen.ts';
import type { ExitCode } from './exit-codes.ts';
import type { LabChecks } from './lab-checks.ts';

/** De onde vêm as teclas: o terminal, ou linhas de um programa. */
export interface KeyInput extends NodeJS.ReadableStream {
  isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

/** Para onde se escreve: um terminal tem tamanho, e avisa quando ele muda. */
export interface TextOutput extends Output {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

export interface LabContext {
  /** A raiz do projeto: a pasta que tem `labs` e terá `meu-lab`. */
  root: string;
  labs: readonly Lab[];
  now: Date;
  env: NodeJS.ProcessEnv;
  stdin: KeyInput;
  stdout: TextOutput;
  stderr: TextOutput;
  out: Screen;
  errors: Screen;
  /** Ctrl+C: encerra o programa do aluno, e desiste do que se espera da rede. */
  stop: AbortSignal;
  /** Quanto o programa do aluno pode durar; padrão: 20 s. */
  programDeadlineMs?: number;
  /** Quanto esperar, sem novidade, de um backend que não é uma Luneta; padrão: 10 s. */
  remoteQuietMs?: number;
  /** Quanto dura um incidente num sistema de verdade; padrão: 60 s. */
  incidentMs?: number;
  /** As conferências de um lab. */
  checksOf(lab: Lab): Promise<LabChecks>;
}

export const REPORT_FORMATS = ['md', 'json', 'junit'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface CommandArgs {
  /** O passo como foi escrito; sem ele, o próximo pendente. */
  step?: string;
  /** O endereço de um backend; sem ele, a Luneta. */
  backend?: string;
  json: boolean;
  /** O formato do relatório, se não é o que `json` diz. */
  format?: ReportFormat;
  write: boolean;
  /** A prova de quem não tem o que o passo pede: Docker, uma conta na AWS. */
  offline: boolean;
  /** O número de onde sai um incidente. */
  seed?: number;
  /** O que veio depois do nome, em quem o lê por conta própria: respostas, uma pasta. */
  words: readonly string[];
}

export type Command = (context: LabContext, args: CommandArgs) => ExitCode | Promise<ExitCode>;

/** Aborta com o comando inteiro ou, antes dele, só com o que `signal` governa. */
export function stopWith({ stop }: Pick<LabContext, 'stop'>, signal?: AbortSignal): AbortSignal {
  return signal ? AbortSignal.any([stop, signal]) : stop;
}

/** O progresso, com o aviso dele já dado. @throws CourseError */
export function progressOf({ root, now, errors }: LabContext): Progress {
  return told(readProgress(root, now), errors);
}

/** O que a leitura avisa vai para stderr, e não estraga um `--json`. */
export function told({ progress, warning }: ProgressReading, errors: Screen): Progress {
  if (warning !== undefined) errors.text(warning, 'yellow');
  return progress;
}
