import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareTimes,
  joinHalves,
  millisecondsAfter,
  nanosecondsBetween,
  splitTime,
  wholeMicroseconds,
} from './unix-time.ts';

const UNTIL_2255 = 9_000_000_000_000_000_000n;
const time = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });

test('microssegundos inteiros de qualquer instante até o ano 2255', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: UNTIL_2255 }), (ns) => {
      expect(wholeMicroseconds(...splitTime(ns))).toBe(Number(ns / 1000n));
    }),
  );
});

test('milissegundos arredondados para cima, depois de uma duração', () => {
  const duration = fc.integer({ min: 1, max: 2 ** 50 });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: UNTIL_2255 - 2n ** 50n }), duration, (ns, durationNs) => {
      const end = ns + BigInt(durationNs);
      expect(millisecondsAfter(...splitTime(ns), durationNs)).toBe(Number((end + 999_999n) / 1_000_000n));
    }),
  );
});

test('as duas metades valem o mesmo que o número inteiro', () => {
  fc.assert(
    fc.property(time, fc.oneof(time, fc.constant(0n)), (a, b) => {
      expect(joinHalves(...splitTime(a))).toBe(a);
      expect(Math.sign(compareTimes(...splitTime(a), ...splitTime(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
      expect(Math.sign(compareTimes(...splitTime(a), ...splitTime(a - 1n)))).toBe(1);
    }),
  );
});

test('a distância entre dois instantes é exata até 2⁵³ ns', () => {
  fc.assert(
    fc.property(time, fc.maxSafeInteger(), (from, distance) => {
      const to = from + BigInt(distance);
      fc.pre(to >= 0n);
      expect(nanosecondsBetween(...splitTime(from), ...splitTime(to))).toBe(distance);
    }),
  );
});
