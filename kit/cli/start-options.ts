/** Opções do `npm start`. */
import { parseArgs } from 'node:util';
import { flagRows } from '../help-rows.ts';
import { badFlagError } from '../usage-error.ts';

export interface StartOptions {
  /** Mostra o primeiro trace e termina. */
  once: boolean;
  /** Mostra também o que o app escreve no terminal dele. */
  verbose: boolean;
  help: boolean;
}

const FLAGS = {
  once: { type: 'boolean', help: 'mostra o primeiro trace e termina (código 1 se ele não chegar)' },
  verbose: { type: 'boolean', help: 'mostra também o que o app escreve: os spans, um a um' },
  help: { type: 'boolean', short: 'h', help: 'mostra esta ajuda' },
} as const;

/** @throws UsageError */
export function readStartOptions(argv: readonly string[]): StartOptions {
  try {
    const { once, verbose, help } = parseArgs({ args: [...argv], options: FLAGS, allowPositionals: false }).values;
    return { once: once ?? false, verbose: verbose ?? false, help: help ?? false };
  } catch (error) {
    throw badFlagError(error, 'não leva valor', 'Veja as opções com: npm start -- --help');
  }
}

export function startHelpText(): string {
  return [
    'Sobe a Luneta e o app de exemplo, faz uma requisição e mostra o trace dela.',
    '',
    'Uso: npm start',
    '     npm start -- [opções]',
    '',
    ...flagRows(FLAGS),
    '',
    'Sem --once, fica no ar até Ctrl+C.',
  ].join('\n');
}
