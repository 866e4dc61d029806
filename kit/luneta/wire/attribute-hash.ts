/**
 * Hash de atributos: um número por par chave-valor, feito dos seus bytes exatos no protocolo. Os filtros do armazenamento
 * são feitos deles; uma busca por `chave=valor` codifica o par do mesmo jeito e procura o mesmo número.
 *
 * Listas, mapas, bytes, NaN e infinitos são procurados pela forma de texto deles, que não dá para recodificar: só a chave
 * entra no hash. Um par escrito fora da forma canônica vale `ANY_PAIR`: nunca é descartado sem olhar.
 */
import { ANY_PAIR, type SpanBatch } from '../store/span-batch.ts';
import { KeyValueTable, ValueType } from './key-value-table.ts';

const STRIDE = KeyValueTable.STRIDE;

/** `DataView` dos mesmos bytes: lê quatro de uma vez, em qualquer posição. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Hash de 32 bits de `[start, end)`, quatro bytes por vez: cada multiplicação espera a anterior. */
function hashBytes(view: DataView, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  let i = start;
  for (const stop = end - 3; i < stop; i += 4) {
    hash = Math.imul(hash ^ view.getInt32(i, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; i < end; i++) hash = Math.imul(hash ^ view.getUint8(i), 0x01000193);
  return hash;
}

/** Hash do par em `[start, end)`, na forma canônica. */
export function hashPair(view: DataView, start: number, end: number): number {
  return spread(hashBytes(view, start, end));
}

/** Hash de um par de que só a chave entra. */
export function hashKeyOnly(view: DataView, keyStart: number, keyEnd: number): number {
  return spread(hashBytes(view, keyStart, keyEnd) ^ 0x5bd1e995);
}

/** O finalizador do murmur3: cada bit do resultado depende de todos, e quem faz filtros pode usar os que quiser. */
function spread(hash: number): number {
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Acrescenta a `batch` os hashes de todos os pares de uma tabela. */
export function addPairHashes(batch: SpanBatch, bytes: Uint8Array, { cells, count }: KeyValueTable): void {
  batch.reserveHashes(count);
  const { hashes, view } = batch;
  let to = batch.hashCount;
  const stop = count * STRIDE;
  for (let i = 0; i < stop; i += STRIDE) {
    const type = cells[i + 4];
    if (!hasExactForm(bytes, type, cells[i + 5])) hashes[to++] = hashKeyOnly(view, cells[i + 2], cells[i + 3]);
    else if (isCanonical(bytes, cells, i, type)) hashes[to++] = hashPair(view, cells[i], cells[i + 1]);
    else hashes[to++] = ANY_PAIR;
  }
  batch.hashCount = to;
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
