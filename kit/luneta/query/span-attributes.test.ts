import { expect, test } from 'vitest';
import { attributeOf, hasAttributeLike } from './span-attributes.ts';
import { text } from './testing/fixture-traces.ts';

const span = { attributes: [text('http.route', ' '), text('http.method', 'GET'), text('http.request.method', 'POST')] };

test('o primeiro na ordem das chaves, e não na dos atributos; vazio é como ausente', () => {
  expect(attributeOf(span, 'http.request.method', 'http.method')).toBe('POST');
  expect(attributeOf(span, 'http.route')).toBeUndefined();
  expect(attributeOf(span, 'http.route', 'http.method')).toBe('GET');
  expect(attributeOf(span, 'db.system')).toBeUndefined();
  expect([hasAttributeLike(span, 'http.'), hasAttributeLike(span, 'db.')]).toEqual([true, false]);
});
