import { expect, test } from 'vitest';
import { isLocalAuthority, isLocalName } from './local-name.ts';

const LOCAL = ['localhost', 'LOCALHOST', 'loja.localhost', 'api.loja.localhost', '127.0.0.1', '127.8.9.1', '[::1]'];
const FOREIGN = [
  '',
  'evil.example',
  'localhost.evil.example',
  'evil-localhost',
  '.localhost',
  'localhost.',
  '127.0.0.1.nip.io',
  '127.0.0.999',
  '128.0.0.1',
  '0.0.0.0',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[localhost]',
  '2130706433',
  'localhost@evil.example',
  'localhost/x',
];

test.each(LOCAL)('%s é local, com e sem porta', (host) => {
  expect([isLocalName(host), isLocalAuthority(host), isLocalAuthority(`${host}:3000`)]).toEqual([true, true, true]);
});

test.each(FOREIGN)('"%s" não é', (host) => {
  expect([isLocalName(host), isLocalAuthority(host), isLocalAuthority(`${host}:3000`)]).toEqual([false, false, false]);
});

test('::1 sem colchetes é um endereço, e não o que vem num Host', () => {
  expect([isLocalName('::1'), isLocalAuthority('::1')]).toEqual([true, false]);
});

test.each(['localhost:', 'localhost:x', 'localhost:1@evil.example', 'evil.example:localhost', 'localhost:80:80'])(
  '%s: a porta é só um número',
  (authority) => expect(isLocalAuthority(authority)).toBe(false),
);
