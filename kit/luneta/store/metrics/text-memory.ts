/** Textos guardados por muito tempo: quanto ocupam, e como não prendem outros na memória. */

/** O cabeçalho de um texto no V8, com o arredondamento. */
const TEXT_OVERHEAD = 20;
/** Os menores o V8 copia sempre. */
const SHORTEST_SLICE = 13;
const LATIN1 = /^[\0-\xff]*$/;

/** Memória de um texto, em bytes. */
export function textBytes(text: string): number {
  return TEXT_OVERHEAD + (LATIN1.test(text) ? text.length : text.length * 2);
}

/** Uma cópia: um pedaço de um texto (de uma página do Prometheus, por exemplo) mantém vivo o texto inteiro. */
export function ownText(text: string): string {
  return text.length < SHORTEST_SLICE ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
