import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberText } from './number-text.ts';

test.each([
  [0.005, '0.005'],
  [1_000_000, '1000000'],
  [1e21, '1000000000000000000000'],
  [-1.5e300, `-15${'0'.repeat(299)}`],
  [1.25e-7, '0.000000125'],
  [-5e-324, `-0.${'0'.repeat(323)}5`],
  [-0, '-0'],
  [0, '0'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
  [NaN, 'NaN'],
])('%d é %s', (value, expected) => {
  expect(numberText(value)).toBe(expected);
});

test('nunca tem expoente, e volta ao mesmo número', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(numberText(value)).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(numberText(value))).toBe(value);
    }),
  );
});
