/** Consultas ao acaso, da parte do PromQL que a Luneta avalia, sobre as métricas de `prometheus-samples.ts`. */
import * as fc from 'fast-check';

const selector = fc.constantFrom(
  'pedidos_total',
  'pedidos_total{metodo="GET"}',
  'pedidos_total{rota=~"/a|/b"}',
  'erros_total',
  'irregular_total',
  'erros_total{metodo!="PUT"}',
  'temperatura',
  'temperatura{sala!~"inf.*"}',
  'umidade',
  'latencia_segundos_bucket',
  'torto_bucket',
  'unico',
  'nada',
);
const duration = fc.constantFrom('14s', '15s', '1m', '2m7s', '5m', '20m');
const modifier = fc.constantFrom('', '', '', ' offset 1m', ' offset -90s');
const label = fc.constantFrom('metodo', 'rota', 'sala', 'le', 'job', 'nada');
const labels = fc.uniqueArray(label, { maxLength: 3 }).map((names) => `(${names.join(', ')})`);
const number = fc.constantFrom('0', '1', '-1', '0.5', '2', '3.75', '1e9', 'NaN', 'Inf', '-Inf');

const windowFunction = fc.constantFrom(
  'rate',
  'increase',
  'delta',
  'irate',
  'idelta',
  'sum_over_time',
  'avg_over_time',
  'min_over_time',
  'max_over_time',
  'count_over_time',
);
const arithmetic = fc.constantFrom('+', '-', '*', '/', '%', '^');
const comparison = fc.constantFrom('==', '!=', '>', '<', '>=', '<=');
const matching = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.tuple(fc.constantFrom('on', 'ignoring'), labels).map(([keyword, names]) => ` ${keyword} ${names}`),
);

const { vector } = fc.letrec<{ vector: string; scalar: string }>((tie) => ({
  scalar: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    number,
    fc.constant('time()'),
    fc.tuple(tie('scalar'), arithmetic, tie('scalar')).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc.tuple(tie('scalar'), comparison, tie('scalar')).map(([a, operator, b]) => `(${a} ${operator} bool ${b})`),
    tie('vector').map((operand) => `scalar(${operand})`),
  ),
  vector: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(selector, modifier).map(([name, suffix]) => name + suffix),
    fc
      .tuple(windowFunction, selector, duration, modifier)
      .map(([name, of, range, suffix]) => `${name}(${of}[${range}]${suffix})`),
    fc
      .tuple(
        fc.constantFrom('sum', 'avg', 'min', 'max', 'count'),
        fc.constantFrom('by', 'without'),
        labels,
        tie('vector'),
      )
      .map(([name, keyword, names, operand]) => `${name} ${keyword} ${names} (${operand})`),
    fc.tuple(number, tie('vector')).map(([quantile, operand]) => `histogram_quantile(${quantile}, ${operand})`),
    fc
      .tuple(tie('vector'), fc.oneof(arithmetic, comparison), tie('scalar'), fc.boolean())
      .map(([a, operator, b, isSwapped]) => (isSwapped ? `(${b} ${operator} ${a})` : `(${a} ${operator} ${b})`)),
    fc.tuple(tie('vector'), comparison, tie('scalar')).map(([a, operator, b]) => `(${a} ${operator} bool ${b})`),
    fc
      .tuple(tie('vector'), fc.oneof(arithmetic, comparison), matching, tie('vector'))
      .map(([a, operator, how, b]) => `(${a} ${operator}${how} ${b})`),
    tie('vector').map((operand) => `-(${operand})`),
    tie('scalar').map((operand) => `vector(${operand})`),
  ),
}));

export const randomQuery: fc.Arbitrary<string> = vector;
