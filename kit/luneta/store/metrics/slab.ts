/**
 * Listas de números, umas ao lado das outras em poucos pedaços grandes de memória: sozinha, uma lista curta custa mais para
 * nascer e morrer que para encher, e uma consulta cria dezenas de milhares.
 *
 *   pedaço  [ série 0: instantes | valores | série 1: instantes | valores | … ]
 *
 * Um pedaço vive enquanto vive alguma das listas dele: serve ao que nasce e morre junto, como uma resposta.
 */

const BYTES_PER_DOUBLE = 8;
/** O maior dos pedaços, em bytes. */
const MAX_CHUNK = 1 << 19;

const NO_CHUNK = new ArrayBuffer(0);

export class Slab {
  #chunk = NO_CHUNK;
  /** Bytes já entregues do pedaço. */
  #used = 0;

  /** `length` zeros. */
  doubles(length: number): Float64Array {
    const at = this.#take(length * BYTES_PER_DOUBLE);
    return new Float64Array(this.#chunk, at, length);
  }

  /** `length` zeros. */
  bytes(length: number): Uint8Array {
    const at = this.#take(Math.ceil(length / BYTES_PER_DOUBLE) * BYTES_PER_DOUBLE);
    return new Uint8Array(this.#chunk, at, length);
  }

  #take(bytes: number): number {
    if (this.#used + bytes > this.#chunk.byteLength) {
      // O primeiro é do tamanho do pedido: quase toda leitura é de uma série só, ou de poucas.
      this.#chunk = new ArrayBuffer(Math.max(bytes, Math.min(this.#chunk.byteLength * 2, MAX_CHUNK)));
      this.#used = 0;
    }
    const at = this.#used;
    this.#used += bytes;
    return at;
  }
}
