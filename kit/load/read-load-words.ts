/** O que se escreve depois de `npm run load`: só palavras, porque o npm do PowerShell engole o `--` que deixaria passar as opções. */
import { readFileSync } from 'node:fs';
import { suggestions } from '../suggestions.ts';
import { systemErrorCode, systemErrorReason } from '../system-error.ts';
import { UsageError } from '../usage-error.ts';
import { readShape, type Shape } from './shape.ts';
import { loadTexts as texts } from './texts.ts';

export interface LoadWords {
  help: boolean;
  /** A base OTLP/HTTP, sem barra no fim. */
  url: string;
  /** Spans por segundo; 0 é o mais depressa que der. */
  rate: number;
  workers: number;
  seconds: number;
  /** De 0 a 1. */
  errorShare: number;
  slowShare: number;
  shape?: Shape;
  seed?: number;
  serviceName?: string;
  /** A pasta do relatório. */
  report?: string;
}

const LIMITS = {
  rate: [0, 100_000],
  workers: [1, 64],
  seconds: [1, 3600],
  seed: [0, 2 ** 32 - 1],
} as const;
const SHARES = { errors: 'errorShare', slow: 'slowShare' } as const;
const TEXTS = ['url', 'shape', 'service', 'report'] as const;
const KEYS = [...Object.keys(LIMITS), ...Object.keys(SHARES), ...TEXTS];
const HELP = ['help', '--help', '-h'];
const MAX_SERVICE = 255;
const PERCENT = /^\d{1,3}(?:[.,]\d{1,3})?$/;

/** @throws UsageError Também se o arquivo da forma não se lê. */
export function readLoadWords(argv: readonly string[]): LoadWords {
  const words: LoadWords = {
    help: false,
    url: 'http://localhost:4318',
    rate: 1000,
    workers: 4,
    seconds: 10,
    errorShare: 0.02,
    slowShare: 0.05,
  };
  const given = new Set<string>();
  for (const word of argv) {
    const at = word.indexOf('=');
    const key = at < 0 ? word : word.slice(0, at);
    if (HELP.includes(word)) return { ...words, help: true };
    if (!KEYS.includes(key)) throw unknown(word, key);
    if (given.has(key)) throw new UsageError(texts.repeated(key));
    given.add(key);
    const value = at < 0 ? '' : word.slice(at + 1).trim();
    if (value === '') throw new UsageError(texts.noValue(key));
    readKey(key, value, words);
  }
  return words;
}

function readKey(key: string, value: string, words: LoadWords): void {
  if (isKeyOf(LIMITS, key)) words[key] = readAmount(key, value);
  else if (isKeyOf(SHARES, key)) words[SHARES[key]] = readPercent(key, value);
  else if (key === 'url') words.url = readUrl(value);
  else if (key === 'shape') words.shape = readShapeFile(value);
  else if (key === 'service') words.serviceName = readService(value);
  else words.report = value;
}

function isKeyOf<T extends object>(object: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(object, key);
}

function readAmount(key: keyof typeof LIMITS, value: string): number {
  const [least, most] = LIMITS[key];
  const amount = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (amount >= least && amount <= most) return amount;
  throw new UsageError(texts.badAmount(key, least, most, value));
}

/** @returns De 0 a 1. */
function readPercent(key: string, value: string): number {
  const percent = PERCENT.test(value) ? Number(value.replace(',', '.')) : Number.NaN;
  if (percent <= 100) return percent / 100;
  throw new UsageError(texts.badPercent(key, value));
}

/** Quem copia o endereço inteiro, com `/v1/traces`, quis dizer a base dele. */
function readUrl(value: string): string {
  const wrong = (what: string): UsageError => new UsageError(texts.badUrl(what, value));
  // Um número sozinho seria lido como um endereço IPv4: 4318 é 0.0.16.222.
  if (/^:?\d*$/.test(value)) throw wrong('do endereço inteiro de um backend');
  const full = /^[a-z][\w+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(full)) throw wrong('do endereço de um backend');
  const { protocol, origin, pathname, username, password, search, hash } = new URL(full);
  if (protocol !== 'http:' && protocol !== 'https:') throw wrong('de um endereço http ou https');
  if (username !== '' || password !== '') throw wrong('de um endereço sem usuário nem senha');
  if (search !== '' || hash !== '') throw wrong('de um endereço sem "?" nem "#"');
  return origin + pathname.replace(/\/+$/, '').replace(/\/v1\/traces$/, '');
}

function readShapeFile(file: string): Shape {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(texts.unreadableShape(file, whyUnreadable(error)));
  }
  try {
    // O PowerShell e o Bloco de Notas começam o arquivo com uma marca que não é do JSON.
    return readShape(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(texts.badShape(file, (error as Error).message));
  }
}

/** Os motivos de sempre falam de pastas, que é onde o kit escreve. */
function whyUnreadable(error: unknown): string {
  const code = systemErrorCode(error);
  if (code === 'ENOENT') return texts.noSuchFile;
  return code === 'EISDIR' ? texts.isFolder : systemErrorReason(error);
}

function readService(value: string): string {
  if (value.length > MAX_SERVICE) throw new UsageError(texts.longService(MAX_SERVICE, value.length));
  return value;
}

/** De um endereço solto, e de `chave=valor` com a chave errada, o valor se aproveita na sugestão. */
function unknown(word: string, key: string): UsageError {
  if (/:\/\/|^localhost\b/.test(key)) return new UsageError(texts.unknownWord(word, `url=${word}`));
  const [like = 'help'] = suggestions(key, [...KEYS, 'help'], 1);
  return new UsageError(texts.unknownWord(word, like === 'help' ? like : `${like}=${word.slice(key.length + 1)}`));
}
