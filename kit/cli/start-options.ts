/** Opções do `npm start`. */
import { parseArgs } from 'node:util';

export interface StartOptions {
  /** Mostra o primeiro trace e termina. */
  once: boolean;
  /** Mostra também o que o app escreve no terminal dele. */
  verbose: boolean;
  help: boolean;
}

/** Opção escrita errado. Código de saída 2. */
export class StartUsageError extends Error {
  readonly code = 'bad_usage';

  constructor(message: string) {
    super(message);
    this.name = 'StartUsageError';
  }
}

const FLAGS = {
  once: { type: 'boolean', help: 'mostra o primeiro trace e termina (código 1 se ele não chegar)' },
  verbose: { type: 'boolean', help: 'mostra também o que o app escreve: os spans, um a um' },
  help: { type: 'boolean', short: 'h', help: 'mostra esta ajuda' },
} as const;

/** @throws StartUsageError */
export function readStartOptions(argv: readonly string[]): StartOptions {
  try {
    const { once, verbose, help } = parseArgs({ args: [...argv], options: FLAGS, allowPositionals: false }).values;
    return { once: once ?? false, verbose: verbose ?? false, help: help ?? false };
  } catch (error) {
    throw new StartUsageError(describeBadFlag(error));
  }
}

/** As mensagens do `parseArgs` são em inglês; os códigos, estáveis. */
function describeBadFlag(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const [, name = ''] = /'([^']+)'/.exec(error instanceof Error ? error.message : '') ?? [];
  const see = 'Veja as opções com: npm start -- --help';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `Opção desconhecida: ${name}. ${see}`;
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return `Argumento inesperado: "${name}". ${see}`;
  return `Opção mal escrita: ${name} não leva valor. ${see}`;
}

export function startHelpText(): string {
  const rows = Object.entries(FLAGS).map(([flag, { help }]) => `  --${flag.padEnd(9)}  ${help}`);
  return [
    'Sobe a Luneta e o app de exemplo, faz uma requisição e mostra o trace dela.',
    '',
    'Uso: npm start',
    '     npm start -- [opções]',
    '',
    ...rows,
    '',
    'Sem --once, fica no ar até Ctrl+C.',
  ].join('\n');
}
