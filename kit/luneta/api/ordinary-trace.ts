/**
 * Um trace é comum quando nenhum conserto de `adjust-trace.ts` que olha para o trace inteiro o mudaria: ids únicos, todos
 * os pais presentes, e nenhum filho de outra máquina fora do tempo do pai.
 */
import { spanIdKey } from '../store/span-id-key.ts';
import { nanosecondsBetween } from '../store/unix-time.ts';
import type { SpanReader } from '../wire/otlp-span-reader.ts';
import { readUint32 } from '../wire/protobuf-reader.ts';

export class OrdinaryTraceCheck {
  readonly #indexById = new Map<string, number>();
  /** Chave do pai de cada span; `''` numa raiz. */
  readonly #parents: string[] = [];
  readonly #startLow: number[] = [];
  readonly #startHigh: number[] = [];
  readonly #durations: number[] = [];
  readonly #hostKeys: string[] = [];

  /** Spans acrescentados. */
  get count(): number {
    return this.#parents.length;
  }

  /**
   * Acrescenta o span que `reader` acabou de ler.
   * @param parentAt Onde está o id do pai, ou -1 numa raiz.
   * @param duration Nanossegundos, exata.
   */
  add(reader: SpanReader, parentAt: number, duration: number, hostKey: string): void {
    this.#indexById.set(keyAt(reader.bytes, reader.spanIdAt), this.count);
    this.#parents.push(parentAt < 0 ? '' : keyAt(reader.bytes, parentAt));
    this.#startLow.push(reader.startLow);
    this.#startHigh.push(reader.startHigh);
    this.#durations.push(duration);
    this.#hostKeys.push(hostKey);
  }

  isOrdinary(): boolean {
    if (this.#indexById.size < this.count) return false;
    for (let i = 0; i < this.count; i++) {
      if (this.#parents[i] === '') continue;
      const parent = this.#indexById.get(this.#parents[i]);
      if (parent === undefined) return false;
      const sameHost = this.#hostKeys[i] === this.#hostKeys[parent] && this.#hostKeys[i] !== '';
      if (!sameHost && !this.#fitsInParent(i, parent)) return false;
    }
    return true;
  }

  #fitsInParent(child: number, parent: number): boolean {
    const low = this.#startLow;
    const high = this.#startHigh;
    const delay = nanosecondsBetween(low[parent], high[parent], low[child], high[child]);
    if (delay < 0) return false;
    const durations = this.#durations;
    return durations[child] > durations[parent] || delay + durations[child] <= durations[parent];
  }
}

function keyAt(bytes: Uint8Array, at: number): string {
  return spanIdKey(readUint32(bytes, at), readUint32(bytes, at + 4));
}
