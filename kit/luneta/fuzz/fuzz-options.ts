/** Opções do fuzz. */
import { parseArgs } from 'node:util';
import { flagRows } from '../../help-rows.ts';
import { badFlagError, UsageError } from '../../usage-error.ts';
import { FUZZ_DOORS } from './doors.ts';

export interface FuzzOptions {
  seconds: number;
  /** `undefined`: sorteada. */
  seed: number | undefined;
  only: string | undefined;
  iterations: { first: number; last: number } | undefined;
  help: boolean;
}

const FLAGS = {
  seconds: { type: 'string', help: 'duração, em segundos (padrão: 20)' },
  seed: { type: 'string', help: 'semente, um inteiro (padrão: sorteada, e sempre mostrada)' },
  only: { type: 'string', help: 'só esta porta' },
  iteration: { type: 'string', help: 'só esta iteração, ou um intervalo como 16-31; pede --seed' },
  help: { type: 'boolean', short: 'h', help: 'mostra esta ajuda' },
} as const;

const SEE_HELP = 'Veja as opções com --help.';
const DEFAULT_SECONDS = 20;
const MAX_SEED = 2 ** 31 - 1;

/** @throws UsageError */
export function readFuzzOptions(argv: readonly string[]): FuzzOptions {
  const { seconds, seed, only, iteration, help = false } = parseFlags(argv);
  if (only !== undefined && !Object.hasOwn(FUZZ_DOORS, only)) {
    throw new UsageError(
      `Porta desconhecida em --only: "${only}". As que existem: ${Object.keys(FUZZ_DOORS).join(', ')}.`,
    );
  }
  if (iteration !== undefined && seed === undefined) {
    throw new UsageError(`--iteration só diz algo junto de --seed. ${SEE_HELP}`);
  }
  return {
    seconds: seconds === undefined ? DEFAULT_SECONDS : readInteger('seconds', seconds, 3600),
    seed: seed === undefined ? undefined : readInteger('seed', seed, MAX_SEED),
    only,
    iterations: iteration === undefined ? undefined : readRange(iteration),
    help,
  };
}

type Flags = Partial<Record<'seconds' | 'seed' | 'only' | 'iteration', string>> & { help?: boolean };

function parseFlags(argv: readonly string[]): Flags {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: false }).values;
  } catch (error) {
    throw badFlagError(error, '(--help não pede um valor; as outras pedem)', SEE_HELP);
  }
}

function readInteger(flag: string, text: string, max: number): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= max) return Number(text);
  throw new UsageError(`--${flag} precisa de um inteiro de 0 a ${max}; recebido: "${text}".`);
}

function readRange(text: string): { first: number; last: number } {
  const [, from, to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
  const range = { first: Number(from), last: Number(to) };
  if (from !== undefined && range.first <= range.last) return range;
  throw new UsageError(`--iteration precisa de um número ou de um intervalo como 16-31; recebido: "${text}".`);
}

export function fuzzHelpText(): string {
  return [
    'Manda mensagens hostis a todas as portas de uma Luneta de verdade e confere que ela segue atendendo.',
    '',
    'Uso: npm run fuzz -- [opções]',
    '',
    ...flagRows(FLAGS),
    '',
    `Portas: ${Object.keys(FUZZ_DOORS).join(', ')}.`,
    'O código de saída é 1 quando há um achado.',
  ].join('\n');
}
