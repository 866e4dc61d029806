import { describe, expect, test } from 'vitest';
import { partitioned, rowsFrame } from './arrays';

test('um data frame de linhas tem as colunas da primeira', () => {
  expect(rowsFrame([{ a: 1 }, { a: 2, b: 3 }]).describe()).toEqual({ columns: ['a'], dtypes: ['bigint'], count: 2 });
});

describe('partições', () => {
  test('só se contam de graça se todas são arrays', () => {
    expect(partitioned([[1, 2], [], [3]]).describe()).toEqual({ partitions: 3, count: 3 });
    expect(partitioned<unknown>([[1, 2], 'a.parquet']).describe()).toEqual({ partitions: 2 });
    expect(partitioned([]).describe()).toEqual({ partitions: 0 });
  });

  test('quem sabe contar as suas diz como, e os arrays não precisam', () => {
    const count = () => 7;
    expect(partitioned(['a'], { count }).count?.()).toBe(7);
    expect(partitioned([[1]], { count }).count).toBeUndefined();
    expect(partitioned(['a']).count).toBeUndefined();
  });

  test.each(['abc', undefined, new Set([1])])('%o não são partições', (value) => {
    expect(() => partitioned(value as unknown as unknown[])).toThrow(/As partições são um array/);
  });
});
