import { expect, test } from 'vitest';
import { fit, fitMiddle, sanitize, textWidth, toAscii, truncate, wrap } from './text-width.ts';

test.each([
  ['GET /', 5],
  ['requisição', 10],
  ['requisic\u0327a\u0303o', 10],
  ['日本語', 6],
  ['ﾊﾝｶｸ', 4],
  ['한국', 4],
  ['🚀 já', 5],
  ['👩‍🚀', 2],
  ['❤️', 2],
  ['🇧🇷', 2],
  ['', 0],
])('%j ocupa %i colunas', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test('corta sem partir um caractere largo, e completa o que faltar', () => {
  expect(truncate('日本語', 4)).toBe('日…');
  expect(textWidth(fit('日本語', 4))).toBe(4);
  expect(fit('abc', 5)).toBe('abc  ');
  expect(truncate('abcdef', 5, '...')).toBe('ab...');
  expect(truncate('abcdef', 6)).toBe('abcdef');
  expect(truncate('abcdef', 0)).toBe('');
});

test('controles e inversões de sentido não chegam ao terminal', () => {
  expect(sanitize('a\u001b[31mb\nc\u202ed\u0007')).toBe('a?[31mb?c?d?');
});

test('só ASCII: sem acentos, e um ? por coluna do que não tem equivalente', () => {
  expect(toAscii('Você já viu? 16686 → 26686 · 3 µs…')).toBe('Voce ja viu? 16686 -> 26686 - 3 us...');
  expect(toAscii('日本 ok')).toBe('???? ok');
});

test('quebra entre palavras; o que não cabe em linha nenhuma fica inteiro', () => {
  expect(wrap('um dois três quatro', 9)).toEqual(['um dois', 'três', 'quatro']);
  expect(wrap('veja http://localhost:16686/', 10)).toEqual(['veja', 'http://localhost:16686/']);
});

test.each([
  ['local_computer.df.employees', 30, 'local_computer.df.employees   '],
  ['local_computer.df.employees', 20, 'local_….df.employees'],
  ['local_computer.df.employees', 2, 'l…'],
  ['日本語の長い名前', 9, '日…い名前'],
])('fitMiddle corta o meio de %s em %i colunas', (text, width, expected) => {
  const shown = fitMiddle(text, width);
  expect(textWidth(shown)).toBe(width);
  expect(shown).toBe(expected);
});
