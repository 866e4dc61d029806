/**
 * Assinatura de uma linha: um filtro de Bloom de 128 bits com os atributos do span, seus eventos e links.
 *
 *   hashes dos pares   a1b2…  c3d4…         cada um liga três bits
 *   assinatura         0100 1000 … 0010     faltou um dos três bits de um par: o span não o tem, e nem é preciso abri-lo
 */
import { ANY_PAIR } from './span-batch.ts';

/** Palavras de 32 bits por assinatura. */
export const SIGNATURE_WORDS = 4;

/** Escreve em `signatures[at, at + SIGNATURE_WORDS)` a assinatura dos pares `hashes[from, to)`. */
export function writeSignature(
  signatures: Uint32Array,
  at: number,
  hashes: Uint32Array,
  from: number,
  to: number,
): void {
  signatures[at] = signatures[at + 1] = signatures[at + 2] = signatures[at + 3] = 0;
  for (let i = from; i < to; i++) {
    const hash = hashes[i];
    if (hash === ANY_PAIR) {
      signatures.fill(0xffffffff, at, at + SIGNATURE_WORDS);
      return;
    }
    signatures[at + ((hash >>> 5) & 3)] |= 1 << (hash & 31);
    signatures[at + ((hash >>> 12) & 3)] |= 1 << ((hash >>> 7) & 31);
    signatures[at + ((hash >>> 19) & 3)] |= 1 << ((hash >>> 14) & 31);
  }
}

/** Uma assinatura por hash, para procurar com `mayContainAny`. */
export function signaturesOf(hashes: Uint32Array): Uint32Array {
  const signatures = new Uint32Array(hashes.length * SIGNATURE_WORDS);
  hashes.forEach((_, i) => writeSignature(signatures, i * SIGNATURE_WORDS, hashes, i, i + 1));
  return signatures;
}

/** A assinatura em `signatures[at…]` contém todos os bits de alguma das procuradas? */
export function mayContainAny(signatures: Uint32Array, at: number, wanted: Uint32Array): boolean {
  for (let i = 0; i < wanted.length; i += SIGNATURE_WORDS) {
    let w = 0;
    while (w < SIGNATURE_WORDS && (signatures[at + w] & wanted[i + w]) >>> 0 === wanted[i + w]) w++;
    if (w === SIGNATURE_WORDS) return true;
  }
  return false;
}
