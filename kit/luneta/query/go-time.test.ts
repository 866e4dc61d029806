import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGoDuration } from './go-duration.ts';
import { formatGoDuration, formatGoTime, parseRfc3339 } from './go-time.ts';

describe('formatGoDuration', () => {
  // Saídas de `time.Duration.String()` do Go.
  test.each([
    [0n, '0s'],
    [1n, '1ns'],
    [900n, '900ns'],
    [1_100n, '1.1µs'],
    [2_200_000n, '2.2ms'],
    [5_025_000_000n, '5.025s'],
    [90_000_000_000n, '1m30s'],
    [3_600_000_000_000n, '1h0m0s'],
    [-1_500_000_000n, '-1.5s'],
  ])('%d ns: %s', (ns, text) => {
    expect(formatGoDuration(ns)).toBe(text);
  });

  test('o que escreve, parseGoDuration lê igual', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }), (ns) => {
        expect(parseGoDuration(formatGoDuration(ns))).toEqual({ ok: true, ns });
      }),
    );
  });
});

test.each([
  [1_795_176_007_128_456_789n, '2026-11-20 12:00:07.128456789 +0000 UTC'],
  [1_795_176_007_123_456_790n, '2026-11-20 12:00:07.12345679 +0000 UTC'],
  [1_795_176_007_000_000_000n, '2026-11-20 12:00:07 +0000 UTC'],
  [0n, '1970-01-01 00:00:00 +0000 UTC'],
])('formatGoTime %d: %s', (ns, text) => {
  expect(formatGoTime(ns)).toBe(text);
});

describe('parseRfc3339', () => {
  test.each([
    ['2026-11-20T12:00:07.128456789Z', 1_795_176_007_128_456_789n],
    ['2026-11-20T12:00:07Z', 1_795_176_007_000_000_000n],
    ['2026-11-20T09:00:07.5-03:00', 1_795_176_007_500_000_000n],
    ['1969-12-31T23:59:59.999999999Z', -1n],
  ])('%s', (text, ns) => {
    expect(parseRfc3339(text)).toBe(ns);
  });

  test.each(['ontem', '2026-02-30T00:00:00Z', '2026-11-20', '2026-11-20T25:00:00Z', '2026-11-20 12:00:07Z', ''])(
    'recusa %j',
    (text) => {
      expect(parseRfc3339(text)).toBeUndefined();
    },
  );
});
