/** O que veio depois de `carga`: um defeito, um endereço, um número de segundos, em qualquer ordem. */
import type { Lab } from '../../../course/manifest.ts';
import { UsageError } from '../../../usage-error.ts';
import { readBackendUrl } from '../../backend/given-backend.ts';
import { ADDRESS } from '../own-words.ts';
import { readFault } from './fault-words.ts';
import { loadTexts } from './load-texts.ts';

export interface LoadWords {
  /** Como se escreveu: o que é, diz o lab que está no ar. */
  fault?: string;
  /** Sem barra no fim. */
  address?: string;
  seconds?: number;
}

const SECONDS = /^(\d{1,6})s?$/;

/** @param labs Os que têm serviços. @throws UsageError se nenhum deles tem um defeito assim. */
export function readLoadWords(labs: readonly Lab[], words: readonly string[]): LoadWords {
  const read: LoadWords = {};
  for (const word of words) {
    const [, seconds] = SECONDS.exec(word) ?? [];
    const name = seconds !== undefined ? 'seconds' : ADDRESS.test(word) ? 'address' : 'fault';
    if (read[name] !== undefined) throw new UsageError(loadTexts.twice(loadTexts.oneOfEach[name], word));
    if (seconds !== undefined) read.seconds = readSeconds(seconds);
    else if (name === 'address') read.address = readBackendUrl(word);
    else read.fault = knownFault(labs, word);
  }
  return read;
}

/** @throws UsageError O de não haver, no primeiro lab. */
function knownFault(labs: readonly Lab[], word: string): string {
  const isKnown = (lab: Lab): boolean => {
    try {
      return readFault(lab, word) !== '';
    } catch {
      return false;
    }
  };
  if (!labs.some(isKnown) && labs[0]) readFault(labs[0], word);
  return word;
}

/** @throws UsageError */
function readSeconds(text: string): number {
  if (Number(text) > 0) return Number(text);
  throw new UsageError(loadTexts.unknownWord(text));
}
