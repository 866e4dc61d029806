/**
 * Chamadas entre serviços: cada span cujo pai também está guardado é uma. Cada trace é contado uma vez, na primeira
 * pergunta depois de mudar, e o que se contou fica guardado; traces parecidos dividem o mesmo padrão.
 *
 *   traces (slots)            padrões (internados)
 *   [ 0 | 0 | -1 | 1 | … ]    0: loja→loja 3, loja→estoque 1 (1 com erro)
 *              ▲              1: loja→loja 2
 *              └ ainda por contar
 *
 * Uma pergunta vira quantos traces da janela têm cada padrão, vezes as chamadas de cada padrão. Os padrões ocupam no
 * máximo `maxBytes`; um trace cujo padrão não coube é recontado a cada pergunta.
 */
import { ByteInterner, ENTRY_OVERHEAD } from './byte-interner.ts';
import { StatusCode } from './model.ts';
import { createSpanFinder, FEW_SPANS, scanForSpan } from './span-finder.ts';
import type { SpanRows } from './span-rows.ts';
import { NO_PATTERN, type TraceTable } from './trace-table.ts';
import { compareTimes, splitTime } from './unix-time.ts';

export interface CallCount {
  calls: number;
  errors: number;
}

/** Quem chama, quem é chamado (números de serviço) e quantas vezes. */
export type CallCounts = Map<number, Map<number, CallCount>>;

/** Um padrão são grupos de palavras: pai, filho, quantas chamadas, quantas com erro. */
const GROUP_WORDS = 4;
/** Uma chamada como um número só, para ordenar: (pai × 2²⁴ + filho) × 2 + falhou. */
const CHILD_BITS = 0x1000000;

export class CallPatterns {
  readonly #rows: SpanRows;
  readonly #traces: TraceTable;
  readonly #maxBytes: number;
  readonly #patterns = new ByteInterner();
  /** Rascunhos: uma entrada por chamada do trace, e o padrão dele. */
  #calls!: Float64Array;
  #groups!: Uint32Array;
  /** Os bytes de `#groups`. */
  #groupBytes!: Uint8Array;

  constructor(rows: SpanRows, traces: TraceTable, maxBytes: number) {
    this.#rows = rows;
    this.#traces = traces;
    this.#maxBytes = maxBytes;
    this.#reserve(64);
  }

  /** Memória estimada, em bytes; nunca acima de `maxBytes`. */
  get memoryBytes(): number {
    return this.#patterns.memoryBytes;
  }

  /** O trace mudou ou saiu: o que se contou dele não vale mais. */
  forget(slot: number): void {
    const pattern = this.#traces.pattern[slot];
    if (pattern === NO_PATTERN) return;
    this.#patterns.release(pattern);
    this.#traces.pattern[slot] = NO_PATTERN;
  }

  /** As chamadas dos traces inteiramente dentro da janela (nanossegundos Unix, inclusiva). */
  count(startTimeMin: bigint, endTimeMax: bigint): CallCounts {
    const traces = this.#traces;
    const { startLow, startHigh, endLow, endHigh } = traces;
    const [minLow, minHigh] = splitTime(startTimeMin);
    const [maxLow, maxHigh] = splitTime(endTimeMax);
    const total: CallCounts = new Map();
    const tracesWith: number[] = [];
    for (let slot = 0; slot < traces.slotLimit; slot++) {
      if (traces.count[slot] === 0) continue;
      if (compareTimes(startLow[slot], startHigh[slot], minLow, minHigh) < 0) continue;
      if (compareTimes(endLow[slot], endHigh[slot], maxLow, maxHigh) > 0) continue;
      let pattern = traces.pattern[slot];
      if (pattern === NO_PATTERN) {
        const words = this.#readCalls(slot);
        pattern = this.#keep(slot, words);
        if (pattern === NO_PATTERN) addGroups(total, this.#groups, words, 1);
      }
      if (pattern !== NO_PATTERN) tracesWith[pattern] = (tracesWith[pattern] ?? 0) + 1;
    }
    tracesWith.forEach((times, pattern) => {
      const groups = new Uint32Array(this.#patterns.bytesOf(pattern).buffer);
      addGroups(total, groups, groups.length, times);
    });
    return total;
  }

  /** Guarda as primeiras `words` palavras do rascunho como o padrão do trace; `NO_PATTERN` se ele não cabe. */
  #keep(slot: number, words: number): number {
    const bytes = this.#groupBytes;
    const length = words * Uint32Array.BYTES_PER_ELEMENT;
    let pattern = this.#patterns.find(bytes, 0, length, 0);
    if (pattern < 0) {
      if (this.memoryBytes + length + ENTRY_OVERHEAD > this.#maxBytes) return NO_PATTERN;
      pattern = this.#patterns.intern(bytes, 0, length, 0);
    }
    this.#patterns.addUse(pattern);
    this.#traces.pattern[slot] = pattern;
    return pattern;
  }

  /** Deixa no rascunho o padrão do trace, com os grupos em ordem; devolve quantas palavras ele tem. */
  #readCalls(slot: number): number {
    const { ids, service, statusCode, nextInTrace } = this.#rows;
    const head = this.#traces.head[slot];
    const spans = this.#traces.count[slot];
    if (spans > this.#calls.length) this.#reserve(spans * 2);
    const calls = this.#calls;
    // Sem um buscador por trace pequeno: são dezenas de milhares na primeira pergunta.
    const findSpan = spans > FEW_SPANS ? createSpanFinder(this.#rows, head, spans) : undefined;
    let count = 0;
    for (let row = head; row >= 0; row = nextInTrace[row]) {
      const high = ids[row * 4 + 2];
      const low = ids[row * 4 + 3];
      if (high === 0 && low === 0) continue;
      const parent = findSpan ? findSpan(high, low) : scanForSpan(this.#rows, head, high, low);
      if (parent < 0) continue;
      const failed = statusCode[row] === StatusCode.ERROR ? 1 : 0;
      calls[count++] = (service[parent] * CHILD_BITS + service[row]) * 2 + failed;
    }
    sortNumbers(calls, count);
    return this.#groupCalls(count);
  }

  #reserve(spans: number): void {
    this.#calls = new Float64Array(spans);
    this.#groups = new Uint32Array(spans * GROUP_WORDS);
    this.#groupBytes = new Uint8Array(this.#groups.buffer);
  }

  /** As `count` chamadas do rascunho, já em ordem, com as iguais juntas. */
  #groupCalls(count: number): number {
    const calls = this.#calls;
    const groups = this.#groups;
    let end = 0;
    let last = -1;
    for (let i = 0; i < count; i++) {
      const failed = calls[i] % 2;
      const call = (calls[i] - failed) / 2;
      if (call !== last) {
        groups[end] = Math.floor(call / CHILD_BITS);
        groups[end + 1] = call % CHILD_BITS;
        groups[end + 2] = 0;
        groups[end + 3] = 0;
        end += GROUP_WORDS;
        last = call;
      }
      groups[end - 2]++;
      groups[end - 1] += failed;
    }
    return end;
  }
}

function addGroups(total: CallCounts, groups: Uint32Array, words: number, times: number): void {
  for (let i = 0; i < words; i += GROUP_WORDS) {
    let children = total.get(groups[i]);
    if (!children) total.set(groups[i], (children = new Map()));
    let known = children.get(groups[i + 1]);
    if (!known) children.set(groups[i + 1], (known = { calls: 0, errors: 0 }));
    known.calls += groups[i + 2] * times;
    known.errors += groups[i + 3] * times;
  }
}

/** Até este tamanho a inserção simples ganha da ordenação nativa, que custa a chamar. */
const FEW_NUMBERS = 24;

/** Ordena `numbers[0, count)`. */
function sortNumbers(numbers: Float64Array, count: number): void {
  if (count > FEW_NUMBERS) {
    numbers.subarray(0, count).sort();
    return;
  }
  for (let i = 1; i < count; i++) {
    const number = numbers[i];
    let at = i;
    for (; at > 0 && numbers[at - 1] > number; at--) numbers[at] = numbers[at - 1];
    numbers[at] = number;
  }
}
