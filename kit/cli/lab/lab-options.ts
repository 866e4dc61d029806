/** A linha de comando do `lab`: o comando, o passo e as opções. */
import { parseArgs } from 'node:util';
import { nearest } from '../../course/nearest.ts';
import { alignedRows, flagRows } from '../../help-rows.ts';
import { badFlagError, UsageError } from '../../usage-error.ts';
import { COMMANDS, type CommandSpec, type FlagName } from './commands.ts';
import type { CommandArgs } from './context.ts';
import { SEE_HELP, texts } from './lab-texts.ts';

const FLAGS = {
  backend: { type: 'string', help: 'o Jaeger em que conferir, no lugar da Luneta' },
  json: { type: 'boolean', help: 'em verify e list: o resultado em JSON' },
  write: { type: 'boolean', help: 'em solution: põe-na no seu arquivo (o seu vai para .antes)' },
  help: { type: 'boolean', short: 'h', help: 'mostra esta ajuda' },
} as const;

const STEP_WORDS = { none: '', optional: ' [passo]', required: ' <passo>' };

export interface LabOptions {
  spec: CommandSpec;
  args: CommandArgs;
  help: boolean;
}

/**
 * @param fallback O comando de quem não escreveu nenhum.
 * @throws UsageError
 */
export function readLabOptions(argv: readonly string[], fallback: string): LabOptions {
  const { values, positionals } = parse(argv);
  const { json = false, write = false, backend, help = false } = values;
  // Quem pede JSON não é quem vai digitar teclas.
  const [name = json ? 'verify' : fallback, step, ...extra] = positionals;
  const spec = specOf(name);
  const given = { json, write, backend };
  if (!help) refuseMisuse(name, spec, step, extra, given);
  return { spec, args: { ...given, step }, help };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true });
  } catch (error) {
    throw badFlagError(error, (flag) => texts.flagTakes(isText(flag)), SEE_HELP, argv);
  }
}

function isText(flag: string): boolean {
  return FLAGS[flag.replace(/^-+/, '') as keyof typeof FLAGS]?.type === 'string';
}

function specOf(name: string): CommandSpec {
  const spec = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (spec) return spec;
  throw new UsageError(texts.unknownCommand(name, nearest(name, Object.keys(COMMANDS), 2)));
}

function refuseMisuse(
  name: string,
  spec: CommandSpec,
  step: string | undefined,
  extra: readonly string[],
  given: Pick<CommandArgs, FlagName>,
): void {
  const [surplus] = spec.step === 'none' && step !== undefined ? [step] : extra;
  if (surplus !== undefined) throw new UsageError(texts.surplusArgument(name, surplus));
  if (spec.step === 'required' && step === undefined) throw new UsageError(texts.stepRequired(name));
  const strange = (Object.keys(given) as FlagName[]).find((flag) => given[flag] && !spec.flags.includes(flag));
  if (strange !== undefined) throw new UsageError(texts.strangeFlag(name, strange));
}

export function labHelpText(): string {
  return [
    texts.helpIntro,
    '',
    'Uso: npm run lab [comando] [passo]',
    '     npm run lab -- [comando] [passo] [opções]',
    '',
    ...alignedRows(Object.entries(COMMANDS).map(([name, { step, help }]) => [name + STEP_WORDS[step], help])),
    '',
    ...flagRows(FLAGS),
    '',
    ...texts.helpNotes,
  ].join('\n');
}
