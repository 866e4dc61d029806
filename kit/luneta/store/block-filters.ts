/**
 * Um filtro de Bloom para cada bloco de linhas seguidas: a busca por um atributo raro pula blocos inteiros.
 *
 *   ordem das linhas   0 ……… 4095 | 4096 ……… 8191 | 8192 …
 *   blocos                  0     |       1       |   2        um filtro de 2¹⁸ bits para todos os pares do bloco
 *
 * A assinatura de cada linha não basta para isso: por pequeno que seja o erro, ele cresce com o número de linhas. O filtro
 * do bloco erra poucas vezes em mil (com dois ou três valores distintos por span), e um erro custa olhar as linhas de um
 * bloco. Os três bits de um par ficam na mesma palavra: erra um pouco mais que espalhados, e custa um terço ao escrever.
 *
 * Blocos são contados pelo número de ordem das linhas (`SpanRows.orderOf`), que nunca se repete, e não pelo lugar delas
 * no anel: o filtro das linhas mais antigas continua valendo enquanto o das novas se enche. As linhas guardadas tocam no
 * máximo um bloco a mais do que cabe em `capacity`, e é essa a quantidade de filtros.
 */
import { ANY_PAIR } from './span-batch.ts';

/** Linhas por bloco. */
export const BLOCK_ROWS = 1 << 12;
const FILTER_WORDS_LOG2 = 13;
const FILTER_WORDS = 1 << FILTER_WORDS_LOG2;

/** Bytes de filtro por linha. */
export const FILTER_BYTES_PER_ROW = (FILTER_WORDS * Uint32Array.BYTES_PER_ELEMENT) / BLOCK_ROWS;

export function blockOf(order: number): number {
  return Math.floor(order / BLOCK_ROWS);
}

export class BlockFilters {
  readonly #words: Uint32Array;
  readonly #filters: number;
  /** A ordem da primeira linha depois do bloco em que se escreve, e onde começa o filtro dele. */
  #end = 0;
  #at = 0;
  #acceptsAll = false;

  /** @param capacity Máximo de linhas guardadas ao mesmo tempo. */
  constructor(capacity: number) {
    this.#filters = Math.ceil(capacity / BLOCK_ROWS) + 1;
    this.#words = new Uint32Array(this.#filters * FILTER_WORDS);
  }

  /** Passa a escrever no bloco da linha de ordem `order`, que nunca diminui; `true` se ele é novo, e está vazio. */
  moveTo(order: number): boolean {
    if (order < this.#end) return false;
    const block = blockOf(order);
    this.#end = (block + 1) * BLOCK_ROWS;
    this.#at = this.#wordsOf(block);
    this.#words.fill(0, this.#at, this.#at + FILTER_WORDS);
    this.#acceptsAll = false;
    return true;
  }

  /** Acrescenta os pares `hashes[from, to)` ao bloco atual. */
  add(hashes: Uint32Array, from: number, to: number): void {
    const words = this.#words;
    const at = this.#at;
    for (let i = from; i < to; i++) {
      const hash = hashes[i];
      words[at + wordOf(hash)] |= bitsOf(hash);
      if (hash === ANY_PAIR) this.#acceptAll();
    }
  }

  /** O bloco atual passa a dizer sim a tudo. */
  #acceptAll(): void {
    if (this.#acceptsAll) return;
    this.#acceptsAll = true;
    this.#words.fill(0xffffffff, this.#at, this.#at + FILTER_WORDS);
  }

  /** Alguma linha do bloco, que ainda tem linhas guardadas, pode ter algum dos pares? */
  mayContainAny(block: number, hashes: Uint32Array): boolean {
    const words = this.#words;
    const at = this.#wordsOf(block);
    return hashes.some((hash) => (~words[at + wordOf(hash)] & bitsOf(hash)) === 0);
  }

  #wordsOf(block: number): number {
    return (block % this.#filters) * FILTER_WORDS;
  }
}

function wordOf(hash: number): number {
  return hash >>> (32 - FILTER_WORDS_LOG2);
}

function bitsOf(hash: number): number {
  return (1 << (hash & 31)) | (1 << ((hash >>> 5) & 31)) | (1 << ((hash >>> 10) & 31));
}
