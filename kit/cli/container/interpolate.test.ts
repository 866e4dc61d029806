import { expect, test } from 'vitest';
import { interpolate, InterpolationError } from './interpolate.ts';

const ENV = { PORT: '80', EMPTY: '' };

test.each([
  ['${PORT}', '80'],
  ['$PORT:8080', '80:8080'],
  ['${PORT:-90}', '80'],
  ['${NONE:-90}', '90'],
  ['${NONE:-}', ''],
  ['${NONE}', ''],
  ['${EMPTY:-90}', '90'],
  ['${EMPTY-90}', ''],
  ['${PORT:+sim}', 'sim'],
  ['${EMPTY:+sim}', ''],
  ['${PORT:?falta}', '80'],
  ['$$PORT', '$PORT'],
  ['${A:-127.0.0.1}:${B:-80}:8080', '127.0.0.1:80:8080'],
  ['${NONE:-${PORT}}', '80'],
  ['${NONE:-${EMPTY:-${OTHER:-x}}:1}/y', 'x:1/y'],
  ['${PORT:+${NONE-a}}b', 'ab'],
  ['${PORT:-${NONE:?nem se olha}}', '80'],
  ['${NONE:-$PORT}', '80'],
  ['custa 5$ o quilo', 'custa 5$ o quilo'],
])('%s é %s', (text, value) => {
  expect(interpolate(text, ENV)).toBe(value);
});

test('a que falta, e a mal escrita, dizem como se escreve', () => {
  expect(() => interpolate('${NONE:?diga a porta}', ENV)).toThrow(
    new InterpolationError('Falta a variável NONE: diga a porta.'),
  );
  expect(() => interpolate('${NONE:-${OTHER:?diga a outra}}', ENV)).toThrow('Falta a variável OTHER: diga a outra.');
  for (const text of ['${PORT', '${NONE:-${PORT}', '${}', '${NONE:-${1}}'])
    expect(() => interpolate(text, ENV)).toThrow(InterpolationError);
  expect(() => interpolate('${1PORT}', ENV)).toThrow(/\$\{NOME:-padrão\}/);
});
