/** Os códigos de saída do `lab`: um contrato, para quem o chama de um script ou de um CI. */
import { CourseError, type CourseErrorCode } from '../../course/course-error.ts';
import { BackendError } from '../backend/backend-error.ts';
import { UsageError } from '../../usage-error.ts';

export const EXIT = {
  passed: 0,
  failed: 1,
  usage: 2,
  missing: 3,
  internal: 4,
  // De um sinal, como no shell: 128 e o número dele.
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Os sinais que encerram um comando, e o código de saída de cada um. Sair com `q` não é ser interrompido: é 0. */
export const EXIT_OF_SIGNAL = {
  SIGHUP: EXIT.hungUp,
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
} as const satisfies Partial<Record<NodeJS.Signals, ExitCode>>;

/** O comando não pode seguir, e `message` diz ao aluno por quê e o que fazer. */
export class LabStop extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.name = 'LabStop';
    this.exitCode = exitCode;
  }
}

/** O que quem roda o comando resolve na máquina dele; os outros erros do curso são nossos. */
const FIXABLE: ReadonlySet<CourseErrorCode> = new Set([
  'lab_node_modules',
  'newer_progress',
  'busy_progress',
  'busy_file',
  'linked_path',
  'wrong_kind',
  'folder_unusable',
]);

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof LabStop) return error.exitCode;
  if (error instanceof BackendError) return EXIT.missing;
  return error instanceof CourseError && FIXABLE.has(error.code) ? EXIT.missing : EXIT.internal;
}
