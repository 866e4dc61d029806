import { describe, expect, test } from 'vitest';
import { comparisonIn, namesIn, ScopeError, scopePromql } from './scope-promql.ts';

const records = new Map<string, string>();
const scoped = (expr: string, ageMs = 5000): string => scopePromql(expr, { instances: ['i.1', 'j'], ageMs, records });
const OWN = String.raw`instance=~"i\\.1|j",`;

describe('só as instâncias da tentativa', () => {
  test.each([
    ['x', `x{${OWN}}`],
    ['x{}', `x{${OWN}}`],
    ['x { a = "b", } offset 5m', `x {${OWN} a = "b", } offset 5m`],
    ['{__name__=~"a|b"}', `{${OWN}__name__=~"a|b"}`],
    ['{"foo.bar"}', `{${OWN}"foo.bar"}`],
    ['sum by (a) (x) / on (a) y > bool 2', `sum by (a) (x{${OWN}}) / on (a) y{${OWN}} > bool 2`],
    ['avg_over_time(x[1m]) # x', `avg_over_time(x{${OWN}}[1m]) # x`],
    ['time() - 1', 'time() - 1'],
  ])('%s', (expr, wanted) => {
    expect(scoped(expr)).toBe(wanted);
  });

  test('sem instâncias nem idade, é o que se escreveu', () => {
    expect(scopePromql('rate(x[1m]) / y{a="b"}', { records })).toBe('rate(x[1m]) / y{a="b"}');
  });
});

describe('uma janela que abraça a tentativa', () => {
  const whole = (expr: string, ageMs?: number): string => scoped(expr, ageMs).replaceAll(`{${OWN}}`, '');
  test.each([
    ['rate(x[5m])', '(max_over_time(x[5m]) / 300)'],
    ['increase(x[1h30m])', '(max_over_time(x[1h30m]))'],
    ['60 * rate ( x[1m] )', '60 * (max_over_time ( x[1m] ) / 60)'],
    ['sum(rate(x[5m])) / sum(rate(y[5m]))', 'sum((max_over_time(x[5m]) / 300)) / sum((max_over_time(y[5m]) / 300))'],
  ])('%s: o que o contador andou', (expr, wanted) => {
    expect(whole(expr)).toBe(wanted);
  });

  test.each(['irate(x[5m])', 'rate(x[4s])', 'rate(x[5m] offset 1m)', 'max_over_time(rate(x[5s])[1h:1m])'])(
    '%s fica como está',
    (expr) => {
      expect(whole(expr, 6000)).toBe(expr);
    },
  );
});

describe('as contas do mesmo arquivo', () => {
  const own = new Map([
    ['slo:ratio', 'sum(a) / sum(b) # de tudo'],
    ['slo:burn', 'slo:ratio / 0.01'],
    ['volta', 'volta + 1'],
  ]);

  test('entram inteiras, uma dentro da outra', () => {
    expect(scopePromql('slo:burn > 14', { records: own })).toBe('(\n(\nsum(a) / sum(b) # de tudo\n) / 0.01\n) > 14');
    expect(namesIn('slo:burn + x', own)).toEqual(expect.arrayContaining(['a', 'b', 'x']));
  });

  test.each([
    ['slo:ratio{a="b"}', /só se usa inteira/],
    ['avg_over_time(slo:ratio[5m])', /só se usa inteira/],
    ['slo:ratio offset 5m', /só se usa inteira/],
    ['volta', /"volta" é calculada a partir dela mesma/],
    ['sum(x', /não entendi a expressão perto do caractere 6/],
    [`${'x + '.repeat(3000)}x`, /mais de 8000 caracteres/],
  ])('%s: não se reescreve', (expr, message) => {
    const attempt = (): string => scopePromql(expr, { records: own });
    expect(attempt).toThrow(ScopeError);
    expect(attempt).toThrow(message);
  });
});

test('o que se compara, e a condição', () => {
  expect(comparisonIn('(a / b > 0.1)')).toEqual({ compared: 'a / b', condition: '> 0.1' });
  expect(comparisonIn('0.1 < a / b')).toEqual({ compared: 'a / b', condition: '0.1 <' });
  expect(comparisonIn('a >= on (x) b')).toEqual({ compared: 'a', condition: '>= on (x) b' });
  for (const expr of ['a', 'a / b', 'a > bool 1', 'a > 1 and b']) expect(comparisonIn(expr)).toBeUndefined();
});
