/** As estruturas do armazenamento contra as coleções comuns do JavaScript, que fazem o mesmo mais devagar. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteInterner } from './byte-interner.ts';
import { ByteRing } from './byte-ring.ts';
import { PostingList } from './posting-list.ts';
import { TraceTable } from './trace-table.ts';

describe('TraceTable', () => {
  // Ids pequenos e parecidos: os que mais colidem.
  const id = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(40));

  test('acha o que foi posto, e só isso, depois de qualquer sequência de inserções e remoções', () => {
    const step = fc.record({ id, remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const table = new TraceTable();
        const model = new Map<string, number>();
        for (const { id: words, remove } of steps) {
          const key = words.join();
          const slot = table.find(...words);
          expect(slot).toBe(model.get(key) ?? -1);
          if (slot < 0) model.set(key, table.insert(...words));
          else if (remove) {
            table.remove(slot);
            model.delete(key);
          }
        }
        expect(table.size).toBe(model.size);
        expect([...table.slots()].toSorted((a, b) => a - b)).toEqual([...model.values()].toSorted((a, b) => a - b));
        for (const [key, slot] of model) {
          const words = key.split(',').map(Number) as [number, number, number, number];
          expect(table.find(...words)).toBe(slot);
          expect(table.idOf(slot)).toBe(words.map((word) => word.toString(16).padStart(8, '0')).join(''));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('cresce muito além do tamanho inicial e volta a ficar vazia', () => {
    const table = new TraceTable();
    for (let i = 0; i < 20_000; i++) table.insert(0, 0, 0, i);
    for (let i = 0; i < 20_000; i++) expect(table.find(0, 0, 0, i)).toBe(i);
    for (let i = 0; i < 20_000; i++) table.remove(i);
    expect([table.size, table.find(0, 0, 0, 5), [...table.slots()]]).toEqual([0, -1, []]);
  });
});

describe('ByteInterner', () => {
  test('um número por conteúdo, devolvido quando o último uso sai', () => {
    const anyStep = fc.record({ text: fc.nat(60).map((n) => `nome ${n}`), salt: fc.nat(2), release: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 300 }), (steps) => {
        const interner = new ByteInterner();
        const model = new Map<string, { id: number; uses: number }>();
        const release = (key: string, known: { id: number; uses: number }): void => {
          known.uses--;
          expect(interner.release(known.id)).toBe(known.uses === 0);
          if (known.uses === 0) model.delete(key);
        };
        const intern = (key: string, bytes: Buffer, salt: number, known: { id: number; uses: number }): void => {
          const id = interner.intern(bytes, 1, bytes.length - 1, salt);
          interner.addUse(id);
          expect(id).toBe(known.uses > 0 ? known.id : id);
          expect(Buffer.from(interner.bytesOf(id))).toEqual(Buffer.from(bytes.subarray(1, -1)));
          expect(interner.saltOf(id)).toBe(salt);
          model.set(key, { id, uses: known.uses + 1 });
        };
        for (const step of steps) {
          const bytes = Buffer.from(`<${step.text}>`);
          const key = `${step.salt} ${step.text}`;
          const known = model.get(key) ?? { id: -1, uses: 0 };
          expect(interner.find(bytes, 1, bytes.length - 1, step.salt)).toBe(known.id);
          if (step.release && known.uses > 0) release(key, known);
          else intern(key, bytes, step.salt, known);
        }
        expect(new Set([...model.values()].map(({ id }) => id)).size).toBe(model.size);
        for (const { id, uses } of model.values()) for (let i = 0; i < uses; i++) interner.release(id);
        expect(interner.memoryBytes).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});

describe('PostingList', () => {
  test('é uma fila', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat()), { maxLength: 500 }), (steps) => {
        const list = new PostingList();
        const model: number[] = [];
        for (const row of steps) {
          if (row !== null) {
            list.push(row);
            model.push(row);
          } else if (model.length > 0) {
            list.shift();
            model.shift();
          }
        }
        expect(Array.from({ length: list.length }, (_, i) => list.at(i))).toEqual(model);
      }),
    );
  });
});

describe('ByteRing', () => {
  test('o que ainda não foi despejado continua intacto, e o mais antigo sai primeiro', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 200 }), (sizes) => {
        const ring = new ByteRing(100);
        const kept: { start: number; end: number; fill: number }[] = [];
        sizes.forEach((size, i) => {
          const fill = i % 251;
          const start = ring.write(
            new Uint8Array(size).fill(fill),
            () => kept[0],
            () => kept.shift(),
          );
          kept.push({ start, end: start + size, fill });
          for (const item of kept) {
            expect(item.end).toBeLessThanOrEqual(100);
            expect(ring.bytes.subarray(item.start, item.end).every((byte) => byte === item.fill)).toBe(true);
          }
        });
      }),
    );
  });
});
