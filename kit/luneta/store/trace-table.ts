/**
 * Tabela de traces: do id de 128 bits para um lugar fixo (slot) com o resumo do trace.
 *
 *   tabela de hash (slots)        colunas por slot
 *   [ -1 | 7 | -1 | 3 | … ] ──►   3: id (4 palavras) · primeira e última linha · quantas · chegada · início · fim
 *
 * Endereçamento aberto com sondagem linear; apagar puxa os seguintes para trás, sem lápides.
 */
import { traceIdOf } from './span-batch.ts';
import { compareTimes } from './unix-time.ts';

const INITIAL_SLOTS = 1024;
const MAX_WORD = 0xffffffff;

/** O trace ainda não foi contado. */
export const NO_PATTERN = -1;

export class TraceTable {
  #ids = new Uint32Array(INITIAL_SLOTS * 4);
  /** Primeira e última linha do trace, na ordem de chegada. */
  head = new Int32Array(INITIAL_SLOTS);
  tail = new Int32Array(INITIAL_SLOTS);
  /** Quantas linhas; zero num slot livre. */
  count = new Uint32Array(INITIAL_SLOTS);
  /** Número de ordem da primeira linha: a ordem de chegada dos traces. */
  arrival = new Float64Array(INITIAL_SLOTS);
  /** Menor início e maior fim entre os spans, em nanossegundos Unix, em duas metades. */
  startLow = new Uint32Array(INITIAL_SLOTS);
  startHigh = new Uint32Array(INITIAL_SLOTS);
  endLow = new Uint32Array(INITIAL_SLOTS);
  endHigh = new Uint32Array(INITIAL_SLOTS);
  /** Número do padrão de chamadas entre serviços (`call-patterns.ts`), ou `NO_PATTERN`. */
  pattern = new Int32Array(INITIAL_SLOTS);
  #table = new Int32Array(INITIAL_SLOTS * 2).fill(-1);
  #free: number[] = [];
  #used = 0;

  /** Traces guardados. */
  get size(): number {
    return this.#used - this.#free.length;
  }

  /** Slot do trace, ou -1. O id vem em quatro palavras big-endian. */
  find(w0: number, w1: number, w2: number, w3: number): number {
    return this.#table[this.#probe(w0, w1, w2, w3)];
  }

  /** Cria o trace, que não pode existir, ainda sem tempos, e devolve o slot. */
  insert(w0: number, w1: number, w2: number, w3: number): number {
    if ((this.size + 1) * 2 > this.#table.length) this.#rehash(this.#table.length * 2);
    const slot = this.#free.pop() ?? this.#used++;
    if (slot === this.head.length) this.#grow();
    this.#ids[slot * 4] = w0;
    this.#ids[slot * 4 + 1] = w1;
    this.#ids[slot * 4 + 2] = w2;
    this.#ids[slot * 4 + 3] = w3;
    this.count[slot] = 0;
    this.pattern[slot] = NO_PATTERN;
    this.startLow[slot] = this.startHigh[slot] = MAX_WORD;
    this.endLow[slot] = this.endHigh[slot] = 0;
    this.#table[this.#probe(w0, w1, w2, w3)] = slot;
    return slot;
  }

  /** Um span do trace foi de um instante a outro. */
  includeTimes(slot: number, startLow: number, startHigh: number, endLow: number, endHigh: number): void {
    if (compareTimes(startLow, startHigh, this.startLow[slot], this.startHigh[slot]) < 0) {
      this.startLow[slot] = startLow;
      this.startHigh[slot] = startHigh;
    }
    if (compareTimes(endLow, endHigh, this.endLow[slot], this.endHigh[slot]) > 0) {
      this.endLow[slot] = endLow;
      this.endHigh[slot] = endHigh;
    }
  }

  remove(slot: number): void {
    const mask = this.#table.length - 1;
    const ids = this.#ids;
    let hole = this.#probe(ids[slot * 4], ids[slot * 4 + 1], ids[slot * 4 + 2], ids[slot * 4 + 3]);
    for (let probe = (hole + 1) & mask; this.#table[probe] >= 0; probe = (probe + 1) & mask) {
      const home = this.#hashOfSlot(this.#table[probe]) & mask;
      if (((probe - home) & mask) >= ((probe - hole) & mask)) {
        this.#table[hole] = this.#table[probe];
        hole = probe;
      }
    }
    this.#table[hole] = -1;
    this.count[slot] = 0;
    this.#free.push(slot);
  }

  /** Id em 32 dígitos hexadecimais. */
  idOf(slot: number): string {
    return traceIdOf(this.#ids, slot * 4);
  }

  /** Os slots em uso são os que têm `count` acima de zero, todos menores que este. */
  get slotLimit(): number {
    return this.#used;
  }

  #probe(w0: number, w1: number, w2: number, w3: number): number {
    const mask = this.#table.length - 1;
    const ids = this.#ids;
    let at = hashId(w0, w1, w2, w3) & mask;
    for (let slot = this.#table[at]; slot >= 0; slot = this.#table[at]) {
      const i = slot * 4;
      if (ids[i] === w0 && ids[i + 1] === w1 && ids[i + 2] === w2 && ids[i + 3] === w3) break;
      at = (at + 1) & mask;
    }
    return at;
  }

  #hashOfSlot(slot: number): number {
    const ids = this.#ids;
    return hashId(ids[slot * 4], ids[slot * 4 + 1], ids[slot * 4 + 2], ids[slot * 4 + 3]);
  }

  #rehash(size: number): void {
    const old = this.#table;
    this.#table = new Int32Array(size).fill(-1);
    const mask = size - 1;
    for (const slot of old) {
      if (slot < 0) continue;
      let at = this.#hashOfSlot(slot) & mask;
      while (this.#table[at] >= 0) at = (at + 1) & mask;
      this.#table[at] = slot;
    }
  }

  #grow(): void {
    const size = this.head.length * 2;
    this.#ids = copyInto(new Uint32Array(size * 4), this.#ids);
    this.head = copyInto(new Int32Array(size), this.head);
    this.tail = copyInto(new Int32Array(size), this.tail);
    this.count = copyInto(new Uint32Array(size), this.count);
    this.arrival = copyInto(new Float64Array(size), this.arrival);
    this.startLow = copyInto(new Uint32Array(size), this.startLow);
    this.startHigh = copyInto(new Uint32Array(size), this.startHigh);
    this.endLow = copyInto(new Uint32Array(size), this.endLow);
    this.endHigh = copyInto(new Uint32Array(size), this.endHigh);
    this.pattern = copyInto(new Int32Array(size), this.pattern);
  }
}

/** Ids podem não ser aleatórios (1, 2, 3 num teste, ou escolhidos por quem ataca): mistura as quatro palavras. */
function hashId(w0: number, w1: number, w2: number, w3: number): number {
  let hash = SEED;
  for (const word of [w0, w1, w2, w3]) {
    hash = Math.imul(hash ^ word, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 1;
}
/** Diferente a cada processo: ninguém de fora consegue escolher ids que colidem. */
const SEED = Math.floor(Math.random() * 0x7fffffff);

function copyInto<T extends Uint32Array | Int32Array | Float64Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
