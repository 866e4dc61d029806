import { deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BodyChunks, BodyError, decodeContent, MemoryBudget, Scratch } from './body.ts';

/** Bytes de memória por trás dos pedaços guardados. */
function heldBytes(chunks: BodyChunks): number {
  return chunks.list.reduce((sum, chunk) => sum + chunk.buffer.byteLength, 0);
}

function refusalCode(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof BodyError) return error.code;
    throw error;
  }
  throw new Error('era para ter sido recusado');
}

describe('BodyChunks', () => {
  test('devolve o que recebeu, em qualquer divisão, sem segurar muito mais memória', () => {
    const scratch = new Scratch();
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 70_000 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(sizes, (lengths) => {
        const chunks = new BodyChunks();
        const parts = lengths.map((length, i) => Buffer.alloc(length, i + 1));
        for (const part of parts) {
          const own = Buffer.allocUnsafeSlow(part.length);
          part.copy(own);
          chunks.add(own);
          expect(heldBytes(chunks)).toBeLessThanOrEqual(2 * chunks.size + 16_384);
        }
        expect(Buffer.compare(chunks.join(scratch), Buffer.concat(parts))).toBe(0);
      }),
    );
  });

  test('pedaços de um byte viram blocos', () => {
    const chunks = new BodyChunks();
    for (let i = 0; i < 100_000; i++) chunks.add(Buffer.of(i & 255));
    expect(chunks.list.length).toBeLessThan(10);
    expect(chunks.join(new Scratch())[65_537]).toBe(1);
  });
});

describe('MemoryBudget', () => {
  test('o limite é exato; o que não coube não ocupa nada, e o devolvido volta a caber', () => {
    const budget = new MemoryBudget(100);
    budget.hold(60);
    expect(refusalCode(() => budget.hold(41))).toBe('overloaded');
    budget.hold(40);
    expect(refusalCode(() => budget.hold(1))).toBe('overloaded');
    budget.release(60);
    budget.hold(60);
  });
});

describe('decodeContent', () => {
  const text = Buffer.from('olá '.repeat(5000));

  test('o limite vale para a saída, exato', () => {
    expect(Buffer.compare(decodeContent(gzipSync(text), 'gzip', text.length), text)).toBe(0);
    expect(refusalCode(() => decodeContent(gzipSync(text), 'gzip', text.length - 1))).toBe('too_large');
    expect(refusalCode(() => decodeContent(deflateSync(text), 'deflate', text.length - 1))).toBe('too_large');
  });

  test('lixo, corte e codificação desconhecida', () => {
    expect(refusalCode(() => decodeContent(text, 'gzip', 1e6))).toBe('bad_compression');
    expect(refusalCode(() => decodeContent(gzipSync(text).subarray(0, -1), 'gzip', 1e6))).toBe('bad_compression');
    expect(refusalCode(() => decodeContent(text, 'br', 1e6))).toBe('unsupported_encoding');
    expect(refusalCode(() => decodeContent(text, 'gzip, gzip', 1e6))).toBe('unsupported_encoding');
  });

  test('mutações de um gzip: bytes dentro do limite ou recusa', () => {
    const whole = gzipSync(text);
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const mutant = Buffer.from(whole);
        mutant[at] = byte;
        try {
          outcomes.add(decodeContent(mutant, 'gzip', text.length).length <= text.length ? 'bytes' : 'a mais');
        } catch (error) {
          outcomes.add(error instanceof BodyError ? 'recusa' : String(error));
        }
      }),
      { numRuns: 1000 },
    );
    expect(outcomes).toEqual(new Set(['bytes', 'recusa']));
  });
});
