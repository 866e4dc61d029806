import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findJsonError } from './json-error.ts';
import { MAX_JSON_DEPTH, MAX_JSON_OPENINGS, parseJson } from './json-text.ts';
import { WireError } from './wire-error.ts';

function parse(text: string): unknown {
  return parseJson(Buffer.from(text));
}

function refusal(text: string | Buffer): WireError {
  try {
    parseJson(Buffer.from(text));
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error('era para ter sido recusado');
}

/** Texto JSON válido cujo resto depende do gerador. */
const json = fc.json({ maxDepth: 5 });

describe('parseJson', () => {
  test('é o JSON.parse para todo texto sem inteiros longos', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        // O sinal conta: são os caracteres, e não os dígitos, que fazem um inteiro ser longo.
        fc.pre(!/[-\d]\d{15}/.test(text));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('inteiros de qualquer tamanho ficam exatos', () => {
    const integer = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    fc.assert(
      fc.property(fc.array(integer), fc.constantFrom('', ' ', '\r\n'), (integers, gap) => {
        const text = `{"a":[${integers.join(`${gap},${gap}`)}${gap}],"b":${gap}${2n ** 70n}${gap}}`;
        const parsed = parse(text) as { a: (string | number)[]; b: string };
        expect(parsed.a.map((item) => BigInt(item))).toEqual(integers);
        expect(parsed.b).toBe(String(2n ** 70n));
      }),
    );
  });

  test.each(['0123456789012345678', '+1234567890123456789', '1234567890123456789x', '- 1234567890123456789'])(
    'as aspas não tornam válido o que não é: [%s]',
    (number) => {
      expect(refusal(`[${number}]`).code).toBe('malformed');
      expect(refusal(`{"a":${number}}`).code).toBe('malformed');
    },
  );

  test.each([
    '{1234567890123456789:1}',
    '{"a":1,1234567890123456789:2}',
    '[1234567890123456789',
    '1 1234567890123456789',
  ])('inteiro longo fora de lugar: %s', (text) => {
    expect(refusal(text).code).toBe('malformed');
  });

  test('números longos com fração ou expoente seguem sendo números', () => {
    expect(parse('[1234567890123456789.5, 12345678901234567890e2]')).toEqual([
      Number('1234567890123456789.5'),
      Number('12345678901234567890e2'),
    ]);
  });

  test('dígitos dentro de textos não são números', () => {
    const text = '{"a":"x,12345678901234567890,\\"[12345678901234567890]"}';
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  test('a profundidade para no limite', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parse(nested(MAX_JSON_DEPTH))).toBeDefined();
    expect(refusal(nested(MAX_JSON_DEPTH + 1)).code).toBe('too_deep');
    expect(refusal('['.repeat(5_000_000)).code).toBe('too_deep');
    expect(parse(JSON.stringify('['.repeat(200)))).toBe('['.repeat(200));
  });

  test('a quantidade de objetos para no limite', () => {
    const many = (count: number) => `[${Array.from({ length: count - 1 }, () => '{}').join(',')}]`;
    expect(parse(many(MAX_JSON_OPENINGS))).toHaveLength(MAX_JSON_OPENINGS - 1);
    expect(refusal(many(MAX_JSON_OPENINGS + 1)).code).toBe('too_many');
  });
});

describe('mensagens', () => {
  test.each([
    ['', 'vazio'],
    [' \n', 'vazio'],
    ['{"resourceSpans": [', 'termina no meio (posição 19)'],
    ['{"a":x}', 'posição 5, perto de "x}"'],
    ['{"a":1,}', 'posição 7'],
    ['[1 2]', 'posição 3'],
    ['{"a":"b', 'termina no meio'],
    ['["\\q"]', 'posição 2'],
    ['{} x', 'posição 3'],
    ['não', 'posição 0'],
  ])('%j', (text, mention) => {
    expect(refusal(text)).toMatchObject({ code: 'malformed', message: expect.stringContaining(mention) });
  });

  test('a posição achada é onde um texto válido deixa de ser válido', () => {
    fc.assert(
      fc.property(json, fc.nat(), (text, seed) => {
        const at = seed % text.length;
        const cut = text.slice(0, at);
        // Num texto cortado, tudo o que veio estava certo.
        const found = isJson(cut) ? cut.length : findJsonError(cut);
        expect(found).toBeGreaterThanOrEqual(lastTokenStart(cut));
        expect(findJsonError(text)).toBe(text.length);
        const broken = `${cut}\u0001${text.slice(at)}`;
        expect(findJsonError(broken)).toBeLessThanOrEqual(at);
        expect(findJsonError(broken)).toBeGreaterThanOrEqual(lastTokenStart(cut));
      }),
      { numRuns: 500 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Começo do último número, literal ou escape, que um corte pode ter partido. */
function lastTokenStart(text: string): number {
  return text.length - (/(?:[\w+.-]*|\\u?[0-9a-f]*)$/i.exec(text)?.[0].length ?? 0) - 1;
}
