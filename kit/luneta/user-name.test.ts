import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { userName } from './user-name.ts';

test('o nome que o sistema sabe', () => {
  expect(userName()).toBe(userInfo().username);
});

test('sem nome no sistema, como num contêiner com um uid qualquer: o número, sempre o mesmo', () => {
  const ask = (): string => {
    throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)');
  };
  expect(userName(ask)).toMatch(/^uid-(\d+|desconhecido)$/);
  expect(userName(ask)).toBe(userName(ask));
});
