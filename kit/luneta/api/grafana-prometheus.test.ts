/**
 * O que a fonte de dados Prometheus do Grafana pede, na forma em que pede: o teste da conexão, o construtor de consultas, os
 * painéis, os exemplars e as anotações. As consultas vão por POST, com o formulário no corpo.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METRIC_NAME } from '../store/metrics/metric-store.ts';
import { NaiveMetricStore } from '../store/metrics/testing/naive-metric-store.ts';
import { type ServedPrometheus, servePrometheus } from './testing/serve-prometheus.ts';

const END_S = 1_700_000_040;
const START_S = END_S - 600;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

/** Os cabeçalhos que o Grafana acrescenta. */
const HEADERS = {
  'Accept-Encoding': 'gzip',
  'User-Agent': 'Grafana/11.4.0',
  'X-Dashboard-Uid': 'abc',
  'X-Panel-Id': '2',
  'X-Query-Group-Id': 'e2b1b5f7',
};

let api: ServedPrometheus;

beforeAll(async () => {
  const metrics = new NaiveMetricStore();
  const series = [
    { le: '0.5', perStep: 3 },
    { le: '+Inf', perStep: 4 },
  ];
  metrics.append([
    {
      metadata: {
        name: 'http_server_request_duration_seconds',
        type: 'histogram',
        help: 'Duração',
        unit: 's',
        isDelta: false,
      },
      points: Array.from({ length: 41 }, (_, i) => ({
        timestampMs: (START_S + i * 15) * 1000,
        isDelta: false,
        samples: series.map(({ le, perStep }) => ({
          labels: [
            [METRIC_NAME, 'http_server_request_duration_seconds_bucket'],
            ['job', 'loja'],
            ['le', le],
          ],
          value: i * perStep,
          exemplars:
            i === 40 && le === '0.5'
              ? [{ labels: [['trace_id', TRACE_ID]], value: 0.3, timestampMs: END_S * 1000 }]
              : [],
        })),
      })),
    },
  ]);
  api = await servePrometheus({ metrics, now: () => END_S * 1000 });
});
afterAll(() => api.close());

async function answerOf(response: Response): Promise<unknown> {
  expect(response.headers.get('content-type')).toBe('application/json');
  return { status: response.status, ...((await response.json()) as object) };
}

/** Um formulário, como `url.Values.Encode` do Go o escreve. */
async function post(path: string, form: Record<string, string>): Promise<unknown> {
  const headers = { ...HEADERS, 'Content-Type': 'application/x-www-form-urlencoded' };
  return answerOf(await fetch(api.url + path, { method: 'POST', headers, body: new URLSearchParams(form).toString() }));
}

async function get(path: string): Promise<unknown> {
  return answerOf(await fetch(api.url + path, { headers: HEADERS }));
}

describe('a fonte de dados Prometheus do Grafana', () => {
  test('Save & test: 1+1 no instante 4, e de qual Prometheus são as respostas', async () => {
    expect(await post('/api/v1/query', { query: '1+1', time: '4' })).toEqual({
      status: 'success',
      data: { resultType: 'scalar', result: [4, '2'] },
    });
    // Um campo `features` diria que é um Mimir.
    expect(await get('/api/v1/status/buildinfo')).toEqual({
      status: 'success',
      data: { version: '2.42.0', revision: '', branch: '', buildUser: 'luneta', buildDate: '', goVersion: '' },
    });
  });

  test('o que só tem GET responde 405 ao POST que ele tenta antes', async () => {
    for (const path of ['/api/v1/label/job/values', '/api/v1/metadata', '/api/v1/rules', '/api/v1/status/buildinfo']) {
      const tried = await fetch(api.url + path, { method: 'POST', headers: HEADERS });
      const repeated = await fetch(api.url + path, { headers: HEADERS });
      expect([tried.status, repeated.status]).toEqual([405, 200]);
    }
  });

  test('o construtor de consultas: métricas, rótulos, valores, tipos e ajudas', async () => {
    const window = { start: String(START_S), end: String(END_S) };
    const search = new URLSearchParams({
      ...window,
      'match[]': '{__name__="http_server_request_duration_seconds_bucket"}',
      limit: '40000',
    });
    expect(await post('/api/v1/labels', { ...window, limit: '40000' })).toMatchObject({
      data: [METRIC_NAME, 'job', 'le'],
    });
    expect(await get(`/api/v1/labels?${search}`)).toMatchObject({ data: [METRIC_NAME, 'job', 'le'] });
    expect(await get(`/api/v1/label/le/values?${search}`)).toMatchObject({ data: ['+Inf', '0.5'] });
    expect(await get(`/api/v1/label/__name__/values?${new URLSearchParams(window)}`)).toMatchObject({
      data: ['http_server_request_duration_seconds_bucket'],
    });
    expect(await post('/api/v1/series', { ...window, 'match[]': '{job="loja",le="0.5"}' })).toEqual({
      status: 'success',
      data: [{ [METRIC_NAME]: 'http_server_request_duration_seconds_bucket', job: 'loja', le: '0.5' }],
    });
    expect(await get('/api/v1/metadata?limit=40000')).toEqual({
      status: 'success',
      data: { http_server_request_duration_seconds: [{ type: 'histogram', help: 'Duração', unit: 's' }] },
    });
    expect(await get('/api/v1/rules')).toEqual({ status: 'success', data: { groups: [] } });
  });

  test('um painel: query_range com início alinhado ao passo, e a legenda pelos rótulos', async () => {
    const expr =
      'histogram_quantile(0.5, sum by (le, job) (rate(http_server_request_duration_seconds_bucket{job="loja"}[1m0s])))';
    const answer = await post('/api/v1/query_range', {
      query: expr,
      start: String(START_S + 300),
      end: String(END_S),
      step: '15',
      timeout: '60s',
    });
    const values = Array.from({ length: 21 }, (_, i) => [START_S + 300 + i * 15, expect.stringMatching(/^0\.33333/)]);
    expect(answer).toEqual({
      status: 'success',
      data: { resultType: 'matrix', result: [{ metric: { job: 'loja' }, values }] },
    });
  });

  test('um painel de tabela: um instante com milissegundos', async () => {
    const query = 'sum(increase(http_server_request_duration_seconds_bucket{le="+Inf"}[5m]))';
    expect(await post('/api/v1/query', { query, time: `${END_S}.25` })).toEqual({
      status: 'success',
      data: {
        resultType: 'vector',
        result: [{ metric: {}, value: [END_S + 0.25, expect.stringMatching(/^(79|80)/)] }],
      },
    });
  });

  test('os exemplars do mesmo painel, com o trace de cada um', async () => {
    const query = 'histogram_quantile(0.5, sum by (le) (rate(http_server_request_duration_seconds_bucket[1m])))';
    expect(await post('/api/v1/query_exemplars', { query, start: String(START_S), end: String(END_S) })).toEqual({
      status: 'success',
      data: [
        {
          seriesLabels: { [METRIC_NAME]: 'http_server_request_duration_seconds_bucket', job: 'loja', le: '0.5' },
          exemplars: [{ labels: { trace_id: TRACE_ID }, value: '0.3', timestamp: END_S }],
        },
      ],
    });
  });

  test('uma anotação: os passos em que a expressão é verdadeira', async () => {
    const answer = await post('/api/v1/query_range', {
      query: 'http_server_request_duration_seconds_bucket{le="0.5"} > 117',
      start: String(END_S - 60),
      end: String(END_S),
      step: '15',
    });
    expect(answer).toMatchObject({ data: { result: [{ values: [[END_S, '120']] }] } });
  });

  test('o que ele mostra quando a consulta não serve', async () => {
    const headers = { ...HEADERS, 'Content-Type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ query: 'sum(', start: '1', end: '2', step: '1' }).toString();
    const response = await fetch(`${api.url}/api/v1/query_range`, { method: 'POST', headers, body });
    expect([response.status, await response.json()]).toEqual([
      400,
      { status: 'error', errorType: 'bad_data', error: '1:5: parse error: unclosed left parenthesis' },
    ]);
  });
});
