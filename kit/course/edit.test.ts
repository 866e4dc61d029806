import { expect, test } from 'vitest';
import { applyEdit, type Edit } from './edit.ts';
import { courseErrorOf } from './testing/course-error-of.ts';

const edit = (from: string, to: string): Edit => ({ step: '01/1', file: 'x.ts', replace: [from, to] });

test('troca o trecho, com CRLF ou LF, e sem interpretar "$"', () => {
  expect(applyEdit('a();\r\nend();\r\n', edit('a();\nend();', "a('$&');"))).toBe("a('$&');\n");
  expect(applyEdit('a();', edit('a();', ''))).toBe('');
});

test.each([
  ['x', 0],
  ['a', 2],
  ['', 0],
])('o trecho %j ocorre %d vezes: diz quantas', (from, count) => {
  const error = courseErrorOf(() => applyEdit('a; a;', edit(from, 'b')));
  expect(error.code).toBe('edit_not_unique');
  expect(error.message).toContain(`${JSON.stringify(from)} ocorre ${count} vezes em x.ts`);
});
