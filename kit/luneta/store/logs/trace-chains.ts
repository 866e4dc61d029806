/**
 * De um trace aos registros dele: uma corrente por balde de uma tabela de hash, do mais novo para o mais antigo.
 *
 *   heads     [ -1 | 46 | -1 | 44 | … ]      balde → linha mais nova com um trace_id desse balde
 *                    ▼         ▼
 *   previous         43        41            linha → a anterior do mesmo balde
 *
 * Um balde mistura traces: quem percorre compara os ids. Despejar não custa nada: uma corrente só vai para trás no
 * tempo de chegada, e acaba na primeira linha que já não está guardada ou que foi reaproveitada por outra mais nova.
 */
import type { LogRows } from './log-rows.ts';

const ID_BYTES = 16;

export class TraceChains {
  readonly #rows: LogRows;
  readonly #bytes: Buffer;
  readonly #heads: Int32Array;
  readonly #previous: Int32Array;

  constructor(rows: LogRows, bytes: Buffer) {
    this.#rows = rows;
    this.#bytes = bytes;
    this.#heads = new Int32Array(2 ** Math.floor(Math.log2(rows.capacity))).fill(-1);
    this.#previous = new Int32Array(rows.capacity);
  }

  /** Acrescenta uma linha, a mais nova de todas, que tem um trace_id. */
  add(row: number): void {
    const bucket = this.#bucketOf(this.#bytes, this.#rows.traceIdAt[row]);
    this.#previous[row] = this.#heads[bucket];
    this.#heads[bucket] = row;
  }

  /** As linhas do trace, da mais nova para a mais antiga. */
  *rowsOf(traceId: string): Generator<number> {
    if (!/^[0-9a-f]{32}$/.test(traceId)) return;
    const rows = this.#rows;
    const id = Buffer.from(traceId, 'hex');
    let newer = Infinity;
    for (let row = this.#heads[this.#bucketOf(id, 0)]; row >= 0; row = this.#previous[row]) {
      const sequence = rows.sequenceOf(row);
      if (!rows.holds(sequence) || sequence >= newer) return;
      newer = sequence;
      const at = rows.traceIdAt[row];
      if (at >= 0 && this.#bytes.compare(id, 0, ID_BYTES, at, at + ID_BYTES) === 0) yield row;
    }
  }

  /** Ids podem não ser aleatórios (1, 2, 3 num teste, ou escolhidos por quem ataca): mistura as quatro palavras. */
  #bucketOf(bytes: Buffer, at: number): number {
    let hash = SEED;
    for (let i = at; i < at + ID_BYTES; i += 4) {
      hash = Math.imul(hash ^ bytes.readInt32LE(i), 0x85ebca6b);
      hash ^= hash >>> 13;
      hash = Math.imul(hash, 0xc2b2ae35);
      hash ^= hash >>> 16;
    }
    return hash & (this.#heads.length - 1);
  }
}

/** Diferente a cada processo: ninguém de fora consegue escolher ids que colidem. */
const SEED = Math.floor(Math.random() * 0x7fffffff);
