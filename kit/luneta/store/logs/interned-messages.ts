/**
 * Recursos (ou escopos) que se repetem de pedido em pedido: guardados uma vez em bytes, contados por quem os usa, e
 * decodificados só quando alguém olha.
 */
import { ByteInterner, ENTRY_OVERHEAD } from '../byte-interner.ts';
import { DecodedCache } from '../decoded-cache.ts';

export class InternedMessages<T> {
  readonly #bytes = new ByteInterner();
  readonly #decoded: DecodedCache<T>;
  readonly #live = new Set<number>();

  constructor(decode: (bytes: Uint8Array) => T) {
    this.#decoded = new DecodedCache(
      (id) => decode(this.#bytes.bytesOf(id)),
      (id) => this.#bytes.bytesOf(id).length,
    );
  }

  get memoryBytes(): number {
    return this.#bytes.memoryBytes;
  }

  /** Números dos que alguma linha usa. */
  get live(): ReadonlySet<number> {
    return this.#live;
  }

  get(id: number): T {
    return this.#decoded.get(id);
  }

  /** Bytes que os trechos ainda não guardados ocupariam. `ranges` são pares início, fim. */
  unseenBytes(bytes: Uint8Array, ranges: readonly number[]): number {
    let unseen = 0;
    for (let i = 0; i < ranges.length; i += 2) {
      if (this.#bytes.find(bytes, ranges[i], ranges[i + 1], 0) >= 0) continue;
      unseen += ranges[i + 1] - ranges[i] + ENTRY_OVERHEAD;
    }
    return unseen;
  }

  /** O número de cada trecho, na ordem. Quem os guarda chama `addUse` para cada linha. */
  internAll(bytes: Uint8Array, ranges: readonly number[]): number[] {
    const ids: number[] = [];
    for (let i = 0; i < ranges.length; i += 2) ids.push(this.#bytes.intern(bytes, ranges[i], ranges[i + 1], 0));
    return ids;
  }

  addUse(id: number): void {
    if (this.#bytes.usesOf(id) === 0) this.#live.add(id);
    this.#bytes.addUse(id);
  }

  /** Desconta um uso; o decodificado vai embora junto com o último. */
  release(id: number): void {
    if (this.#bytes.usesOf(id) === 1) {
      this.#decoded.delete(id);
      this.#live.delete(id);
    }
    this.#bytes.release(id);
  }
}
