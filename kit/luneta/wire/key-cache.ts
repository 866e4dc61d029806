/**
 * O que se faz de uma chave de atributo (o texto, o trecho de JSON), guardado para as últimas vistas.
 *
 * Chaves se repetem em quase todos os spans, e criar um texto é o que mais custa ao ler. Uma posição por hash: ocupa
 * pouco, nunca cresce, e uma colisão só custa refazer.
 */

const SIZE = 1024;
const MAX_KEY_BYTES = 64;

export class KeyCache<T> {
  readonly #make: (bytes: Buffer, start: number, end: number) => T | undefined;
  readonly #entries: ({ key: Buffer; value: T } | undefined)[] = Array.from({ length: SIZE });

  /** @param make O valor de uma chave; `undefined` não fica guardado. */
  constructor(make: (bytes: Buffer, start: number, end: number) => T | undefined) {
    this.#make = make;
  }

  /** O valor da chave em `bytes[start, end)`. */
  get(bytes: Buffer, start: number, end: number): T | undefined {
    const length = end - start;
    if (length > MAX_KEY_BYTES) return this.#make(bytes, start, end);
    const slot = slotOf(bytes, start, end);
    const known = this.#entries[slot];
    if (known?.key.length === length) {
      let i = 0;
      while (i < length && known.key[i] === bytes[start + i]) i++;
      if (i === length) return known.value;
    }
    const value = this.#make(bytes, start, end);
    if (value !== undefined) this.#entries[slot] = { key: Buffer.from(bytes.subarray(start, end)), value };
    return value;
  }
}

/** FNV, byte a byte: as chaves são curtas. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return (hash ^ (hash >>> 15)) & (SIZE - 1);
}
