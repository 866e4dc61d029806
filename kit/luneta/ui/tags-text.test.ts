import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTags, parseTags, type Tags } from './tags-text.ts';

test.each<[string, Tags]>([
  ['', []],
  ['error=true', [['error', 'true']]],
  [
    '  a=1   b=2 ',
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  [
    'msg="a b" x="c\\"d\\\\"',
    [
      ['msg', 'a b'],
      ['x', 'c"d\\'],
    ],
  ],
  ['url=http://x/?a=b', [['url', 'http://x/?a=b']]],
  [
    'error a=1',
    [
      ['error', 'true'],
      ['a', '1'],
    ],
  ],
  ['vazio=', [['vazio', '']]],
  ['vazio=""', [['vazio', '']]],
  ['"com espaço"=1', [['com espaço', '1']]],
  [
    '__proto__=x constructor=y',
    [
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ],
  ],
  [
    '{"error":"true","http.status_code":"500"}',
    [
      ['error', 'true'],
      ['http.status_code', '500'],
    ],
  ],
  ['{"__proto__":"x"}', [['__proto__', 'x']]],
  ['{}', []],
])('lê %j', (text, tags) => {
  expect(parseTags(text)).toEqual({ ok: true, tags });
});

test.each<[string, RegExp]>([
  ['erro', /não é um par/],
  ['"error"', /não é um par/],
  ['=x', /não é um par/],
  ['a="b', /aspas/],
  ['a=b"c', /aspas/],
  ['{"a":1}', /JSON/],
  ['{"a":', /JSON/],
  ['{a}', /JSON/],
])('recusa %j com uma frase', (text, problem) => {
  const result = parseTags(text);
  expect(result).toEqual({ ok: false, problem: expect.stringMatching(problem) });
});

test('o texto do formulário, relido, dá os mesmos pares', () => {
  const key = fc.string({ minLength: 1, unit: 'grapheme' });
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.string({ unit: 'grapheme' }))), (tags) => {
      expect(parseTags(formatTags(tags))).toEqual({ ok: true, tags });
    }),
  );
});
