/**
 * As amostras de todas as séries, em blocos iguais e encadeados: uma série com uma amostra só ocupa um bloco, e um bloco
 * que fica vazio serve a qualquer outra.
 *
 *   série  ──head──► [t t t t t t t t | v v v v v v v v] ⇄ [ … ] ⇄ [t t t · · · · · | v v v · · · · ·] ◄──tail──
 *                         ▲ headFrom: as de antes já saíram                 ▲ tailCount
 *
 * Instantes em milissegundos e valores são doubles. Um `Float64Array` por série custaria mais que as amostras: são 200
 * bytes só de cabeçalhos.
 */
import type { Series } from './series.ts';
import type { Slab } from './slab.ts';

export const SAMPLES_PER_BLOCK = 8;
const PAGE_BITS = 10;
const BLOCKS_PER_PAGE = 1 << PAGE_BITS;
const IN_PAGE = BLOCKS_PER_PAGE - 1;
const DOUBLES_PER_BLOCK = 2 * SAMPLES_PER_BLOCK;

/** Os números de um bloco e as duas ligações. */
export const BYTES_PER_BLOCK = DOUBLES_PER_BLOCK * 8 + 2 * 4;

export class SamplePool {
  /** Blocos em uso. */
  blocks = 0;
  /** Amostras guardadas. */
  samples = 0;
  readonly #pages: Float64Array[] = [];
  readonly #links: Int32Array[] = [];
  /** O primeiro dos blocos livres, encadeados por `next`; -1 se não há. */
  #free = -1;
  /** O resultado do último `#clip`: um campo, e não um objeto por bloco. */
  #clipStart = 0;
  #clipEnd = 0;

  /** Acrescenta uma amostra; o instante tem de ser posterior ao da última. */
  push(series: Series, timestampMs: number, value: number): void {
    if (series.tail < 0 || series.tailCount === SAMPLES_PER_BLOCK) this.#addBlock(series);
    const at = offsetOf(series.tail) + series.tailCount++;
    const page = this.#pageOf(series.tail);
    page[at] = timestampMs;
    page[at + SAMPLES_PER_BLOCK] = value;
    series.lastMs = timestampMs;
    this.samples++;
  }

  /** Muda o valor da última amostra; uma ausência continua onde está. */
  replaceLast(series: Series, value: number): void {
    const page = this.#pageOf(series.tail);
    const at = offsetOf(series.tail) + series.tailCount - 1 + SAMPLES_PER_BLOCK;
    if (!Number.isNaN(page[at])) page[at] = value;
  }

  /** Alguma amostra em [minMs, maxMs]? */
  hasSamples(series: Series, minMs: number, maxMs: number): boolean {
    for (let block = series.tail; block >= 0; block = this.#previousOf(block)) {
      const page = this.#pageOf(block);
      const offset = offsetOf(block);
      const from = offset + firstIn(series, block);
      if (page[from] > maxMs) continue;
      for (let at = offset + endOf(series, block) - 1; at >= from; at--) {
        if (page[at] <= maxMs) return page[at] >= minMs;
      }
    }
    return false;
  }

  /** Cópias das amostras em [minMs, maxMs], na memória de `slab`. */
  copy(series: Series, minMs: number, maxMs: number, slab: Slab): { timestampsMs: Float64Array; values: Float64Array } {
    // De trás para a frente, que é onde se procura quase sempre.
    let start = series.tail;
    let count = 0;
    for (let block = series.tail; block >= 0; block = this.#previousOf(block)) {
      if (!this.#clip(series, block, minMs, maxMs)) break;
      start = block;
      count += this.#clipEnd - this.#clipStart;
    }
    const timestampsMs = slab.doubles(count);
    const values = slab.doubles(count);
    let to = 0;
    for (let block = start; to < count; block = this.#nextOf(block)) {
      this.#clip(series, block, minMs, maxMs);
      const page = this.#pageOf(block);
      for (let at = this.#clipStart; at < this.#clipEnd; at++) {
        timestampsMs[to] = page[at];
        values[to++] = page[at + SAMPLES_PER_BLOCK];
      }
    }
    return { timestampsMs, values };
  }

  /** Tira as amostras anteriores a `cutoffMs`; devolve quantas eram. Uma série que fica sem nenhuma tem `head` -1. */
  dropBefore(series: Series, cutoffMs: number): number {
    const before = this.samples;
    while (series.head >= 0) {
      const page = this.#pageOf(series.head);
      const offset = offsetOf(series.head);
      const end = endOf(series, series.head);
      while (series.headFrom < end && page[offset + series.headFrom] < cutoffMs) {
        series.headFrom++;
        this.samples--;
      }
      if (series.headFrom < end) break;
      this.#dropHead(series);
    }
    return before - this.samples;
  }

  /** O instante da última amostra de cada bloco da série. */
  visitBlockTimes(series: Series, visit: (lastMs: number) => void): void {
    for (let block = series.head; block >= 0; block = this.#nextOf(block)) {
      visit(this.#pageOf(block)[offsetOf(block) + endOf(series, block) - 1]);
    }
  }

  /** Deixa em `#clipStart` e `#clipEnd` as amostras do bloco em [minMs, maxMs]; `false` se ele acaba antes. */
  #clip(series: Series, block: number, minMs: number, maxMs: number): boolean {
    const page = this.#pageOf(block);
    const offset = offsetOf(block);
    let start = offset + firstIn(series, block);
    let end = offset + endOf(series, block);
    const reaches = page[end - 1] >= minMs;
    while (start < end && page[start] < minMs) start++;
    while (end > start && page[end - 1] > maxMs) end--;
    this.#clipStart = start;
    this.#clipEnd = end;
    return reaches;
  }

  #addBlock(series: Series): void {
    if (this.#free < 0) this.#addPage();
    const block = this.#free;
    this.#free = this.#nextOf(block);
    this.#link(block, series.tail, -1);
    if (series.tail < 0) series.head = block;
    else this.#links[series.tail >> PAGE_BITS][(series.tail & IN_PAGE) * 2 + 1] = block;
    series.tail = block;
    series.tailCount = 0;
    this.blocks++;
  }

  #dropHead(series: Series): void {
    const block = series.head;
    series.head = this.#nextOf(block);
    series.headFrom = 0;
    if (series.head < 0) series.tail = -1;
    else this.#links[series.head >> PAGE_BITS][(series.head & IN_PAGE) * 2] = -1;
    this.#link(block, -1, this.#free);
    this.#free = block;
    this.blocks--;
  }

  #addPage(): void {
    const first = this.#pages.length * BLOCKS_PER_PAGE;
    this.#pages.push(new Float64Array(BLOCKS_PER_PAGE * DOUBLES_PER_BLOCK));
    this.#links.push(new Int32Array(BLOCKS_PER_PAGE * 2));
    for (let i = BLOCKS_PER_PAGE - 1; i >= 0; i--) {
      this.#link(first + i, -1, this.#free);
      this.#free = first + i;
    }
  }

  #link(block: number, previous: number, next: number): void {
    const links = this.#links[block >> PAGE_BITS];
    links[(block & IN_PAGE) * 2] = previous;
    links[(block & IN_PAGE) * 2 + 1] = next;
  }

  #previousOf(block: number): number {
    return this.#links[block >> PAGE_BITS][(block & IN_PAGE) * 2];
  }

  #nextOf(block: number): number {
    return this.#links[block >> PAGE_BITS][(block & IN_PAGE) * 2 + 1];
  }

  #pageOf(block: number): Float64Array {
    return this.#pages[block >> PAGE_BITS];
  }
}

/** Onde o bloco começa na página dele. */
function offsetOf(block: number): number {
  return (block & IN_PAGE) * DOUBLES_PER_BLOCK;
}

function firstIn(series: Series, block: number): number {
  return block === series.head ? series.headFrom : 0;
}

function endOf(series: Series, block: number): number {
  return block === series.tail ? series.tailCount : SAMPLES_PER_BLOCK;
}
