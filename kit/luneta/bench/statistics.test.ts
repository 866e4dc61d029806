import { describe, expect, test } from 'vitest';
import { median, percentile } from './statistics.ts';

describe('percentile', () => {
  test('é sempre um dos valores medidos, na ordem certa', () => {
    const samples = [30, 10, 100, 20];
    expect(percentile(samples, 0)).toBe(10);
    expect(percentile(samples, 0.5)).toBe(20);
    expect(percentile(samples, 0.75)).toBe(30);
    expect(percentile(samples, 0.95)).toBe(100);
    expect(percentile(samples, 1)).toBe(100);
  });

  test('não altera a lista recebida', () => {
    const samples = [3, 1, 2];
    percentile(samples, 0.5);
    expect(samples).toEqual([3, 1, 2]);
  });

  test('sem valores não há percentil', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

test('a mediana ignora um soluço da máquina', () => {
  expect(median([0.21, 9.4, 0.2])).toBe(0.21);
});
