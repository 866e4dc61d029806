import { describe, expect, test } from 'vitest';
import { spanName } from './span-name';

describe('o nome de um span', () => {
  test('tem a plataforma, o tipo e o nome', () => {
    expect(spanName('local_computer', 'df', 'employees')).toBe('local_computer.df.employees');
  });

  test.each([undefined, ''])('sem nome (%j), para no tipo', (name) => {
    expect(spanName('databricks', 'session', name)).toBe('databricks.session');
  });

  test.each([
    [['', 'df', 'x'], /precisa de service.*recebido: ""/],
    [['  ', 'df', 'x'], /precisa de service.*recebido: " {2}"/],
    [[undefined, 'df'], /precisa de service.*recebido: undefined/],
    [['a', null], /precisa de resourceType.*recebido: null/],
    [['a', 'df', 7], /precisa de name.*recebido: number/],
    [['a', 'df', ' '], /precisa de name/],
    [['a', 'df', null], /precisa de name.*recebido: null/],
  ])('%j não serve', (parts, message) => {
    expect(() => spanName(...(parts as [string, string, string]))).toThrow(TypeError);
    expect(() => spanName(...(parts as [string, string, string]))).toThrow(message);
  });
});
