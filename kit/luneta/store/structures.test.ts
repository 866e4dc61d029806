/** As estruturas do armazenamento contra as coleções comuns do JavaScript, que fazem o mesmo mais devagar. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BLOCK_ROWS, BlockFilters, blockOf } from './block-filters.ts';
import { ByteInterner } from './byte-interner.ts';
import { ByteRing } from './byte-ring.ts';
import { PostingList } from './posting-list.ts';
import { ANY_PAIR } from './span-batch.ts';
import { createSpanFinder } from './span-finder.ts';
import { SpanRows } from './span-rows.ts';
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
          if (slot < 0) model.set(key, insert(table, words));
          else if (remove) {
            table.remove(slot);
            model.delete(key);
          }
        }
        expect(table.size).toBe(model.size);
        expect(usedSlots(table)).toEqual([...model.values()].toSorted((a, b) => a - b));
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
    for (let i = 0; i < 20_000; i++) insert(table, [0, 0, 0, i]);
    for (let i = 0; i < 20_000; i++) expect(table.find(0, 0, 0, i)).toBe(i);
    for (let i = 0; i < 20_000; i++) table.remove(i);
    expect([table.size, table.find(0, 0, 0, 5), usedSlots(table)]).toEqual([0, -1, []]);
  });

  /** Como o armazenamento faz: um trace guardado tem linhas. */
  function insert(table: TraceTable, words: [number, number, number, number]): number {
    const slot = table.insert(...words);
    table.count[slot] = 1;
    return slot;
  }

  function usedSlots({ slotLimit, count }: TraceTable): number[] {
    return Array.from({ length: slotLimit }, (_, slot) => slot).filter((slot) => count[slot] > 0);
  }
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

describe('BlockFilters', () => {
  test('nunca nega um par de um bloco guardado, e quase sempre nega os outros', () => {
    const capacity = 3 * BLOCK_ROWS - 7;
    const step = fc.record({ ahead: fc.nat(3000), hashes: fc.uint32Array({ maxLength: 8 }) });
    let asked = 0;
    let wrong = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.uint32Array({ maxLength: 20 }), (steps, absent) => {
        const filters = new BlockFilters(capacity);
        const model = new Map<number, Set<number>>();
        let order = 0;
        for (const { ahead, hashes } of steps) {
          order += ahead;
          const known = model.has(blockOf(order));
          expect(filters.moveTo(order)).toBe(!known);
          filters.add(hashes, 0, hashes.length);
          model.set(blockOf(order), new Set([...(model.get(blockOf(order)) ?? []), ...hashes]));
        }
        for (const [block, hashes] of model) {
          if (block < blockOf(order - capacity + 1)) continue;
          for (const hash of hashes) expect(filters.mayContainAny(block, Uint32Array.of(hash))).toBe(true);
          const others = absent.filter((hash) => !hashes.has(hash) && !hashes.has(ANY_PAIR));
          asked += others.length;
          wrong += others.filter((hash) => filters.mayContainAny(block, Uint32Array.of(hash))).length;
        }
      }),
    );
    expect(asked).toBeGreaterThan(100);
    expect(wrong).toBeLessThan(asked / 100);
  });

  test('quem tem um par que não se sabe qual é pode ter qualquer um', () => {
    const filters = new BlockFilters(10);
    filters.moveTo(0);
    filters.add(Uint32Array.of(ANY_PAIR), 0, 1);
    for (const hash of [1, 12_345, 0xffffffff]) expect(filters.mayContainAny(0, Uint32Array.of(hash))).toBe(true);
    filters.moveTo(BLOCK_ROWS);
    expect(filters.mayContainAny(1, Uint32Array.of(12_345))).toBe(false);
  });
});

describe('createSpanFinder', () => {
  test('a primeira linha com o id, num trace pequeno ou grande', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 150 }), (ids) => {
        const rows = new SpanRows(ids.length);
        ids.forEach(([high, low], i) => {
          const row = rows.push();
          rows.ids.set([high, low], row * 4);
          rows.nextInTrace[row] = i + 1 < ids.length ? row + 1 : -1;
        });
        const find = createSpanFinder(rows, 0, ids.length);
        for (let high = 0; high < 10; high++) {
          for (let low = 0; low < 10; low++) {
            expect(find(high, low)).toBe(ids.findIndex((id) => id[0] === high && id[1] === low));
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
