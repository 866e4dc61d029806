import { expect, test } from 'vitest';
import { classAddresses } from './addresses.ts';

test('só os endereços por que um aluno chega', () => {
  expect(classAddresses(['127.0.0.1', '::1'], 4318)).toEqual([]);
  expect(classAddresses(['0.0.0.0'], undefined)).toEqual([]);
  expect(classAddresses(['127.0.0.1', '192.168.0.10'], 4318)).toEqual(['http://192.168.0.10:4318']);
  expect(classAddresses(['fd00::1'], 4318)).toEqual(['http://[fd00::1]:4318']);
  // Em todos: os desta máquina na rede, sejam quais forem.
  for (const address of classAddresses(['0.0.0.0'], 4318)) {
    expect(address).toMatch(/^http:\/\/(?!127\.)[\d.]+:4318$/);
  }
});
