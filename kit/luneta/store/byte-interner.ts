/**
 * Dá um número pequeno a cada sequência de bytes distinta (nomes de operação, recursos, escopos) e conta quantas
 * linhas a usam: quando a última sai, o número e a memória são devolvidos.
 *
 *   tabela (endereçamento aberto)      entradas (por número)
 *   [ -1 | 2 | -1 | 0 | 1 | … ]  ──►   0: { bytes, salt, hash, uses }
 *                                      1: { … }
 */
interface Entry {
  bytes: Uint8Array;
  salt: number;
  hash: number;
  uses: number;
}

/** Estimativa, em bytes, do custo de uma entrada além do conteúdo (objeto, cabeçalho do buffer, tabela). */
export const ENTRY_OVERHEAD = 160;

export class ByteInterner {
  #entries: (Entry | undefined)[] = [];
  #free: number[] = [];
  #table = new Int32Array(256).fill(-1);
  #size = 0;
  #bytes = 0;

  /** Memória estimada, em bytes. */
  get memoryBytes(): number {
    return this.#bytes + this.#size * ENTRY_OVERHEAD;
  }

  /** Número de `bytes[start, end)` sob `salt`, ou -1 se nunca foi internado. */
  find(bytes: Uint8Array, start: number, end: number, salt: number): number {
    return this.#table[this.#slot(bytes, start, end, salt, hashOf(bytes, start, end, salt))];
  }

  /** Como `find`, mas cria a entrada (com zero usos) se ela não existe. */
  intern(bytes: Uint8Array, start: number, end: number, salt: number): number {
    const hash = hashOf(bytes, start, end, salt);
    const slot = this.#slot(bytes, start, end, salt, hash);
    if (this.#table[slot] >= 0) return this.#table[slot];
    const id = this.#free.pop() ?? this.#entries.length;
    const copy = new Uint8Array(bytes.subarray(start, end));
    this.#entries[id] = { bytes: copy, salt, hash, uses: 0 };
    this.#table[slot] = id;
    this.#size++;
    this.#bytes += copy.length;
    if (this.#size * 2 > this.#table.length) this.#rebuild(this.#table.length * 2);
    return id;
  }

  bytesOf(id: number): Uint8Array {
    return this.#entries[id]!.bytes;
  }

  saltOf(id: number): number {
    return this.#entries[id]!.salt;
  }

  usesOf(id: number): number {
    return this.#entries[id]!.uses;
  }

  addUse(id: number): void {
    this.#entries[id]!.uses++;
  }

  /** Desconta um uso; devolve `true` se era o último e a entrada foi embora. */
  release(id: number): boolean {
    const entry = this.#entries[id]!;
    if (--entry.uses > 0) return false;
    this.#remove(id, entry);
    return true;
  }

  #remove(id: number, entry: Entry): void {
    let hole = this.#slot(entry.bytes, 0, entry.bytes.length, entry.salt, entry.hash);
    const mask = this.#table.length - 1;
    // Apagar puxando os seguintes para trás: a tabela nunca acumula lápides.
    for (let probe = (hole + 1) & mask; this.#table[probe] >= 0; probe = (probe + 1) & mask) {
      const home = this.#entries[this.#table[probe]]!.hash & mask;
      if (((probe - home) & mask) >= ((probe - hole) & mask)) {
        this.#table[hole] = this.#table[probe];
        hole = probe;
      }
    }
    this.#table[hole] = -1;
    this.#entries[id] = undefined;
    this.#free.push(id);
    this.#size--;
    this.#bytes -= entry.bytes.length;
  }

  #slot(bytes: Uint8Array, start: number, end: number, salt: number, hash: number): number {
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (let id = this.#table[slot]; id >= 0; id = this.#table[slot]) {
      const entry = this.#entries[id]!;
      if (entry.hash === hash && entry.salt === salt && equalBytes(entry.bytes, bytes, start, end)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #rebuild(size: number): void {
    this.#table = new Int32Array(size).fill(-1);
    const mask = size - 1;
    this.#entries.forEach((entry, id) => {
      if (!entry) return;
      let slot = entry.hash & mask;
      while (this.#table[slot] >= 0) slot = (slot + 1) & mask;
      this.#table[slot] = id;
    });
  }
}

/** Diferente a cada processo: ninguém de fora consegue escolher nomes que colidem. */
const SEED = Math.floor(Math.random() * 0x7fffffff);

/** Quatro bytes por vez, cada palavra bem misturada ao estado, que começa por um número secreto. */
function hashOf(bytes: Uint8Array, start: number, end: number, salt: number): number {
  let hash = SEED ^ Math.imul(salt + 1, 0x9e3779b1) ^ (end - start);
  let i = start;
  for (const stop = end - 3; i < stop; i += 4) {
    hash = mix(hash, bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
  }
  let tail = 0;
  for (; i < end; i++) tail = (tail << 8) | bytes[i];
  return mix(hash, tail) & 0x7fffffff;
}

/** Um passo do murmur3: multiplicações dependentes do estado, que não se invertem sem conhecê-lo. */
function mix(hash: number, word: number): number {
  hash = Math.imul(hash ^ word, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash ^ SEED, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function equalBytes(a: Uint8Array, b: Uint8Array, start: number, end: number): boolean {
  if (a.length !== end - start) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[start + i]) return false;
  return true;
}
