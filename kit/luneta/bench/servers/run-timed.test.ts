import { expect, test } from 'vitest';
import { parseTimes } from './run-timed.ts';

test('parseTimes soma usuário e sistema dos filhos, com ponto ou vírgula', () => {
  expect(parseTimes('0m0.000000s 0m0.010000s\n0m0.260000s 0m0.040000s\n')).toBeCloseTo(300);
  expect(parseTimes('0m0,001s 0m0,001s\n1m2,500s 0m0,500s\n')).toBeCloseTo(63_000);
});

test('parseTimes não inventa um número quando a saída é outra', () => {
  expect(parseTimes('')).toBeUndefined();
  expect(parseTimes('0m0.1s 0m0.1s\nqualquer coisa\n')).toBeUndefined();
});
