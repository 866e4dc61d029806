/** Pedidos às APIs de consulta e às páginas: rotas de verdade com parâmetros que ninguém mandaria de propósito. */
import * as fc from 'fast-check';
import type { TcpInput } from '../input.ts';
import { ODD_NAMES, OTLP_BODIES } from './otlp-messages.ts';
import { httpRequests } from './http-requests.ts';
import { anyQuery } from './query-languages.ts';

const NUMBERS = ['0', '-1', '1', '100', '100000', '100001', '9223372036854775807', '-9223372036854775808'];
const ODD_NUMBERS = [
  '9223372036854775808',
  '1e5',
  'NaN',
  'Infinity',
  '0x10',
  '1.5',
  '+7',
  ' 1',
  '٣',
  `${'9'.repeat(4000)}`,
];
const DURATIONS = [
  '1ms',
  '-1s',
  '1h1h1h',
  '9999999h',
  '1.5.5s',
  '1e9s',
  'µs',
  '1µs',
  '.s',
  '0',
  `${'1s'.repeat(2000)}`,
];
const TIMES = [
  '1970-01-01T00:00:00Z',
  '2026-11-20T12:00:00.123456789Z',
  '9999-12-31T23:59:59Z',
  '0000-01-01T00:00:00Z',
  '2026-02-30T25:61:61Z',
  '2026-11-20T12:00:00+99:99',
  '+275760-09-13T00:00:00Z',
];
const TAGS = [
  '{}',
  '{"error":"true"}',
  '{"__proto__":"x"}',
  '{"a":1}',
  '[]',
  'null',
  '{"a":',
  '{"http.status_code":"500","span.kind":"server"}',
  `${'['.repeat(5000)}`,
  `{${Array.from({ length: 60 }, (_, i) => `"k${i}":"v"`).join(',')}}`,
];
const IDS = [
  '0',
  '1',
  'f'.repeat(32),
  'F'.repeat(16),
  'g',
  'a'.repeat(33),
  '0'.repeat(32),
  'AAAAAAAAAAAAAAAAAAAAAQ==',
  '...',
];

const odd = fc.oneof(
  fc.constantFrom(...ODD_NAMES, '', 'true', 'false', 'hasOwnProperty', 'toString'),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const number = fc.constantFrom(...NUMBERS, ...ODD_NUMBERS);
const duration = fc.constantFrom(...DURATIONS);
const time = fc.constantFrom(...TIMES);

/** Valores típicos de cada parâmetro; um em cada quatro é trocado por qualquer coisa. */
const PARAMETERS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  service: fc.constantFrom(...ODD_NAMES),
  operation: odd,
  spanKind: fc.constantFrom('server', 'client', 'x', ''),
  tags: fc.constantFrom(...TAGS),
  tag: fc.constantFrom('a:b', ':', 'a', 'error:true', '__proto__:x', 'a:b:c'),
  start: number,
  end: number,
  lookback: fc.oneof(number, duration, fc.constantFrom('1h', '2d', 'custom')),
  minDuration: duration,
  maxDuration: duration,
  limit: number,
  traceID: fc.constantFrom(...IDS),
  raw: odd,
  prettyPrint: fc.constantFrom('true', 'false', 'x'),
  endTs: number,
  quantile: number,
  groupByOperation: odd,
  step: number,
  uiFind: odd,
  fragment: odd,
  sort: odd,
  start_time: time,
  endTime: time,
  'query.start_time_min': time,
  'query.startTimeMin': time,
  'query.startTimeMax': time,
  'query.serviceName': odd,
  'query.operation_name': odd,
  'query.attributes': fc.constantFrom(...TAGS),
  'query.durationMin': duration,
  'query.durationMax': duration,
  'query.searchDepth': number,
  'query.numTraces': number,
  'query.rawTraces': odd,
  query: anyQuery,
  'match[]': anyQuery,
  expr: anyQuery,
  time: fc.oneof(number, time),
  direction: odd,
  metric: odd,
  level: odd,
  text: odd,
  group: odd,
  since: duration,
  interval: duration,
  __proto__x: odd,
  constructor: odd,
};
const NAMES = Object.keys(PARAMETERS);

/** `:id` e `:texto` são trocados por valores estranhos. */
const PATHS: readonly string[] = [
  '/',
  '/search',
  '/search',
  '/trace/:id',
  '/trace/:id/find',
  '/trace/:id/span/:text',
  '/trace/:id...:id',
  '/static/:text',
  '/dependencies',
  '/api/services',
  '/api/services/:text/operations',
  '/api/operations',
  '/api/traces',
  '/api/traces',
  '/api/traces',
  '/api/traces/:id',
  '/api/archive/:id',
  '/api/dependencies',
  '/api/metrics/:metric',
  '/api/v3/services',
  '/api/v3/operations',
  '/api/v3/traces',
  '/api/v3/traces',
  '/api/v3/traces/:id',
  '/api/v3/trace-summaries',
  '/api/v1/query',
  '/api/v1/query',
  '/api/v1/query_range',
  '/api/v1/series',
  '/api/v1/labels',
  '/api/v1/label/:text/values',
  '/api/v1/metadata',
  '/api/v1/query_exemplars',
  '/loki/api/v1/query',
  '/loki/api/v1/query_range',
  '/loki/api/v1/query_range',
  '/loki/api/v1/series',
  '/loki/api/v1/labels',
  '/loki/api/v1/label/:text/values',
  '/loki/api/v1/index/volume',
  '/metricas',
  '/logs',
  '/api/:text',
  '/:text',
];

/** Pedaços de caminho que roteadores e decodificadores de URL costumam errar. */
const PATH_JUNK = [
  '%',
  '%zz',
  '%00',
  '%ff%fe',
  '%2e%2e/%2e%2e',
  '../../etc/passwd',
  '..%5c..',
  '//',
  ';a=b',
  '%2525',
  '%c0%ae',
  '%F0%9F',
];

const junkPath = fc.constantFrom(...PATH_JUNK);
const encoded = odd.map((text) => encodeURIComponent(text));

const target: fc.Arbitrary<string> = fc
  .record({
    path: fc.constantFrom(...PATHS),
    text: fc.oneof(encoded, junkPath),
    id: fc.oneof(fc.constantFrom(...IDS), encoded, junkPath),
    metric: fc.constantFrom('latencies', 'calls', 'errors', 'minstep', '__proto__'),
    parameters: fc.array(
      fc.constantFrom(...NAMES).chain((name) =>
        fc.record({
          name: fc.constant(name),
          value: fc.oneof(
            { weight: 3, arbitrary: PARAMETERS[name].map((text) => encodeURIComponent(text)) },
            { weight: 1, arbitrary: fc.oneof(encoded, junkPath) },
          ),
          times: fc.oneof(
            { weight: 12, arbitrary: fc.constant(1) },
            { weight: 1, arbitrary: fc.constantFrom(2, 40, 900) },
          ),
        }),
      ),
      { maxLength: 6 },
    ),
  })
  .map(({ path, text, id, metric, parameters }) => {
    const filled = path.replaceAll(':id', id).replaceAll(':text', text).replaceAll(':metric', metric);
    const pairs = parameters.flatMap(({ name, value, times }) =>
      Array.from({ length: times }, () => `${name}=${value}`),
    );
    // O Node recusa pedidos com mais de 16 KiB de cabeçalhos: acima disso o parâmetro nem chegaria à API.
    return `${filled}${pairs.length > 0 ? '?' : ''}${pairs.join('&')}`.slice(0, 15_000);
  });

const gets: fc.Arbitrary<TcpInput> = fc
  .record({
    target,
    method: fc.oneof(
      { weight: 15, arbitrary: fc.constant('GET') },
      { weight: 2, arbitrary: fc.constantFrom('HEAD', 'POST', 'DELETE', 'OPTIONS') },
    ),
    accept: fc.constantFrom('*/*', 'text/html', 'application/json', 'text/event-stream'),
  })
  .map(({ target: url, method, accept }) => ({
    kind: 'tcp',
    what: `${method} ${url.slice(0, 200)}`,
    chunks: [
      Buffer.from(`${method} ${url} HTTP/1.1\r\nHost: localhost\r\nAccept: ${accept}\r\nConnection: close\r\n\r\n`),
    ],
    ending: 'wait',
    mustAnswer: true,
  }));

/** Um formulário, como os que o Grafana manda. */
const forms = fc
  .record({ query: anyQuery, start: odd, step: odd })
  .map((fields) => Buffer.from(new URLSearchParams(fields).toString()));

/** Consultas estranhas, e os corpos que a porta 16686 recebe. */
export const queryRequests: fc.Arbitrary<TcpInput> = fc.oneof(
  { weight: 9, arbitrary: gets },
  {
    weight: 1,
    arbitrary: httpRequests([
      { method: 'POST', path: '/api/transform', contentType: 'application/json', body: OTLP_BODIES.json.traces },
      ...['/api/v1/query', '/api/v1/query_range', '/loki/api/v1/query_range'].map((path) => ({
        method: 'POST',
        path,
        contentType: 'application/x-www-form-urlencoded',
        body: forms,
      })),
    ]),
  },
);

/** Serviços estranhos pedidos à porta de amostragem. */
export const samplingRequests: fc.Arbitrary<TcpInput> = fc
  .record({
    path: fc.constantFrom('/sampling', '/api/sampling', '/', '/baggageRestrictions', '/x'),
    service: fc.oneof(encoded, junkPath),
    times: fc.constantFrom(0, 1, 1, 1, 2, 900),
    method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST'),
  })
  .map(({ path, service, times, method }) => {
    const url = `${path}?${Array.from({ length: times }, () => `service=${service}`).join('&')}`.slice(0, 15_000);
    return {
      kind: 'tcp',
      what: `${method} ${url.slice(0, 200)}`,
      chunks: [Buffer.from(`${method} ${url} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)],
      ending: 'wait',
      mustAnswer: true,
    };
  });
