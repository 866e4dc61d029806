import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Buckets, exponentialBuckets, GRID_SIZE } from './metric-buckets.ts';

const NONE = { offset: 0, counts: [] };
const pairs = ({ bounds, counts }: Buckets) => bounds.map((bound, i) => [bound, counts[i]]);
const base = { scale: 0, zeroCount: 0, zeroThreshold: 0, positive: NONE, negative: NONE };

/** `histogram_quantile` do Prometheus: interpola dentro do balde em que o quantil cai. */
function quantile(q: number, { bounds, counts }: Buckets, total: number): number {
  const rank = q * total;
  const at = counts.findIndex((count) => count >= rank);
  if (at < 0) return bounds[bounds.length - 1];
  if (at === 0 && bounds[0] <= 0) return bounds[0];
  const lower = at === 0 ? 0 : bounds[at - 1];
  const before = at === 0 ? 0 : counts[at - 1];
  return lower + (bounds[at] - lower) * ((rank - before) / (counts[at] - before));
}

/** Um histograma exponencial destes valores, como o SDK o faz. */
function histogramOf(values: readonly number[], scale: number) {
  const sideOf = (sign: 1 | -1) => {
    const indices = values
      .filter((value) => value * sign > 0)
      .map((value) => Math.ceil(Math.log2(value * sign) * 2 ** scale) - 1);
    if (indices.length === 0) return NONE;
    const offset = Math.min(...indices);
    const counts = Array.from({ length: Math.max(...indices) - offset + 1 }, () => 0);
    for (const index of indices) counts[index - offset]++;
    return { offset, counts };
  };
  const zeroCount = values.filter((value) => value === 0).length;
  return { scale, zeroCount, zeroThreshold: 0, positive: sideOf(1), negative: sideOf(-1) };
}

/** Só os limites em que a conta cresce. */
const steps = (buckets: Buckets) => pairs(buckets).filter(([, count], i) => count > (buckets.counts[i - 1] ?? 0));

describe('histograma exponencial', () => {
  test('os limites são sempre os mesmos, em potências de √2', () => {
    const { bounds } = exponentialBuckets({ ...base, positive: { offset: 1, counts: [4, 0, 0, 1] } });
    expect(bounds).toEqual(exponentialBuckets(base).bounds);
    expect(bounds).toHaveLength(GRID_SIZE + 1);
    expect([bounds[0], bounds[1], bounds.at(-1)]).toEqual([0, 2 ** -20, 2 ** 40]);
    for (let i = 2; i < bounds.length; i++) expect(bounds[i] / bounds[i - 1]).toBeCloseTo(Math.SQRT2);
  });

  test('baldes finos se juntam, e largos se repartem', () => {
    const fine = { ...base, scale: 2, positive: { offset: 4, counts: [1, 2, 4, 8] } };
    expect(steps(exponentialBuckets(fine))).toEqual([
      [2 ** 1.5, 3],
      [4, 15],
    ]);
    expect(steps(exponentialBuckets({ ...base, positive: { offset: 1, counts: [5] } }))).toEqual([
      [2 ** 1.5, 2],
      [4, 5],
    ]);
  });

  test('quando o SDK reduz a escala, nenhuma conta diminui muito, e as dos limites dele não mudam', () => {
    const values = Array.from({ length: 1000 }, (_, i) => 1.02 ** i);
    const before = exponentialBuckets(histogramOf(values, 3));
    const after = exponentialBuckets(histogramOf(values, 0));
    after.bounds.forEach((bound, i) => {
      const tolerance = Number.isInteger(Math.log2(bound)) ? 0 : 10;
      expect(Math.abs(after.counts[i] - before.counts[i])).toBeLessThanOrEqual(tolerance);
    });
  });

  test('negativos, zero e positivos, em ordem crescente', () => {
    const histogram = {
      ...base,
      scale: 1,
      zeroCount: 2,
      positive: { offset: 0, counts: [1] },
      negative: { offset: 1, counts: [3, 5] },
    };
    const buckets = exponentialBuckets(histogram);
    expect(buckets.bounds).toEqual(buckets.bounds.toSorted((a, b) => a - b));
    expect(steps(buckets)).toEqual([
      [-2, 5],
      [-Math.SQRT2, 8],
      [0, 10],
      [Math.SQRT2, 11],
    ]);
  });

  test('o que não cabe na grade fica nas pontas: pequeno demais no primeiro limite, grande demais só no +Inf', () => {
    const tiny = { ...base, positive: { offset: -1000, counts: [3] } };
    expect(steps(exponentialBuckets(tiny))).toEqual([[2 ** -20, 3]]);
    for (const offset of [1000, 2 ** 31 - 1]) {
      expect(steps(exponentialBuckets({ ...base, positive: { offset, counts: [1] } }))).toEqual([]);
    }
    const negative = { offset: 1000, counts: [2] };
    expect(steps(exponentialBuckets({ ...base, negative }))).toEqual([[-(2 ** 40), 2]]);
  });

  test('deltas, somados limite a limite, dão o histograma de tudo', () => {
    const groups = [[0.5, 3], [1500], [2, 0.001, 1e6]];
    const whole = exponentialBuckets(histogramOf(groups.flat(), 1));
    const parts = groups.map((values) => exponentialBuckets(histogramOf(values, 1)));
    expect(whole.counts).toEqual(whole.bounds.map((_, i) => parts.reduce((sum, { counts }) => sum + counts[i], 0)));
  });

  test('propriedade: limites crescentes, contagens que não caem, quantis a menos de um balde da verdade', () => {
    const value = fc.oneof(
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.constant(0),
      fc.double({ min: -1e3, max: -1e-3, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: -2, max: 12 }),
        (values, scale) => {
          const buckets = exponentialBuckets(histogramOf(values, scale));
          const { bounds, counts } = buckets;
          expect(bounds.every((bound, i) => i === 0 || bound > bounds[i - 1])).toBe(true);
          expect(counts.every((count, i) => i === 0 || count >= counts[i - 1])).toBe(true);
          expect(counts.at(-1)).toBe(values.length);
          const sorted = values.toSorted((a, b) => a - b);
          for (const q of [0.5, 0.9, 0.99]) {
            const rank = Math.max(1, Math.ceil(q * values.length - 1e-9));
            const truth = sorted[rank - 1];
            const widest = 2 ** (2 ** -Math.min(scale, 1));
            const found = quantile(q, buckets, values.length);
            // Com zeros e negativos, o balde do zero começa onde o último negativo termina.
            const negatives = values.filter((each) => each < 0).map(Math.abs);
            const aroundZero = truth === 0 && negatives.length > 0 ? Math.min(...negatives) : 0;
            const tolerance = Math.abs(truth) * (widest - 1) * 1.001 + aroundZero;
            expect(Math.abs(found - truth)).toBeLessThanOrEqual(tolerance);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
