import { expect, test } from 'vitest';
import { quantileOf } from './quantile.ts';

test('um dos valores medidos, pelo posto mais próximo', () => {
  const sorted = [10, 20, 30, 40];
  expect([0, 0.25, 0.5, 0.51, 0.95, 1].map((q) => quantileOf(sorted, q))).toEqual([10, 10, 20, 30, 40, 40]);
  expect(quantileOf([7], 0.95)).toBe(7);
});
