import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeTicks } from './time-ticks.ts';

test('passos redondos', () => {
  expect(timeTicks(250_000).map(({ us }) => us)).toEqual([0, 50_000, 100_000, 150_000, 200_000, 250_000]);
  expect(timeTicks(12_500).map(({ us }) => us)).toEqual([0, 5_000, 10_000]);
  expect(timeTicks(0.9).length).toBeGreaterThan(1);
});

test('trace sem duração: uma marca só', () => {
  expect(timeTicks(0)).toEqual([{ us: 0, share: 0 }]);
  expect(timeTicks(Number.NaN)).toEqual([{ us: 0, share: 0 }]);
});

test('qualquer duração: de 2 a 6 marcas, dentro da régua e em ordem', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1e16, noNaN: true }), (durationUs) => {
      const ticks = timeTicks(durationUs);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.every(({ share }) => share >= 0 && share <= 1 + 1e-6)).toBe(true);
    }),
  );
});
