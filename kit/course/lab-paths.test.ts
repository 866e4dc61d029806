import { expect, test } from 'vitest';
import { sourcePath, studentPath } from './lab-paths.ts';
import type { Lab } from './manifest.ts';
import { courseErrorOf } from './testing/course-error-of.ts';

const lab: Lab = { id: '01-tracing', number: '01', title: 'Traces', steps: [] };

test.each([
  ['x.ts', '01-tracing/x.ts', 'labs/01-tracing/app/x.ts'],
  ['src/deep/x.ts', '01-tracing/src/deep/x.ts', 'labs/01-tracing/app/src/deep/x.ts'],
  ['src\\deep\\x.ts', '01-tracing/src/deep/x.ts', 'labs/01-tracing/app/src/deep/x.ts'],
  ['.env', '01-tracing/.env', 'labs/01-tracing/app/.env'],
  ['../../compose.yaml', '01-tracing/compose.yaml', 'compose.yaml'],
  ['..\\..\\img\\a.json', '01-tracing/a.json', 'img/a.json'],
])('%s', (written, student, source) => {
  expect(studentPath(lab, written)).toBe(student);
  expect(sourcePath(lab, written)).toBe(source);
});

test.each([
  '',
  '.',
  '/etc/passwd',
  '../x.ts',
  '../../../x.ts',
  '../../',
  '../../a/../../x',
  'a/../../../x.ts',
  'a//x.ts',
  './x.ts',
  'src/',
  'C:\\x.ts',
  'C:x.ts',
  '\\\\servidor\\x',
  'x.ts:oculto',
  'x\0.ts',
  '..\\x.ts',
])('recusa %j', (written) => {
  for (const read of [studentPath, sourcePath]) {
    const error = courseErrorOf(() => read(lab, written));
    expect(error.code).toBe('bad_path');
    expect(error.message).toContain(`Manifesto do lab 01-tracing: o caminho "${written}" não serve.`);
  }
});

test.each(['.antes/x.ts', '.ANTES/x.ts', '../../.antes'])('a pasta das versões de antes é do aluno: %s', (written) => {
  expect(courseErrorOf(() => studentPath(lab, written)).code).toBe('bad_path');
});

test.each(['..', '../x', 'a/../..', ''])('o nome do lab também é conferido: %j', (id) => {
  expect(courseErrorOf(() => studentPath({ ...lab, id }, 'x.ts')).code).toBe('bad_path');
});
