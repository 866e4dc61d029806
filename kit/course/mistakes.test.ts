import { expect, test } from 'vitest';
import { applyMistake, type Mistake } from './mistakes.ts';
import { courseErrorOf } from './testing/course-error-of.ts';

const mistake = (from: string, to: string): Mistake => ({
  step: '01/1',
  file: 'x.ts',
  replace: [from, to],
  code: 'span_not_ended',
});

test('troca o trecho, com CRLF ou LF, e sem interpretar "$"', () => {
  expect(applyMistake('a();\r\nend();\r\n', mistake('a();\nend();', "a('$&');"))).toBe("a('$&');\n");
  expect(applyMistake('a();', mistake('a();', ''))).toBe('');
});

test.each([
  ['x', 0],
  ['a', 2],
  ['', 0],
])('o trecho %j ocorre %d vezes: diz quantas', (from, count) => {
  const error = courseErrorOf(() => applyMistake('a; a;', mistake(from, 'b')));
  expect(error.code).toBe('mistake_not_unique');
  expect(error.message).toContain(`${JSON.stringify(from)} ocorre ${count} vezes em x.ts`);
});
