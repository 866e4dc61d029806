import { describe, expect, test } from 'vitest';
import type { LogqlExpr } from './ast.ts';
import { LogqlError } from './logql-error.ts';
import { MAX_QUERY_CHARS, parseLogql, parseMatchers } from './parse.ts';

/** A mensagem do erro; falha se não há um. */
function errorOf(query: string): string {
  try {
    parseLogql(query);
  } catch (error) {
    if (error instanceof LogqlError) return error.message;
    throw error;
  }
  throw new Error(`aceitou ${query}`);
}

const AT = (column: number): string => `parse error at line 1, col ${column}: `;

describe('o que se entende', () => {
  test.each<[query: string, expected: Partial<LogqlExpr>]>([
    ['{a="b"}', { type: 'log', stages: [], needles: [] }],
    ['(({a="b"}))', { type: 'log' }],
    ['{a="b", c=~".*"} # comentário', { type: 'log' }],
    ['count_over_time({a="b"}[5m])', { type: 'range', perSecond: false, rangeNs: 300_000_000_000n, offsetNs: 0n }],
    ['rate(({a="b"} |= "x")[1h30m] offset 1d)', { type: 'range', perSecond: true, offsetNs: 86_400_000_000_000n }],
    ['sum(rate({a="b"}[1m]))', { type: 'sum', grouping: { without: false, labels: new Set() } }],
    ['sum by (a, b) (rate({a="b"}[1m]))', { type: 'sum', grouping: { without: false, labels: new Set(['a', 'b']) } }],
    ['sum(rate({a="b"}[1m])) without (c)', { type: 'sum', grouping: { without: true, labels: new Set(['c']) } }],
    ['vector(1)+vector(1)', { type: 'vector', value: 2 }],
    ['(vector(6) / vector(4))', { type: 'vector', value: 1.5 }],
  ])('%s', (query, expected) => {
    expect(parseLogql(query)).toMatchObject(expected);
  });

  test('um trecho obrigatório da linha serve para descartar sem decodificar; uma alternativa, não', () => {
    const needlesOf = (query: string): string[] => {
      const expr = parseLogql(query);
      return expr.type === 'log' ? expr.needles.map((needle) => Buffer.from(needle).toString()) : [];
    };
    expect(needlesOf('{a="b"} |= "x" != "y" |~ "z" | json |= `w"`')).toEqual(['x', 'w"']);
    expect(needlesOf('{a="b"} |= "x" or "y"')).toEqual([]);
    expect(needlesOf('{a="b"} |= "\uFFFD"')).toEqual([]);
  });
});

describe('o que não se faz diz o nome e o lugar', () => {
  test.each([
    ['{a="b"} | logfmt', 11, 'logfmt'],
    ['{a="b"} | pattern "<x>"', 11, 'pattern'],
    ['{a="b"} | regexp "(?P<x>.)"', 11, 'regexp'],
    ['{a="b"} | unpack', 11, 'unpack'],
    ['{a="b"} | json x="y"', 11, 'json x="y"'],
    ['{a="b"} | line_format "{{.x}}"', 11, 'line_format "{{.x}}"'],
    ['{a="b"} | label_format x=y', 11, 'label_format x=y'],
    ['{a="b"} | decolorize', 11, 'decolorize'],
    ['{a="b"} | keep x', 11, 'keep x'],
    ['{a="b"} |> "<_>"', 9, 'line filter |>'],
    ['{a="b"} |= ip("10.0.0.1")', 12, 'ip()'],
    ['{a="b"} | x = ip("10.0.0.1")', 11, 'x = ip("10.0.0.1")'],
    ['rate({a="b"} | unwrap x [1m])', 14, '| unwrap x'],
    ['bytes_rate({a="b"}[1m])', 1, 'bytes_rate'],
    ['sum(quantile_over_time(0.5, {a="b"} | unwrap x [1m]))', 5, 'quantile_over_time'],
    ['avg(rate({a="b"}[1m]))', 1, 'avg'],
    ['topk(5, rate({a="b"}[1m]))', 1, 'topk'],
    ['count_over_time({a="b"}[1m]) by (x)', 30, 'grouping of count_over_time'],
    ['rate({a="b"}[1m]) > 5', 19, 'binary operation >'],
    ['sum(rate({a="b"}[1m])) / 2', 24, 'binary operation /'],
    ['1 + 1', 3, 'binary operation +'],
    ['42', 1, '42'],
    ['label_replace(rate({a="b"}[1m]), "a", "b", "c", "d")', 1, 'label_replace(rate({a="b"}[1m]), "a", "b", "c", "d")'],
  ])('%s', (query, column, construct) => {
    expect(errorOf(query)).toBe(`${AT(column)}unsupported: ${construct}`);
  });

  test('numa consulta de várias linhas, a linha também', () => {
    expect(errorOf('{a="b"}\n  | json\n  | logfmt')).toBe('parse error at line 3, col 5: unsupported: logfmt');
  });
});

describe('o que não é LogQL', () => {
  const EMPTY = /^parse error : queries require at least one regexp or equality matcher/;

  test.each([
    ['{', `${AT(2)}syntax error: unexpected $end`],
    ['{a="b"', `${AT(7)}syntax error: unexpected $end`],
    ['{a="b" foo', `${AT(8)}syntax error: unexpected "foo"`],
    ['{a="b"}[5m]', `${AT(8)}syntax error: unexpected "["`],
    ['{a="b', `${AT(4)}literal not terminated`],
    ['{a="b"} |= "x', `${AT(12)}literal not terminated`],
    ["{a='b'}", `${AT(4)}literal not terminated`],
    ['{a="\\q"}', `${AT(4)}invalid char escape \\q`],
    ['rate({a="b"}[$__auto])', `${AT(14)}syntax error: unexpected "$"`],
    ['{a=~"["}', `${AT(5)}error parsing regexp: missing closing ]: \`[\``],
    ['{a="b"} !~ "(" ', `${AT(12)}error parsing regexp: missing closing ): \`(\``],
    ['', 'parse error : syntax error: unexpected $end'],
    [' \n', 'parse error : syntax error: unexpected $end'],
    ['rate({a="b"}[0s])', `${AT(14)}not a valid duration string: "0s"`],
  ])('%j', (query, message) => {
    expect(errorOf(query)).toBe(message);
  });

  test.each(['{}', '{ }', '{a=""}', '{a=~".*"}', '{a!="x"}', '{a=~"a|"}', 'sum(rate({a=""}[1m]))', '{} |= "x"'])(
    'um seletor que serve a quem não tem rótulo nenhum: %s',
    (query) => {
      expect(errorOf(query)).toMatch(EMPTY);
    },
  );

  test('um seletor que exige alguma coisa é aceito', () => {
    for (const query of ['{a!=""}', '{a=~".+"}', '{a="", b="c"}', '{a="b", c=~".*"}']) {
      expect(parseLogql(query)).toMatchObject({ type: 'log' });
    }
  });
});

test('as rotas de rótulos só aceitam seletores; `{}` serve a todos', () => {
  expect(parseMatchers('{ }')).toEqual([]);
  expect(parseMatchers('{a="b"}').map(({ name }) => name)).toEqual(['a']);
  for (const query of ['{a="b"} |= "x"', 'rate({a="b"}[1m])']) {
    expect(() => parseMatchers(query)).toThrow('only label matchers are supported');
  }
});

describe('consultas hostis', () => {
  test.each<[name: string, query: string]>([
    ['longa demais', `{a="${'x'.repeat(MAX_QUERY_CHARS)}"}`],
    ['parênteses', `${'('.repeat(2000)}{a="b"}${')'.repeat(2000)}`],
    ['somas', `${'sum('.repeat(600)}rate({a="b"}[1m])${')'.repeat(600)}`],
    ['só aberturas', '({['.repeat(2600)],
    ['etapas', `{a="b"}${'| json'.repeat(500)}`],
    ['filtros de linha', `{a="b"}${' |= "x"'.repeat(900)}`],
    ['condições', `{a="b"} | ${'('.repeat(2000)}x="y"${')'.repeat(2000)}`],
    ['repetições dentro de repetições', '{a=~"((((x{100}){100}){100}){100})"}'],
    ['um grupo dentro do outro', `{a=~"${'('.repeat(3000)}${')'.repeat(3000)}"}`],
    ['vector', `${'vector(1)+'.repeat(780)}vector(1)`],
    ['um número que não cabe', 'rate({a="b"}[99999999999999999999y])'],
    ['texto ao acaso', Array.from({ length: 4000 }, (_, i) => '{}()[]|="~!a1 '[(i * 7919) % 14]).join('')],
  ])('%s: um erro, logo', (_name, query) => {
    const before = process.cpuUsage();
    expect(errorOf(query)).toMatch(/parse error/);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1500);
  });
});

test('etapas demais, também quando é a gramática que desiste', () => {
  for (const stage of [' | json', ' |= `a|b`', ' | a="|"']) {
    expect(() => parseLogql(`{a="b"}${stage.repeat(101)}`)).toThrow('more than 100 pipeline stages');
  }
  expect(() => parseLogql(`{a="b"}${'|json'.repeat(700)}`)).toThrow('more than 100 pipeline stages');
  expect(() => parseLogql(`{a="b"} |~ "${'a|'.repeat(300)}" |`)).toThrow('unexpected $end');
});
