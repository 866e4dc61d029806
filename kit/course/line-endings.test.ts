import { expect, test } from 'vitest';
import { lineEndingOf, toLf, withLineEnding } from './line-endings.ts';

test.each([
  ['a\r\nb\r\n', '\r\n'],
  ['a\nb\r\n', '\n'],
  ['a', '\n'],
  ['\n', '\n'],
  ['\r\n', '\r\n'],
  ['', '\n'],
] as const)('o fim de linha de %j é o da primeira linha', (text, ending) => {
  expect(lineEndingOf(text)).toBe(ending);
});

test('ida e volta', () => {
  expect(toLf('a\r\n\r\nb')).toBe('a\n\nb');
  expect(withLineEnding('a\n\nb', '\r\n')).toBe('a\r\n\r\nb');
  expect(withLineEnding('a\n', '\n')).toBe('a\n');
});
