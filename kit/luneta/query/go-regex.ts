/**
 * Expressões regulares como as do Prometheus e do Loki, que são as do Go (RE2): outra sintaxe que a do JavaScript, e tempo
 * linear no texto, por pior que seja a expressão que alguém mande.
 */
import { RE2JS } from 're2js';

/** A expressão não é do RE2. A mensagem diz o que ele não aceitou. */
export class RegexError extends Error {}

/** Uma expressão compilada. */
export interface GoRegex {
  /** O texto inteiro é da expressão: como nos rótulos, em que ela vem ancorada nas duas pontas. */
  matches(text: string): boolean;
  /** Um trecho do texto é da expressão: como nos filtros de linha. */
  test(text: string): boolean;
}

/** @throws RegexError */
export function compileRegex(pattern: string): GoRegex {
  try {
    const regex = RE2JS.compile(pattern);
    return { matches: (text) => regex.matches(text), test: (text) => regex.test(text) };
  } catch (error) {
    throw new RegexError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
