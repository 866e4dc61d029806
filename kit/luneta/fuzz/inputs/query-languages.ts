/** Consultas em PromQL e em LogQL: boas, estragadas, e as que só existem para cansar quem as lê. */
import * as fc from 'fast-check';

const PROMQL = [
  'up',
  '{__name__=~".+"}',
  '{__name__!=""}[5m]',
  'sum by (job) (rate(http_server_request_duration_seconds_count{job!~"x|y"}[1m]))',
  'histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket[5m])))',
  'histogram_quantile(NaN, {__name__=~".*_bucket"})',
  'increase(a[1h]) / ignoring(x) increase(b[1h]) > bool 0',
  '-1 ^ 2 % 0',
  'vector(1) + vector(1)',
  'a and on(b) c',
  'topk(5, a)',
  'rate(a[5m:1m] offset -1d)',
  'sum without () ({job="x"} == {job="x"})',
];
const LOGQL = [
  '{service_name="loja"}',
  '{service_name=~".+"} |= "erro" != `x` |~ "a.*b" !~ "(?i)c"',
  '{service_name!=""} | json | status >= 500 and method="GET"',
  '{a=""} | json | json',
  'sum by (detected_level) (count_over_time({service_name=~".+"} | json [1m]))',
  'rate({service_name="loja"} |= "" [5m])',
  'vector(1)+vector(1)',
  '{service_name="loja"} | logfmt | line_format "{{.x}}"',
  'topk(3, rate({a="b"}[1m]))',
];

/** Expressões que custariam caro a um avaliador ingênuo. */
const TIRING = [
  '('.repeat(3000),
  `${'('.repeat(500)}1${')'.repeat(500)}`,
  '-'.repeat(4000) + '1',
  `up${' + up'.repeat(1500)}`,
  `{__name__=~"${'(a+)+'.repeat(50)}$"}`,
  `{x=~"${'('.repeat(500)}"}`,
  `{x=~"a{1000}{1000}{1000}"}`,
  `{service_name=~".+"}${' |= "a"'.repeat(800)}`,
  `{service_name=~".+"} | json${' | a="b"'.repeat(600)}`,
  'rate(a[1000000000y])',
  'a[9999999999999999999999s]',
  '{__name__=~".*"} * on() {__name__=~".*"}',
  '"'.repeat(2001),
  '\\'.repeat(2000),
];

/** Um pedaço trocado, tirado, repetido ou posto. */
function broken(source: readonly string[]): fc.Arbitrary<string> {
  return fc
    .record({
      text: fc.constantFrom(...source),
      at: fc.nat(200),
      removed: fc.nat(4),
      put: fc.oneof(
        fc.constantFrom('(', ')', '{', '}', '[', ']', '"', '`', '|', '=~', '5m', 'by', '\\', '\u0000', '💥', 'NaN'),
        fc.string({ maxLength: 3 }),
      ),
    })
    .map(
      ({ text, at, removed, put }) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + removed),
    );
}

const queries = (source: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...source) },
    { weight: 5, arbitrary: broken(source) },
    { weight: 1, arbitrary: fc.constantFrom(...TIRING) },
  );

export const promql = queries(PROMQL);
export const logql = queries(LOGQL);
/** Para onde se manda qualquer uma das duas: quem erra de porta também erra de linguagem. */
export const anyQuery = fc.oneof(promql, logql);
