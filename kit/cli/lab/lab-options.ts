/** A linha de comando do `lab`: o comando, o passo e as opções. */
import { parseArgs } from 'node:util';
import { nearest } from '../../course/nearest.ts';
import { alignedRows, flagRows } from '../../help-rows.ts';
import { badFlagError, UsageError } from '../../usage-error.ts';
import { COMMANDS, type CommandSpec, DEFAULT_COMMAND, type FlagName } from './commands.ts';
import type { CommandArgs } from './context.ts';
import { SEE_HELP, texts } from './lab-texts.ts';

const FLAGS = {
  json: { type: 'boolean', help: 'em verify e list: o resultado em JSON' },
  write: { type: 'boolean', help: 'em solution: põe-na no seu arquivo; o que você tinha vai para .antes' },
  help: { type: 'boolean', short: 'h', help: 'mostra esta ajuda' },
} as const;

const STEP_WORDS = { none: '', optional: ' [passo]', required: ' <passo>' };

export interface LabOptions {
  spec: CommandSpec;
  args: CommandArgs;
  help: boolean;
}

/** @throws UsageError */
export function readLabOptions(argv: readonly string[]): LabOptions {
  const { values, positionals } = parse(argv);
  const [name = DEFAULT_COMMAND, step, ...extra] = positionals;
  const { json = false, write = false, help = false } = values;
  const spec = specOf(name);
  const given = { json, write };
  if (!help) refuseMisuse(name, spec, step, extra, given);
  return { spec, args: { ...given, step }, help };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true });
  } catch (error) {
    throw badFlagError(error, 'não leva valor', SEE_HELP, argv);
  }
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
  given: Readonly<Record<FlagName, boolean>>,
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
