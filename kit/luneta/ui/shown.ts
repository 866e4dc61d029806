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

/**
 * O que não se vê e muda o que se lê: controles, direção de escrita, largura zero, separadores de linha, metades de um par
 * UTF-16. Ficam de fora os seletores de variante e o U+200D entre emojis, que fazem parte do desenho de um.
 */
const UNSEEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufff9-\ufffb]|(?!\p{Variation_Selector}|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d\p{Extended_Pictographic})\p{Default_Ignorable_Code_Point}/gu;
const TEXT_LAYOUT = /\n|\t|\r(?=\n)/y;

/** Um nome como aparece: nunca vazio, nem longo demais, nem com caracteres que não se veem. */
export function shownName(name: string): string {
  if (name === '') return texts.unnamed;
  const shown = cut(name, MAX_NAME_CHARS).replace(UNSEEN, escapeUnseen);
  return name.length > MAX_NAME_CHARS ? `${shown}…` : shown;
}

/** O começo de um texto, com as suas linhas, e uma frase com quanto ficou de fora (`''` se nada ficou). */
export function shownText(text: string): { shown: string; rest: string } {
  const left = text.length - MAX_VALUE_CHARS;
  const shown = cut(text, MAX_VALUE_CHARS).replace(UNSEEN, (char, at: number, whole: string) => {
    TEXT_LAYOUT.lastIndex = at;
    return TEXT_LAYOUT.test(whole) ? char : escapeUnseen(char);
  });
  return { shown, rest: left > 0 ? texts.span.moreChars(left) : '' };
}

/** O que veio na URL reaparece na frase, mas não um megabyte dele. */
export function shorten(text: string, length = 60): string {
  return text.length > length ? `${cut(text, length)}…` : text;
}

/** Os primeiros `max` caracteres, sem partir ao meio um par UTF-16. */
function cut(text: string, max: number): string {
  return text.length > max ? text.slice(0, max).replace(/[\ud800-\udbff]$/, '') : text;
}

/** Os controles ASCII têm um desenho; os outros aparecem como numa cadeia de JavaScript. */
function escapeUnseen(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  const hex = code.toString(16);
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
