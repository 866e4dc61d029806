import { describe, expect, test } from 'vitest';
import {
  count,
  formatBytes,
  formatDateTime,
  formatDuration,
  formatExactDuration,
  formatExactTime,
  formatIso,
  formatRelative,
  list,
  svgPercent,
} from './format.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const NOON = 1_795_176_000_123_456_789n;

describe('durações', () => {
  test.each<[number, string]>([
    [0, '0 ms'],
    [0.001, '1 ns'],
    [0.9, '900 ns'],
    [0.9996, '1 µs'],
    [12.34, '12,3 µs'],
    [999.96, '1 ms'],
    [12_345, '12,3 ms'],
    [250_000.001, '250 ms'],
    [999_999, '1 s'],
    [1_250_000, '1,25 s'],
    [59_960_000, '1 min'],
    [123_000_000, '2 min 3 s'],
    [3_600_000_000, '1 h'],
    [3_723_000_000, '1 h 2 min'],
    [93_600_000_000, '1 d 2 h'],
  ])('%d µs: %s', (us, text) => {
    expect(plain(formatDuration(us))).toBe(text);
  });

  test('a exata não arredonda', () => {
    expect(plain(formatExactDuration(250_000.001))).toBe('250,000001 ms');
    expect(plain(formatExactDuration(0.9))).toBe('900 ns');
    expect(plain(formatExactDuration(0))).toBe('0 ns');
    expect(plain(formatExactDuration(90_000_000))).toBe('90 s');
  });
});

describe('instantes', () => {
  test('data e hora em português, com milissegundos ou nanossegundos', () => {
    expect(formatDateTime(NOON)).toMatch(/^\d\d\/11\/2026 \d\d:00:00,123$/);
    expect(formatExactTime(NOON)).toMatch(/^\d\d:00:00,123456789$/);
    expect(formatIso(NOON)).toBe('2026-11-20T12:00:00.123Z');
  });

  test.each<[number, string]>([
    [0, 'agora'],
    [-30, 'há 30 seg.'],
    [-180, 'há 3 min.'],
    [-7_200, 'há 2 h'],
    [-86_400 * 3, 'há 3 dias'],
    [180, 'em 3 min.'],
  ])('%d s: %s', (seconds, text) => {
    const nowMs = Number(NOON / 1_000_000n);
    expect(formatRelative(NOON + BigInt(seconds) * 1_000_000_000n, nowMs)).toBe(text);
  });

  test('o maior instante do protocolo não derruba a página', () => {
    expect(formatIso(2n ** 64n - 1n)).toMatch(/^2554-/);
    expect(formatDateTime(0n)).toMatch(/19(69|70)/);
  });
});

test('bytes e porcentagens', () => {
  expect(plain(formatBytes(0))).toBe('0 kB');
  expect(plain(formatBytes(256 * 1_048_576))).toBe('256 MB');
  expect(svgPercent(1 / 3)).toBe('33.333%');
  expect(svgPercent(1e-9)).toBe('0%');
});

test('quantos, e que nomes', () => {
  expect([count(1, 'span', 'spans'), count(0, 'span', 'spans')]).toEqual(['1 span', '0 spans']);
  expect(count(2500, 'span', 'spans')).toBe('2.500 spans');
  expect(list(['a', 'b'])).toBe('"a", "b"');
  expect(list(Array.from({ length: 12 }, (_, i) => String(i)))).toMatch(/"9" e mais 2$/);
});
