/**
 * Assinatura de atributos: um filtro de Bloom de 128 bits por span.
 *
 * Cada KeyValue liga três bits, escolhidos pelo hash dos seus bytes exatos no protocolo. Uma busca por
 * `chave=valor` codifica o par do mesmo jeito e compara os bits: se algum falta, o span não tem o par, e nem é
 * preciso olhar para ele. Se todos estão lá, talvez tenha, e quem busca confere byte a byte.
 *
 * Listas, mapas, bytes, NaN e infinitos são procurados pela forma de texto deles, que não dá para recodificar: entram só com a chave.
 * Um par escrito fora da forma canônica liga todos os bits do span (nunca é descartado sem olhar).
 */
import { SIGNATURE_WORDS } from '../store/span-batch.ts';
import { KeyValueTable, ValueType } from './key-value-table.ts';

const STRIDE = KeyValueTable.STRIDE;

/**
 * Hash de 32 bits de `bytes[start, end)`, quatro bytes por vez: a multiplicação de cada passo espera a anterior,
 * e uma por palavra em vez de uma por byte corta o custo a um terço.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  let i = start;
  for (const stop = end - 3; i < stop; i += 4) {
    const word = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash;
}

/** Liga em `signature[at, at+4)` os três bits de um hash. */
export function addHash(signature: Uint32Array, at: number, hash: number): void {
  // O finalizador do murmur3 espalha os bits antes de separar três números de 7.
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  signature[at + ((hash >>> 5) & 3)] |= 1 << (hash & 31);
  signature[at + ((hash >>> 12) & 3)] |= 1 << ((hash >>> 7) & 31);
  signature[at + ((hash >>> 19) & 3)] |= 1 << ((hash >>> 14) & 31);
}

/** Hash de um par cujo valor é lista, mapa, bytes ou vazio: só a chave entra. */
export function hashKeyOnly(bytes: Uint8Array, keyStart: number, keyEnd: number): number {
  return hashBytes(bytes, keyStart, keyEnd) ^ 0x5bd1e995;
}

/** Acrescenta à assinatura todos os pares de uma tabela. */
export function addTable(signature: Uint32Array, at: number, bytes: Uint8Array, table: KeyValueTable): void {
  const cells = table.cells;
  const stop = table.count * STRIDE;
  for (let i = 0; i < stop; i += STRIDE) {
    const type = cells[i + 4];
    const start = cells[i];
    const end = cells[i + 1];
    if (hasExactForm(bytes, type, cells[i + 5])) {
      if (!isCanonical(bytes, cells, i, type)) {
        signature.fill(0xffffffff, at, at + SIGNATURE_WORDS);
        return;
      }
      addHash(signature, at, hashBytes(bytes, start, end));
    } else {
      addHash(signature, at, hashKeyOnly(bytes, cells[i + 2], cells[i + 3]));
    }
  }
}

/** Texto, inteiro, booleano ou double finito: valores que uma busca consegue recodificar nos mesmos bytes. */
function hasExactForm(bytes: Uint8Array, type: number, valueStart: number): boolean {
  if (type === ValueType.DOUBLE) {
    // Expoente todo em 1: infinito ou um dos muitos NaN.
    return (bytes[valueStart + 7] & 0x7f) !== 0x7f || (bytes[valueStart + 6] & 0xf0) !== 0xf0;
  }
  return type === ValueType.STRING || type === ValueType.INT || type === ValueType.BOOL;
}

/**
 * O par está como todo codificador usual o escreve: chave, depois valor, um campo de cada, comprimentos mínimos?
 * Basta conferir que os cabeçalhos ocupam exatamente o que a forma canônica pede.
 */
function isCanonical(bytes: Uint8Array, cells: Int32Array, i: number, type: number): boolean {
  const start = cells[i];
  const end = cells[i + 1];
  const keyStart = cells[i + 2];
  const keyEnd = cells[i + 3];
  const valueStart = cells[i + 5];
  const valueEnd = cells[i + 6];
  if (bytes[start] !== 0x0a || keyStart !== start + 1 + lengthSize(keyEnd - keyStart)) return false;
  if (valueEnd !== end || bytes[keyEnd] !== 0x12) return false;
  const valueLength = valueEnd - valueStart;
  const header = type === ValueType.STRING ? 1 + lengthSize(valueLength) : 1;
  if (valueStart !== keyEnd + 1 + lengthSize(header + valueLength) + header) return false;
  if (type === ValueType.BOOL) return valueLength === 1 && bytes[valueStart] <= 1;
  // Varint mínimo: o último byte só é zero quando é o único.
  return type !== ValueType.INT || valueLength === 1 || bytes[valueEnd - 1] !== 0;
}

function lengthSize(length: number): number {
  if (length < 0x80) return 1;
  if (length < 0x4000) return 2;
  if (length < 0x200000) return 3;
  return length < 0x10000000 ? 4 : 5;
}
