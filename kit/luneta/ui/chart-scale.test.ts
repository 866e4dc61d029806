import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationAt, durationScale, durationShare, durationTicks, needsLog } from './chart-scale.ts';
import { SCALES } from './search-params.ts';

describe('escala do gráfico', () => {
  test('a altura de uma duração e a duração de uma altura são contas inversas', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SCALES),
        fc.array(fc.double({ min: 0.001, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (kind, durations) => {
          const scale = durationScale(kind, durations);
          for (const us of durations) {
            const share = durationShare(scale, us);
            expect(share).toBeGreaterThanOrEqual(0);
            expect(share).toBeLessThanOrEqual(1 + 1e-9);
            const back = scale.maxUs > scale.minUs ? durationAt(scale, share) : us;
            expect(Math.abs(back - us)).toBeLessThanOrEqual(scale.maxUs * 1e-6);
          }
          expect(durationTicks(scale).length).toBeGreaterThan(0);
          expect(durationTicks(scale).length).toBeLessThan(8);
        },
      ),
    );
  });

  test('durações zero e iguais não quebram nenhuma das escalas', () => {
    for (const kind of SCALES) {
      for (const durations of [[0], [0, 0], [1_000, 1_000], [0.001]]) {
        const scale = durationScale(kind, durations);
        expect(durations.map((us) => durationShare(scale, us)).every((share) => share >= 0 && share <= 1)).toBe(true);
      }
    }
  });

  test('a logarítmica se oferece quando a mais longa passa de cem vezes a mais curta', () => {
    expect(needsLog([1_000, 90_000])).toBe(false);
    expect(needsLog([1_000, 200_000])).toBe(true);
  });
});
