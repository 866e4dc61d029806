/** A API do Prometheus por HTTP: limites, envelopes e o que os painéis não mandam. As contas estão em `*.platform.test.ts`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METRIC_NAME, type MetricStore, type SeriesSamples } from '../store/metrics/metric-store.ts';
import { NaiveMetricStore } from '../store/metrics/testing/naive-metric-store.ts';
import { formatValue, scalarJson } from './prometheus-json.ts';
import { MAX_FORM_BYTES } from './form-params.ts';
import { type ServedPrometheus, servePrometheus } from './testing/serve-prometheus.ts';

const NOW_MS = 1_700_000_000_123;
const store = new NaiveMetricStore();
let refreshes = 0;
let api: ServedPrometheus;

beforeAll(async () => {
  for (const name of ['a', '__proto__', 'c']) {
    store.append([
      {
        metadata: { name: 'x', type: 'gauge', help: 'ajuda', unit: 's', isDelta: false },
        points: [
          {
            timestampMs: NOW_MS - 1_000,
            isDelta: false,
            samples: [
              {
                labels: [
                  [METRIC_NAME, 'x'],
                  ['__proto__', name],
                ],
                value: 1,
              },
            ],
          },
        ],
      },
    ]);
  }
  api = await servePrometheus({ metrics: store, now: () => NOW_MS, refresh: () => refreshes++ });
});
afterAll(() => api.close());

async function get(path: string, init?: RequestInit): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(api.url + path, init);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

function query(text: string, more = ''): string {
  return `/api/v1/query?query=${encodeURIComponent(text)}${more}`;
}

describe('respostas', () => {
  test('o instante é o do relógio, o tipo vem antes do resultado, e o que se deriva fica em dia', async () => {
    const before = refreshes;
    const { status, text, headers } = await get(query('x{__proto__="__proto__"}'));
    expect([status, headers.get('content-type'), text]).toEqual([
      200,
      'application/json',
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"x","__proto__":"__proto__"},"value":[1700000000.123,"1"]}]}}',
    ]);
    expect(refreshes).toBe(before + 1);
  });

  test('limit corta, e avisa', async () => {
    for (const path of [
      query('x', '&limit=2'),
      '/api/v1/series?match[]=x&limit=2',
      '/api/v1/label/__proto__/values?limit=2',
    ]) {
      const { data, warnings } = JSON.parse((await get(path)).text);
      expect([(data.result ?? data).length, warnings]).toEqual([2, ['results truncated due to limit']]);
    }
    expect(JSON.parse((await get(query('x', '&limit=0'))).text).data.result).toHaveLength(3);
  });

  test('stats traz os tempos; lookback_delta, até quando uma amostra vale', async () => {
    expect(JSON.parse((await get(query('x', '&stats=all'))).text).data.stats.timings).toHaveProperty('execTotalTime');
    expect(JSON.parse((await get(query('x', '&lookback_delta=500ms'))).text).data.result).toEqual([]);
  });

  test.each([
    [1, '1'],
    [-0, '-0'],
    [NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [1e-7, '1e-07'],
    [1.5e21, '1.5e+21'],
    [1e20, '100000000000000000000'],
    [5e-324, '5e-324'],
  ])('o número %d sai como %s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  test('um número que não é de série não tem expoente', () => {
    expect(scalarJson(1_500, 1.25e21)).toBe('[1.5,"1250000000000000000000"]');
    expect(scalarJson(-1, -1.5e-7)).toBe('[-0.001,"-0.00000015"]');
  });
});

describe('recusas', () => {
  test('o que não há aqui é 422, com o nome e o lugar', async () => {
    const { status, text } = await get(query('topk(1, x)'));
    expect([status, JSON.parse(text)]).toEqual([
      422,
      {
        status: 'error',
        errorType: 'execution',
        error: 'unsupported: aggregation operator "topk" at 1:1 (characters 0-4)',
      },
    ]);
  });

  test('um formulário grande demais é 413, e um que não é formulário não conta', async () => {
    const body = `query=${'x'.repeat(MAX_FORM_BYTES)}`;
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const tooLarge = await get('/api/v1/query', { method: 'POST', body, headers });
    expect([tooLarge.status, JSON.parse(tooLarge.text)]).toMatchObject([
      413,
      { status: 'error', errorType: 'bad_data' },
    ]);
    const json = await get('/api/v1/query', { method: 'POST', body: '{"query":"x"}' });
    expect([json.status, JSON.parse(json.text).errorType]).toEqual([400, 'bad_data']);
  });

  test('um endereço malformado, e rotas só de leitura', async () => {
    expect((await get('/api/v1/label/a%ZZ/values')).status).toBe(500); // quem o trata é `http-errors.ts`
    for (const path of ['/api/v1/metadata', '/api/v1/label/a/values', '/api/v1/rules', '/api/v1/status/buildinfo']) {
      const { status, headers } = await get(path, { method: 'POST' });
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });
});

describe('consultas longas', () => {
  const labels = Array.from(
    { length: 20_000 },
    (_, s) =>
      [
        [METRIC_NAME, 'x'],
        ['s', String(s)],
      ] as const,
  );
  const timestampsMs = Float64Array.from({ length: 50 }, (_, i) => i * 1_000);
  const heavy = {
    select: () => labels.map((each): SeriesSamples => ({ labels: each, timestampsMs, values: timestampsMs })),
  } as unknown as MetricStore;
  const PATH = `/api/v1/query_range?query=${encodeURIComponent('sum(max_over_time(x[1m]))')}&start=0&end=400&step=1`;

  test('não seguram as outras, e param quando o prazo acaba', async () => {
    const served = await servePrometheus({ metrics: heavy, now: () => NOW_MS });
    try {
      const long = fetch(served.url + PATH).then((response) => response.status);
      const order = await Promise.race([
        long.then(() => 'longa'),
        fetch(`${served.url}/api/v1/query?query=1`).then(() => 'curta'),
      ]);
      expect([order, await long]).toEqual(['curta', 200]);
      const late = await fetch(`${served.url}${PATH}&timeout=1ms`);
      expect([late.status, await late.json()]).toMatchObject([503, { errorType: 'timeout' }]);
    } finally {
      served.close();
    }
  });
});
