import { expect, test } from 'vitest';
import { isInRange } from './trace-range.ts';

const trace = { startTimeUnixNano: 100n, durationNs: 7n };

test('cada lado do trecho limita sozinho, e os limites entram', () => {
  expect(isInRange({}, trace)).toBe(true);
  expect(isInRange({ startMin: 100n, startMax: 100n, durationMin: 7n, durationMax: 7n }, trace)).toBe(true);
  expect(isInRange({ startMin: 101n }, trace)).toBe(false);
  expect(isInRange({ startMax: 99n }, trace)).toBe(false);
  expect(isInRange({ durationMin: 8n }, trace)).toBe(false);
  expect(isInRange({ durationMax: 6n }, trace)).toBe(false);
});
