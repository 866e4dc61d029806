import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slidingQuantile, type WindowedValues } from './sliding-quantile.ts';

/** A definição, ao pé da letra: ordena os presentes e pega o de posto `ceil(q × n)`. */
function naiveQuantile({ values, enter, leave }: WindowedValues, position: number, quantile: number): number {
  const present = values.filter((_, i) => enter[i] <= position && position < leave[i]).toSorted((a, b) => a - b);
  return present.length === 0 ? NaN : present[Math.max(1, Math.ceil(quantile * present.length)) - 1];
}

/** Todos os valores presentes na única posição. */
const still = (...values: number[]): WindowedValues => ({
  values,
  enter: values.map(() => 0),
  leave: values.map(() => 1),
});

describe('slidingQuantile', () => {
  test.each([
    [0, 10],
    [0.01, 10],
    [0.25, 10],
    [0.26, 20],
    [0.5, 20],
    [0.75, 30],
    [0.95, 40],
    [1, 40],
    [-0, 10],
  ])('quantil %d de 40, 10, 30 e 20: %d', (quantile, expected) => {
    expect([...slidingQuantile(still(40, 10, 30, 20), 1, quantile)]).toEqual([expected]);
  });

  test('o erro da multiplicação não pula um posto: 7% de 100 é o sétimo', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect([...slidingQuantile(still(...hundred), 1, 0.07)]).toEqual([7]);
  });

  test.each([
    [-0.001, -Infinity],
    [1.001, Infinity],
    [-Infinity, -Infinity],
    [Infinity, Infinity],
    [NaN, NaN],
  ])('fora de 0 a 1 (%d): %d em toda parte, haja valores ou não', (quantile, expected) => {
    const windowed = { values: [1], enter: [1], leave: [2] };
    expect([...slidingQuantile(windowed, 3, quantile)]).toEqual([expected, expected, expected]);
  });

  test('entra, sai, e sem presentes é NaN', () => {
    const windowed = { values: [30, 10], enter: [1, 0], leave: [3, 2] };
    expect([...slidingQuantile(windowed, 4, 0.5)]).toEqual([10, 10, 30, NaN]);
    expect([...slidingQuantile({ values: [], enter: [], leave: [] }, 2, 0.5)]).toEqual([NaN, NaN]);
    expect([...slidingQuantile(still(1), 0, 0.5)]).toEqual([]);
  });

  test('milhares de valores distintos, fora de ordem', () => {
    const values = Array.from({ length: 5000 }, (_, i) => (i * 2741) % 5000);
    const windowed = { values, enter: values.map((value) => value % 2), leave: values.map(() => 2) };
    for (const quantile of [0.25, 0.5, 0.75, 1]) {
      // Na primeira posição só os pares; na segunda, todos.
      const expected = [quantile * 5000 - 2, quantile * 5000 - 1];
      expect([...slidingQuantile(windowed, 2, quantile)]).toEqual(expected);
    }
  });

  test('igual à definição, para quaisquer valores e janelas', () => {
    const positions = 12;
    // Quantis e valores sem erro de arredondamento, e poucos valores, para que se repitam.
    const item = fc.record({
      value: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
      enter: fc.integer({ min: 0, max: positions }),
      length: fc.integer({ min: 1, max: positions }),
    });
    const eighths = fc.integer({ min: 0, max: 8 }).map((n) => n / 8);
    fc.assert(
      fc.property(fc.array(item, { maxLength: 60 }), eighths, (items, quantile) => {
        const windowed = {
          values: items.map(({ value }) => value),
          enter: items.map(({ enter }) => enter),
          leave: items.map(({ enter, length }) => Math.min(positions, enter + length)),
        };
        const expected = Array.from({ length: positions }, (_, position) =>
          naiveQuantile(windowed, position, quantile),
        );
        expect([...slidingQuantile(windowed, positions, quantile)].map((value) => value + 0)).toEqual(
          expected.map((value) => value + 0),
        );
      }),
      { numRuns: 300 },
    );
  });
});
