import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGoDuration } from './go-duration.ts';

describe('parseGoDuration', () => {
  test.each<[string, bigint]>([
    ['0', 0n],
    ['+0', 0n],
    ['-0', 0n],
    ['1.5s', 1_500_000_000n],
    ['1s500ms', 1_500_000_000n],
    ['1m30s', 90_000_000_000n],
    ['100us', 100_000n],
    ['100\u00b5s', 100_000n],
    ['100\u03bcs', 100_000n],
    ['-1ms', -1_000_000n],
    ['.5s', 500_000_000n],
    ['1.s', 1_000_000_000n],
    ['0.0000000000000000000001h', 0n],
    // Saída do Go, com o arredondamento de ponto flutuante dele.
    ['0.333333333333333333333h', 1_200_000_000_000n],
    ['9223372036854775807ns', 9_223_372_036_854_775_807n],
    ['-9223372036854775808ns', -9_223_372_036_854_775_808n],
  ])('lê %j', (text, ns) => {
    expect(parseGoDuration(text)).toEqual({ ok: true, ns });
  });

  test.each<[string, string, string]>([
    ['', 'invalid', 'time: invalid duration ""'],
    ['-', 'invalid', 'time: invalid duration "-"'],
    ['fast', 'invalid', 'time: invalid duration "fast"'],
    ['.s', 'invalid', 'time: invalid duration ".s"'],
    [' 1s', 'invalid', 'time: invalid duration " 1s"'],
    ['1m-30s', 'unknown_unit', 'time: unknown unit "m-" in duration "1m-30s"'],
    ['100', 'missing_unit', 'time: missing unit in duration "100"'],
    ['1.5', 'missing_unit', 'time: missing unit in duration "1.5"'],
    ['1x', 'unknown_unit', 'time: unknown unit "x" in duration "1x"'],
    ['1\u00e9', 'unknown_unit', 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'],
    ['"\\', 'invalid', 'time: invalid duration "\\"\\\\"'],
    ['9223372036854775808ns', 'invalid', 'time: invalid duration "9223372036854775808ns"'],
    ['99999999999999999999x', 'invalid', 'time: invalid duration "99999999999999999999x"'],
    ['1__proto__', 'unknown_unit', 'time: unknown unit "__proto__" in duration "1__proto__"'],
  ])('recusa %j', (text, kind, message) => {
    const result = parseGoDuration(text);
    expect(result.ok ? undefined : { kind: result.error.kind, message: result.error.message }).toEqual({
      kind,
      message,
    });
  });

  test('soma de termos inteiros', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(59), fc.nat(59), fc.nat(999), (h, m, s, ms) => {
        const ns = BigInt(h * 3600 + m * 60 + s) * 1_000_000_000n + BigInt(ms) * 1_000_000n;
        expect(parseGoDuration(`${h}h${m}m${s}s${ms}ms`)).toEqual({ ok: true, ns });
        expect(parseGoDuration(`-${h}h${m}m${s}s${ms}ms`)).toEqual({ ok: true, ns: -ns });
      }),
    );
  });

  test('nenhum texto o derruba, e um texto enorme não o trava', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseGoDuration(text)));
    const start = performance.now();
    parseGoDuration('9'.repeat(1_000_000) + 's');
    parseGoDuration('1.' + '9'.repeat(1_000_000) + 's');
    parseGoDuration('1s'.repeat(100_000));
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
