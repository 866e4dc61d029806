/**
 * Quanto do que um span traz vai para a página. Os limites de quem envia são de megabytes; os de quem lê, de linhas: um
 * nome de 1 MB repetido em 20.000 linhas seria uma página de 20 GB. O JSON do trace traz sempre tudo.
 */
import { texts } from './texts.ts';

/** Nomes de serviço e de operação. */
export const MAX_NAME_CHARS = 200;
/** Um valor de atributo, uma mensagem de erro, uma pilha de chamadas. */
export const MAX_VALUE_CHARS = 10_000;
/** Atributos de um span, de um recurso, de um escopo. O SDK descarta acima de 128. */
export const MAX_SHOWN_ATTRIBUTES = 256;
/** Atributos de cada evento e de cada link. */
export const MAX_ITEM_ATTRIBUTES = 32;
/** Eventos, e links, de um span. O SDK descarta acima de 128. */
export const MAX_SHOWN_ITEMS = 128;
/** Serviços de um trace, ao lado do nome dele. */
export const MAX_SHOWN_SERVICES = 50;
/** Serviços e operações a escolher no formulário da busca. */
export const MAX_CHOICES = 1_000;

/** Um nome como aparece: nunca vazio nem longo demais. */
export function shownName(name: string): string {
  if (name === '') return texts.unnamed;
  return name.length > MAX_NAME_CHARS ? `${name.slice(0, MAX_NAME_CHARS)}…` : name;
}

/** O começo de um texto, e uma frase com quanto ficou de fora (`''` se nada ficou). */
export function shownText(text: string): { shown: string; rest: string } {
  const left = text.length - MAX_VALUE_CHARS;
  return left > 0
    ? { shown: text.slice(0, MAX_VALUE_CHARS), rest: texts.span.moreChars(left) }
    : { shown: text, rest: '' };
}
