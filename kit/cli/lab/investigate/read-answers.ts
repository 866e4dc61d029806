/** As respostas como o aluno as escreve: cada uma se reconhece pela forma, e a ordem não conta. */
import { normalizeTraceId } from '../../../luneta/ui/urls.ts';
import { UsageError } from '../../../usage-error.ts';
import { investigateTexts } from './investigate-texts.ts';

export interface Answers {
  service?: string;
  /** A palavra de um tipo de defeito. */
  kind?: string;
  /** "14:03", ou "14:03:20", no fuso desta máquina. */
  time?: string;
  /** 32 dígitos hexadecimais. */
  traceId?: string;
  /** Um número, como "2" ou "1,6", onde o incidente pede um. */
  count?: string;
}

export const ANSWER_NAMES = [
  'service',
  'kind',
  'time',
  'count',
  'traceId',
] as const satisfies readonly (keyof Answers)[];

/** Um id inteiro, ou um endereço: uma palavra curta não passa por trace. */
const TRACE = /^[\da-f-]{16,36}$|\//i;
const COUNT = /^\d{1,3}(?:[.,]\d{1,3})?$/;

/** O que serve de resposta num incidente. Maiúsculas e acentos não contam. */
export interface Vocabulary {
  /** Os nomes de cada serviço: o primeiro é o da resposta. */
  services: readonly (readonly [name: string, ...others: string[]])[];
  /** O mesmo, dos tipos. */
  kinds: readonly (readonly [word: string, ...others: string[]])[];
  /** Como se escreve uma hora; um grupo por parte. */
  time: RegExp;
  /** Uma hora bem escrita. */
  timeExample: string;
  /** Um número bem escrito; ausente se o incidente não pede nenhum. */
  countExample?: string;
}

/** @throws UsageError se uma palavra não é resposta a nada, ou duas respondem ao mesmo. */
export function readAnswers(words: readonly string[], vocabulary: Vocabulary): Answers {
  const answers: Answers = {};
  for (const word of words) {
    const read = readWord(word.trim(), vocabulary);
    if (!read) {
      const [services, kinds] = [vocabulary.services, vocabulary.kinds].map((names) => names.map(([name]) => name));
      throw new UsageError(investigateTexts.notAnswer(word, services, kinds, vocabulary));
    }
    const [name] = Object.keys(read) as (keyof Answers)[];
    if (answers[name] !== undefined) throw new UsageError(investigateTexts.twice(answers[name], word));
    Object.assign(answers, read);
  }
  return answers;
}

function readWord(word: string, { services, kinds, time, countExample }: Vocabulary): Answers | undefined {
  const same = (one: string): boolean => one.localeCompare(word, 'pt-BR', { sensitivity: 'base' }) === 0;
  const [kind] = kinds.find((names) => names.some(same)) ?? [];
  if (kind !== undefined) return { kind };
  const [service] = services.find((names) => names.some(same)) ?? [];
  if (service !== undefined) return { service };
  const [, hours = '', ...rest] = time.exec(word) ?? [];
  if (hours !== '' && Number(hours) < 24 && rest.every((part) => Number(part) < 60)) {
    return { time: [hours.padStart(2, '0'), ...rest].join(':') };
  }
  if (countExample !== undefined && COUNT.test(word)) return { count: word };
  const traceId = TRACE.test(word) ? normalizeTraceId(word) : undefined;
  return traceId === undefined ? undefined : { traceId };
}
