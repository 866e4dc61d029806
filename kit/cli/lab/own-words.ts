/** Os comandos que leem por conta própria o que vem depois do nome: respostas, uma semente, uma pasta. */
import { UsageError } from '../../usage-error.ts';
import { COMMANDS, type CommandSpec, type FlagName } from './commands.ts';
import type { CommandArgs } from './context.ts';
import { texts } from './lab-texts.ts';

export type Given = Pick<CommandArgs, FlagName>;

/** `wantsBackend`: veio `--backend`, e o endereço devia estar entre as palavras. */
export type GivenFlags = Partial<Given> & { wantsBackend?: boolean };

/** `http://x`, `localhost:16686`: um passo nunca é escrito assim. */
export const ADDRESS = /^\w+:\/\/|^(?=.*[a-z.\]])[\w.[\]:-]+:\d+/i;

/** "02": o número de um lab, antes da semente. Uma semente não começa com zero. */
export const LAB_NUMBER = /^0\d$/;

/** As sementes são inteiros de 32 bits sem sinal. */
const MAX_SEED = 2 ** 32 - 1;

interface OwnWords {
  name: string;
  spec: CommandSpec;
  words: readonly string[];
}

/** O comando e o que vem depois do nome; `undefined` se ele não é um destes. */
export function ownWordsOf([name = '', ...words]: readonly string[]): OwnWords | undefined {
  const spec = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return spec?.words === undefined ? undefined : { name, spec, words };
}

/**
 * Uma resposta pode ser o endereço de um trace, ou a palavra json: aqui as opções só valem com traços.
 * @param semente O que veio em `--semente`; sem ela, quem a aceita a tem por primeira palavra, ou logo depois do número de um lab.
 * @throws UsageError se a semente não é um número que sirva.
 */
export function readOwnWords(
  { spec, words: written }: OwnWords,
  { wantsBackend = false, ...flags }: GivenFlags,
  semente: string | undefined,
): Given & { words: readonly string[] } {
  // De `--semente 42` o npm só guarda que veio, e o número fica entre as palavras; de `--backend URL`, o mesmo.
  const kept = semente === 'true' ? undefined : semente;
  const address = wantsBackend ? written.find((word) => ADDRESS.test(word)) : undefined;
  const others = address === undefined ? written : written.toSpliced(written.indexOf(address), 1);
  const takesSeed = spec.flags.includes('seed');
  const lab = takesSeed && LAB_NUMBER.test(others[0] ?? '') ? others.slice(0, 1) : [];
  const rest = others.slice(lab.length);
  const isFirst = kept === undefined && takesSeed && rest.length > 0;
  const seed = isFirst ? rest[0] : kept;
  return {
    json: false,
    write: false,
    offline: false,
    backend: address ?? (wantsBackend ? '' : undefined),
    ...flags,
    seed: seed === undefined ? undefined : readSeed(seed),
    words: [...lab, ...(isFirst ? rest.slice(1) : rest)],
  };
}

/** @throws UsageError */
function readSeed(text: string): number {
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (seed <= MAX_SEED) return seed;
  throw new UsageError(texts.badSeed(text, MAX_SEED));
}
