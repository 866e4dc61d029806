/**
 * Recursos e escopos já decodificados, os últimos a ser pedidos. Guardados ficam só os bytes: decodificado, um recurso de
 * atributos minúsculos ocupa dezenas de vezes mais, e quem o manda não pode decidir quanta memória a Luneta gasta.
 */

/** Soma dos bytes codificados do que fica decodificado ao mesmo tempo. */
const MAX_ENCODED_BYTES = 1 << 20;

export class DecodedCache<T> {
  readonly #decode: (id: number) => T;
  readonly #sizeOf: (id: number) => number;
  /** Em ordem de chegada: o primeiro é o mais antigo. */
  readonly #entries = new Map<number, T>();
  #bytes = 0;

  constructor(decode: (id: number) => T, sizeOf: (id: number) => number) {
    this.#decode = decode;
    this.#sizeOf = sizeOf;
  }

  get(id: number): T {
    const known = this.#entries.get(id);
    if (known !== undefined) return known;
    const value = deepFreeze(this.#decode(id));
    this.#entries.set(id, value);
    this.#bytes += this.#sizeOf(id);
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= MAX_ENCODED_BYTES || oldest === id) break;
      this.delete(oldest);
    }
    return value;
  }

  /** Chame antes de o número ser reaproveitado. */
  delete(id: number): void {
    if (!this.#entries.delete(id)) return;
    this.#bytes -= this.#sizeOf(id);
  }
}

/** São compartilhados por todos os spans lidos: ninguém pode alterá-los. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
