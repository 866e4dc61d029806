/** A linha de comando do `lab`: o comando, o passo e as opções. */
import { parseArgs } from 'node:util';
import { suggestions } from '../../suggestions.ts';
import { alignedRows } from '../../help-rows.ts';
import { badFlagError, UsageError } from '../../usage-error.ts';
import { COMMANDS, type CommandSpec, type FlagName } from './commands.ts';
import { type CommandArgs, REPORT_FORMATS, type ReportFormat } from './context.ts';
import { ADDRESS, type Given, type GivenFlags, ownWordsOf, readOwnWords } from './own-words.ts';
import { SEE_HELP, texts } from './lab-texts.ts';

const FLAGS = {
  json: { type: 'boolean', help: 'em verify, list, doctor e report: o resultado em JSON' },
  format: {
    type: 'string',
    takes: 'um formato: md, json ou junit',
    help: 'em report: JUnit XML, no lugar de Markdown',
  },
  write: { type: 'boolean', help: 'em solution: põe-na no seu arquivo (o seu vai para .antes)' },
  backend: {
    type: 'string',
    multiple: true,
    takes: 'um endereço, como http://localhost:16686',
    help: 'onde conferir, no lugar da Luneta; vários, um por sinal',
  },
  offline: { type: 'boolean', help: 'em verify: a prova de quem não tem Docker, ou AWS' },
  semente: { type: 'string', takes: 'um número inteiro, como 42', help: 'em investigar: o incidente deste número' },
  help: { type: 'boolean', short: 'h', help: 'mostra esta ajuda' },
} as const;

/** Como cada opção se escreve sem traços: o npm do PowerShell engole o `--` que as deixaria passar. */
const WORDS = {
  json: 'json',
  format: 'junit',
  write: 'write',
  backend: 'http://…',
  offline: 'offline',
} as const satisfies Partial<Record<FlagName, string>>;

/** O que o aluno escreve, onde não é o nome de dentro. */
const WRITTEN: Partial<Record<FlagName, string>> = { seed: 'semente' };

/** Nenhum comando começa com um algarismo. */
const STEP = /^\d/;

const STEP_WORDS = { none: '', optional: ' [passo]', required: ' <passo>' };

export interface LabOptions {
  spec: CommandSpec;
  args: CommandArgs;
}

/**
 * As opções valem com traços, como palavras (`solution 01/1 write`; um endereço é o do backend) e como o npm as deixa em
 * `npm_config_*` quando as toma por dele.
 * @param fallback O comando de quem não escreveu nenhum.
 * @throws UsageError
 */
export function readLabOptions(argv: readonly string[], fallback: string, env: NodeJS.ProcessEnv = {}): LabOptions {
  const { values, positionals } = parse(argv);
  const { help, semente, backend, ...written } = values;
  const flags = {
    ...npmFlags(env),
    ...written,
    ...(backend && { backend: joined(backend) }),
    format: formatFlag(values, env),
  };
  const own = help ? undefined : ownWordsOf(positionals);
  if (own) {
    const { name, spec } = own;
    const { words, ...given } = readOwnWords(own, flags, semente ?? env.npm_config_semente);
    refuseMisuse(name, spec, undefined, [], given);
    return { spec, args: { ...given, words } };
  }
  const { words, ...given } = readWords(positionals, flags);
  // Quem pede JSON não é quem vai digitar teclas.
  const unsaid = given.json ? 'verify' : fallback;
  // `npm run lab 01/2`: um passo, sem comando.
  const [name = unsaid, step, ...extra] = STEP.test(words[0] ?? '') ? [unsaid, ...words] : words;
  if (help || name === 'help') return { spec: COMMANDS.help, args: { ...given, words: [] } };
  const spec = specOf(name);
  if (semente !== undefined) throw new UsageError(texts.strangeFlag(name, 'semente'));
  refuseMisuse(name, spec, step, spec.takesMore ? [] : extra, given);
  return { spec, args: { ...given, step, words: extra } };
}

function readWords(positionals: readonly string[], flags: GivenFlags): Given & { words: string[] } {
  const isWord = (word: string): boolean =>
    word === WORDS.write || word === WORDS.offline || isFormat(word) || ADDRESS.test(word);
  const has = (word: string): boolean => positionals.includes(word);
  return {
    json: flags.json ?? has(WORDS.json),
    // `json` vale noutros comandos, e lá não é um formato.
    format: flags.format ?? positionals.filter(isFormat).find((word) => word !== WORDS.json),
    write: flags.write ?? has(WORDS.write),
    offline: flags.offline ?? has(WORDS.offline),
    backend:
      joined([
        ...(flags.backend === undefined ? [] : [flags.backend]),
        ...positionals.filter((word) => ADDRESS.test(word)),
      ]) ?? (flags.wantsBackend ? '' : undefined),
    words: positionals.filter((word) => !isWord(word)),
  };
}

/** Vários endereços são um valor só, com vírgulas: o PowerShell troca as que o aluno escreve por espaços. */
function joined(addresses: readonly string[]): string | undefined {
  return addresses.length > 0 ? addresses.join(',') : undefined;
}

function isFormat(word: string): word is ReportFormat {
  return (REPORT_FORMATS as readonly string[]).includes(word);
}

/** De `--format junit` o npm só guarda que veio, e o formato fica entre as palavras. @throws UsageError */
function formatFlag(
  { format: given }: { format?: string },
  { npm_config_format: kept }: NodeJS.ProcessEnv,
): ReportFormat | undefined {
  const format = given ?? (kept === 'true' ? undefined : kept || undefined);
  if (format === undefined || isFormat(format)) return format;
  throw new UsageError(texts.unknownFormat(format, REPORT_FORMATS));
}

/** De `--backend URL` o npm só guarda que veio, e o endereço fica entre as palavras. */
function npmFlags({ npm_config_json: json, npm_config_write: write, npm_config_backend: backend }: NodeJS.ProcessEnv) {
  return {
    ...(json === 'true' && { json: true }),
    ...(write === 'true' && { write: true }),
    ...(backend && backend !== 'true' && { backend }),
    ...(backend === 'true' && { wantsBackend: true }),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true });
  } catch (error) {
    throw badFlagError(error, (flag) => texts.flagTakes(valueOf(flag)), SEE_HELP, argv);
  }
}

function valueOf(flag: string): string | undefined {
  const known = FLAGS[flag.replace(/^-+/, '') as keyof typeof FLAGS];
  return known && 'takes' in known ? known.takes : undefined;
}

function specOf(name: string): CommandSpec {
  const spec = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (spec) return spec;
  throw new UsageError(texts.unknownCommand(name, suggestions(name, Object.keys(COMMANDS), 2)));
}

function refuseMisuse(
  name: string,
  spec: CommandSpec,
  step: string | undefined,
  extra: readonly string[],
  given: Given,
): void {
  const [surplus] = spec.step === 'none' && step !== undefined ? [step] : extra;
  if (surplus !== undefined) throw new UsageError(texts.surplusArgument(name, surplus));
  if (spec.step === 'required' && step === undefined) throw new UsageError(texts.stepRequired(name));
  const strange = (Object.keys(given) as FlagName[]).find((flag) => given[flag] && !spec.flags.includes(flag));
  if (strange !== undefined) throw new UsageError(texts.strangeFlag(name, WRITTEN[strange] ?? strange));
}

export function labHelpText(): string {
  return [
    texts.helpIntro,
    '',
    'Uso: npm run lab [comando] [passo] [opções]',
    '',
    ...alignedRows(
      Object.entries(COMMANDS).map(([name, { step, words, help }]) => [name + (words ?? STEP_WORDS[step]), help]),
    ),
    '',
    ...alignedRows(Object.entries(WORDS).map(([flag, word]) => [word, FLAGS[flag as keyof typeof WORDS].help])),
    '',
    ...texts.helpNotes,
  ].join('\n');
}
