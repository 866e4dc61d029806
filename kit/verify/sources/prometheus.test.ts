import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endless, serve, silent } from '../../testing/serve.ts';
import { metric } from '../expectations.ts';
import { judge } from '../judge.ts';
import type { ObservedSeries } from '../metrics/series.ts';
import { type Backend, startBackend } from '../testing/luneta.ts';
import type { BackendSourceOptions } from './backend-client.ts';
import { lokiSource } from './loki.ts';
import { prometheusSource } from './prometheus.ts';
import { readSeries } from './prometheus-series.ts';

let luneta: Backend;
beforeAll(async () => {
  luneta = await startBackend();
});
afterAll(() => luneta.close());

const read = {
  metrics: (url: string, options?: BackendSourceOptions) => prometheusSource(url, options).read({ sinceUs: 0 }),
  logs: (url: string, options?: BackendSourceOptions) => lokiSource(url, options).read({ sinceUs: 0 }),
};

describe.each(['metrics', 'logs'] as const)('uma fonte de %s nunca rejeita', (signal) => {
  test('numa Luneta vazia não há nada, e nenhum problema', async () => {
    expect(await read[signal](`${luneta.url}/`)).toEqual({ spans: [], [signal]: [], problems: [] });
  });

  test.each([
    ['uma página', 200, '<html></html>'],
    ['um Jaeger, que não conhece o endereço', 404, '{"data":null,"errors":[{"code":404,"msg":"not found"}]}'],
    ['outro JSON', 200, '[]'],
  ])('%s: o sinal não é observável aqui, e isso não é silêncio', async (_title, status, body) => {
    const url = await serve((_request, response) => response.writeHead(status).end(body));
    const reading = await read[signal](url);
    expect(reading).not.toHaveProperty(signal);
    expect(reading.problems).toMatchObject([{ code: signal === 'metrics' ? 'not_prometheus' : 'not_loki', signal }]);
    expect(reading.problems[0].message).toMatch(/não são observáveis aqui: quem atende em http/);
  });

  test.each([
    ['um defeito dele', 500, 'panic', 'backend_failed'],
    ['um pedido que ele não aceita', 400, 'parse error', 'backend_failed'],
    ['o erro no envelope dele', 422, '{"status":"error","error":"too many samples"}', 'backend_failed'],
  ])('%s: não veio nada, e se diz por quê', async (_title, status, body, code) => {
    const url = await serve((_request, response) => response.writeHead(status).end(body));
    expect(await read[signal](url)).toMatchObject({ [signal]: [], problems: [{ code, signal }] });
  });

  test('não atende, demora, não tem fim', async () => {
    const closed = await startBackend();
    await closed.close();
    expect((await read[signal](closed.url)).problems).toMatchObject([{ code: 'backend_unreachable' }]);
    const slow = await serve(silent);
    expect((await read[signal](slow, { timeoutMs: 50 })).problems).toMatchObject([{ code: 'backend_timeout' }]);
    const flood = await serve(endless);
    expect((await read[signal](flood)).problems).toMatchObject([{ code: 'backend_answer_too_long' }]);
  }, 20_000);

  test('o que não tem a forma da API é deixado de lado', async () => {
    const result = [
      null,
      7,
      {},
      { metric: 3, values: 'x' },
      { stream: [], values: [[], [1, 2], ['x']] },
      { metric: { __name__: 'x' } },
    ];
    const url = await serve((_request, response) =>
      response.end(JSON.stringify({ status: 'success', data: { result, constructor: [1] } })),
    );
    expect(await read[signal](url)).toEqual({ spans: [], [signal]: [], problems: [] });
  });
});

test('um serviço com o nome de um da plataforma se lê, se dele se espera algo', async () => {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://prometheus').searchParams.get('query') ?? '');
    response.end(JSON.stringify({ status: 'success', data: { result: [] } }));
  });
  const selectors = async (services: readonly string[]) => {
    asked.length = 0;
    await prometheusSource(url).read({ sinceUs: 0, services });
    return asked.filter((query) => query.includes('job="'));
  };
  expect(await selectors(['loja'])).toEqual([]);
  expect(await selectors(['loja', 'collector'])).toEqual([expect.stringContaining('job="collector"')]);
});

test('logs demais: só os mais novos, e um aviso', async () => {
  const values = Array.from({ length: 5000 }, (_, i) => [String(i), 'oi']);
  const url = await serve((_request, response) =>
    response.end(JSON.stringify({ status: 'success', data: { result: [{ stream: { service_name: 'a' }, values }] } })),
  );
  const { logs, problems } = await read.logs(url);
  expect(logs).toHaveLength(5000);
  expect(problems).toMatchObject([{ code: 'too_many_logs', signal: 'logs' }]);
});

test('um Loki que não separa os metadados', async () => {
  const stream = { service_name: 'a', trace_id: '1', severity_text: 'warn', place: 'Natal' };
  const values = [['1795348153916000000', 'oi']];
  const url = await serve((_request, response) =>
    response.end(JSON.stringify({ status: 'success', data: { result: [{ stream, values }] } })),
  );
  expect((await read.logs(url)).logs).toEqual([
    {
      timeUs: 1_795_348_153_916_000,
      body: 'oi',
      severity: 'WARN',
      service: 'a',
      attributes: { service_name: 'a', place: 'Natal' },
      resource: { place: 'Natal' },
      traceId: '1',
      spanId: '',
    },
  ]);
});

test('sem o tipo, o nome sem _total não é um Counter onde os outros o têm', () => {
  const series = (name: string) => ({ name, labels: {}, service: 'loja', value: 1, resource: {} });
  const judged = (...metrics: ObservedSeries[]) =>
    judge([metric('a').type('counter')], { spans: [], metrics, problems: [], excluded: [] }).checks.at(-1);
  expect(judged(series('a'))).toMatchObject({ code: 'not_observable' });
  expect(judged(series('a'), { ...series('b_total'), type: 'counter' })).toMatchObject({
    code: 'metric_type_differs',
    observed: 'o nome não termina em _total: não é um Counter',
  });
});

describe('séries de um Prometheus', () => {
  const series = (labels: Record<string, string>, values: [number, string][] = [[10, '1']]) => ({
    metric: labels,
    values,
  });

  test('só as amostras desta tentativa, e um histograma é uma série só', () => {
    const labels = { job: 'iss/loja', instance: 'x', http_route: '/', otel_scope_name: 's' };
    const bucket = (le: string) => series({ ...labels, __name__: 'd_seconds_bucket', le });
    const told = {
      targets: [series({ __name__: 'target_info', job: 'iss/loja', instance: 'x', lab_attempt: 'z' })],
      series: [
        ...['5', '+Inf', '1'].map(bucket),
        series({ ...labels, __name__: 'd_seconds_sum' }, [[10, '3']]),
        series({ ...labels, __name__: 'd_seconds_count' }, [
          [4, '1'],
          [10, '2'],
        ]),
        series({ job: 'a', __name__: 'x_count' }, [[4, '7']]),
        series({ job: 'unknown_service:/usr/bin/node', __name__: 'y_count' }, [
          [9, '+Inf'],
          [10, 'NaN'],
        ]),
      ],
      metadata: { d_seconds: [{ type: 'histogram', unit: 's' }], y_count: [{ type: 'gauge' }] },
    };
    expect(readSeries(told, 5e6)).toEqual([
      {
        name: 'd_seconds',
        type: 'histogram',
        unit: 's',
        labels: { http_route: '/' },
        service: 'loja',
        bounds: [1, 5],
        samples: [[10e6, 2]],
        resources: [{ lab_attempt: 'z', service_instance_id: 'x' }],
      },
      {
        name: 'y_count',
        type: 'gauge',
        labels: {},
        service: 'unknown_service:/usr/bin/node',
        samples: [[9e6, Infinity]],
        resources: [],
      },
    ]);
  });

  test('um histograma nativo tem contagem, e os limites não se sabem', () => {
    const native = { metric: { __name__: 'd', job: 'a' }, histograms: [[10, { count: '4', sum: '9', buckets: [] }]] };
    const [found] = readSeries({ targets: [], series: [native], metadata: {} }, 0);
    expect(found).toMatchObject({ type: 'histogram', samples: [[10e6, 4]] });
    expect(found).not.toHaveProperty('bounds');
  });
});
