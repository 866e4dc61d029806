/** O que se escreve depois de `npm run scale`: só palavras, porque o npm do PowerShell engole o `--` que deixaria passar as opções. */
import { SHOP } from '../load/shape.ts';
import { MAX_LIMIT } from '../luneta/api/jaeger-v1.ts';
import { suggestions } from '../suggestions.ts';
import { UsageError } from '../usage-error.ts';
import { scaleTexts as texts } from './texts.ts';

/** `start`: liga a escala. `check`: só confere a máquina. `faults`: a experiência das falhas. */
export type ScaleAction = 'start' | 'check' | 'faults' | 'help';
/** Quem leva os spans do Kafka ao store. */
export type Reader = 'ingester' | 'zipkin';

export interface ScaleWords {
  action: ScaleAction;
  /** Um de cada, no lugar de três. */
  small: boolean;
  reader: Reader;
  /** Spans por segundo, na experiência. */
  rate: number;
  /** Quanto dura cada carga dela, em segundos. */
  seconds: number;
}

const ACTIONS: Readonly<Record<string, ScaleAction>> = {
  check: 'check',
  faults: 'faults',
  help: 'help',
  '--help': 'help',
  '-h': 'help',
};
const READERS: readonly Reader[] = ['ingester', 'zipkin'];
const LIMITS = { rate: [10, 10_000], seconds: [6, 600] } as const;
/** O que cabe numa resposta da Luneta, com folga: o último pedido da carga passa um pouco do que se pediu. */
const MAX_SPANS = 0.99 * MAX_LIMIT * SHOP.length;
type Amount = keyof typeof LIMITS;
const KEYS = ['reader', ...Object.keys(LIMITS)];
const KNOWN = ['small', 'check', 'faults', 'help', ...KEYS.map((key) => `${key}=`)];

/** @throws UsageError */
export function readScaleWords(argv: readonly string[]): ScaleWords {
  const words: ScaleWords = { action: 'start', small: false, reader: 'ingester', rate: 1000, seconds: 12 };
  const given = new Set<string>();
  for (const word of argv) {
    const [key = '', value] = splitWord(word);
    if (given.has(key)) throw new UsageError(texts.repeated(key));
    given.add(key);
    if (value === undefined) readBare(word, words);
    else if (key === 'reader') words.reader = readReader(value);
    else if (Object.hasOwn(LIMITS, key)) words[key as Amount] = readAmount(key as Amount, value);
    else throw unknown(word);
  }
  refuseMisuse(words, given);
  return words;
}

function splitWord(word: string): [key: string, value?: string] {
  const at = word.indexOf('=');
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function readBare(word: string, words: ScaleWords): void {
  const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined;
  if (word === 'small') words.small = true;
  else if (KEYS.includes(word)) throw new UsageError(texts.noValue(word));
  else if (action === undefined) throw unknown(word);
  else if (words.action !== 'start' && action !== 'help') throw new UsageError(texts.twoActions(words.action, action));
  else words.action = action;
}

function readReader(value: string): Reader {
  const reader = READERS.find((each) => each === value);
  if (reader) return reader;
  throw new UsageError(texts.badReader(READERS, value));
}

function readAmount(key: Amount, value: string): number {
  const [least, most] = LIMITS[key];
  const amount = Number(value);
  if (/^\d+$/.test(value) && amount >= least && amount <= most) return amount;
  throw new UsageError(texts.badAmount(key, least, most, value));
}

/** O que não muda nada no que se pediu é engano de quem escreveu. */
function refuseMisuse({ action, rate, seconds }: ScaleWords, given: ReadonlySet<string>): void {
  if (action === 'help') return;
  for (const key of Object.keys(LIMITS)) {
    if (given.has(key) && action !== 'faults') throw new UsageError(texts.onlyFaults(key));
  }
  if (given.has('reader') && action !== 'start') throw new UsageError(texts.readerNotHere(action));
  if (rate * seconds > MAX_SPANS) throw new UsageError(texts.tooMany(MAX_SPANS, rate * seconds));
}

function unknown(word: string): UsageError {
  return new UsageError(texts.unknownWord(word, suggestions(word, KNOWN, 1)[0] ?? ''));
}
