/**
 * A Luneta contra um Prometheus de verdade (o do Debian, 2.42): a mesma página coletada, as mesmas perguntas nos mesmos
 * instantes, as mesmas respostas. O que difere de propósito está em `prometheus-deviations.ts`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Labels, METRIC_NAME } from '../store/metrics/metric-store.ts';
import { STALE } from '../store/metrics/stale.ts';
import { NaiveMetricStore } from '../store/metrics/testing/naive-metric-store.ts';
import { PROMETHEUS_DEVIATIONS } from './prometheus-deviations.ts';
import { INSTANT_QUERIES, RANGE_QUERIES, REFUSED_QUERIES } from './testing/prometheus-queries.ts';
import {
  openMetricsPage,
  sampleFamilies,
  SAMPLES,
  sorted,
  STEP_MS,
  toMetricFamilies,
} from './testing/prometheus-samples.ts';
import { randomQuery } from './testing/random-query.ts';
import { JOB, type RealPrometheus, startRealPrometheus } from './testing/real-prometheus.ts';
import { type ServedPrometheus, servePrometheus } from './testing/serve-prometheus.ts';
import { firstDifference } from './testing/same-answer.ts';

const SEED = 20261122;
const RANDOM_QUERIES = 200;
const START_MS = Math.floor(Date.now() / STEP_MS) * STEP_MS - 35 * 60_000;
const END_MS = START_MS + (SAMPLES - 1) * STEP_MS;
const FAMILIES = sampleFamilies(START_MS);
/** Sem instante na página: some na segunda coleta, e o Prometheus marca a ausência. */
const VANISHING = '# TYPE sumida gauge\nsumida 5\n';

let prometheus: RealPrometheus;
let luneta: ServedPrometheus;
/** Quando `sumida` sumiu. */
let vanishedMs: number;

beforeAll(async () => {
  const page = openMetricsPage(FAMILIES);
  // O Prometheus esquece os metadados que a página deixa de dizer.
  const metadataOnly =
    VANISHING.replace('sumida 5\n', '') + openMetricsPage(FAMILIES.map((family) => ({ ...family, series: [] })));
  prometheus = await startRealPrometheus((scrape) => (scrape === 0 ? VANISHING + page : metadataOnly));
  const automatic = await automaticSeries();
  const target: Labels = [
    ['instance', prometheus.instance],
    ['job', JOB],
  ];
  const store = new NaiveMetricStore();
  store.append(toMetricFamilies(FAMILIES, target));
  vanishedMs = automatic.find(({ name }) => name === 'up')!.points[1][0];
  for (const { name, points } of automatic) {
    const all = name === 'sumida' ? [...points, [vanishedMs, STALE] as const] : points;
    const labels = sorted([...target, [METRIC_NAME, name]]);
    store.append([
      {
        // Das que são dele, o Prometheus não tem metadados.
        metadata: { name: 'sumida', type: 'gauge', help: '', unit: '', isDelta: false },
        points: all.map(([timestampMs, value]) => ({ timestampMs, isDelta: false, samples: [{ labels, value }] })),
      },
    ]);
  }
  luneta = await servePrometheus({ metrics: store, now: Date.now });
});

afterAll(async () => {
  luneta?.close();
  await prometheus?.close();
});

interface RawSeries {
  name: string;
  points: (readonly [timestampMs: number, value: number])[];
}

/** O que a coleta guarda por conta própria, depois de três delas. */
async function automaticSeries(): Promise<RawSeries[]> {
  for (;;) {
    const { data } = (await (
      await fetch(
        `${prometheus.url}/api/v1/query?query=${encodeURIComponent('{__name__=~"up|scrape_.+|sumida"}[10m]')}`,
      )
    ).json()) as { data: { result: { metric: Record<string, string>; values: [number, string][] }[] } };
    const series = data.result.map(({ metric, values }) => ({
      name: metric[METRIC_NAME],
      points: values.map(([seconds, value]) => [Math.round(seconds * 1000), Number(value)] as const),
    }));
    if ((series.find(({ name }) => name === 'up')?.points.length ?? 0) >= 3) return series;
    await delay(100);
  }
}

interface Answer {
  status: number;
  contentType: string | null;
  body: { data?: { resultType?: string; result?: unknown }; errorType?: string; error?: string } | undefined;
}

async function ask(
  url: string,
  path: string,
  params: Record<string, string> | URLSearchParams,
  isPost = false,
): Promise<Answer> {
  const search = new URLSearchParams(params);
  const response = await (isPost
    ? fetch(url + path, { method: 'POST', body: search })
    : fetch(`${url}${path}?${search}`));
  const text = await response.text();
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** O Prometheus não promete ordem num vetor; um erro de sintaxe é igual pelo tipo. */
function comparable({ status, contentType, body }: Answer): unknown {
  if (body?.errorType !== undefined) {
    const reason = body.errorType === 'execution' ? body.error?.split(' for the match group')[0] : undefined;
    return { status, contentType, errorType: body.errorType, reason };
  }
  if (body?.data?.resultType !== 'vector') return { status, contentType, body };
  const result = (body.data.result as { metric: unknown }[]).toSorted((a, b) =>
    JSON.stringify(a.metric) < JSON.stringify(b.metric) ? -1 : 1,
  );
  return { status, contentType, body: { ...body, data: { ...body.data, result } } };
}

/** As rotas que aceitam formulários; metade das perguntas vai assim. */
const ALSO_POST = /\/(query|query_range|query_exemplars|series|labels)$/;

/** As perguntas a que os dois respondem diferente, com a primeira diferença. */
async function differences(
  questions: readonly (readonly [path: string, params: Record<string, string> | URLSearchParams])[],
): Promise<string[]> {
  const found: string[] = [];
  for (const [i, [path, params]] of questions.entries()) {
    const isPost = i % 2 === 1 && ALSO_POST.test(path);
    const [expected, received] = await Promise.all([
      ask(prometheus.url, path, params, isPost),
      ask(luneta.url, path, params, isPost),
    ]);
    const difference = firstDifference(comparable(expected), comparable(received));
    if (difference === undefined) continue;
    found.push(
      `${path} ${new URLSearchParams(params)}\n  ${difference}\n  ${expected.body?.error ?? ''} | ${received.body?.error ?? ''}`,
    );
  }
  return found;
}

const seconds = (ms: number): string => String(ms / 1000);
const MINUTE_MS = 60_000;

/** Antes de tudo, no meio, dentro do buraco, e nas bordas dos cinco minutos em que uma amostra ainda vale. */
const INSTANTS = [
  START_MS - 1,
  START_MS,
  START_MS + 7.5 * MINUTE_MS + 123,
  START_MS + 14 * MINUTE_MS,
  START_MS + 20 * MINUTE_MS,
  END_MS,
  END_MS + 5 * MINUTE_MS,
  END_MS + 5 * MINUTE_MS + 1,
];

const RANGES = [
  { start: START_MS - MINUTE_MS, end: END_MS, step: '30' },
  { start: START_MS + 777, end: END_MS + 6 * MINUTE_MS, step: '47.5' },
  { start: START_MS + 9 * MINUTE_MS, end: START_MS + 10 * MINUTE_MS, step: '1s' },
  { start: END_MS, end: END_MS, step: '1m30s' },
];

describe('as respostas de um Prometheus de verdade', () => {
  test.each(INSTANT_QUERIES)('num instante: %s', async (query) => {
    expect(
      await differences(INSTANTS.map((timeMs) => ['/api/v1/query', { query, time: seconds(timeMs) }] as const)),
    ).toEqual([]);
  });

  test.each([...INSTANT_QUERIES.filter((query) => !query.endsWith(']')), ...RANGE_QUERIES])(
    'em passos: %s',
    async (query) => {
      const questions = RANGES.map(({ start, end, step }) => {
        return ['/api/v1/query_range', { query, start: seconds(start), end: seconds(end), step }] as const;
      });
      expect(await differences(questions)).toEqual([]);
    },
  );

  test('a marca de ausência tira a série da consulta na hora, e a janela a ignora', async () => {
    const questions = ['sumida', 'count_over_time(sumida[1m])', 'up', 'sum(up)', 'scrape_samples_scraped'].flatMap(
      (query) => [-1, 0, 1].map((ms) => ['/api/v1/query', { query, time: seconds(vanishedMs + ms) }] as const),
    );
    expect(await differences(questions)).toEqual([]);
  });

  test.each(REFUSED_QUERIES)('recusa o que ele recusa: %s', async (query) => {
    const time = seconds(END_MS);
    const range = { start: time, end: time, step: '1' };
    expect(
      await differences([
        ['/api/v1/query', { query, time }],
        ['/api/v1/query_range', { query, ...range }],
        ['/api/v1/query_exemplars', { query }],
      ]),
    ).toEqual([]);
  });

  test('parâmetros errados têm o mesmo erro', async () => {
    const good = { query: 'up', start: '1', end: '2', step: '1' };
    const questions = [
      ['/api/v1/query', { query: 'up', time: 'ontem' }],
      ['/api/v1/query', { query: 'up', timeout: 'x' }],
      ['/api/v1/query', {}],
      ['/api/v1/query_range', { ...good, start: '' }],
      ['/api/v1/query_range', { ...good, end: 'x' }],
      ['/api/v1/query_range', { ...good, end: '0' }],
      ['/api/v1/query_range', { ...good, step: '0' }],
      ['/api/v1/query_range', { ...good, step: '-1s' }],
      ['/api/v1/query_range', { ...good, step: '' }],
      ['/api/v1/query_range', { ...good, end: '11002' }],
      ['/api/v1/query_range', { ...good, query: 'up[1m]' }],
      ['/api/v1/series', {}],
      ['/api/v1/series', { 'match[]': '{}' }],
      ['/api/v1/series', { 'match[]': 'up[5m]' }],
      ['/api/v1/series', { 'match[]': 'up', start: 'x' }],
      ['/api/v1/labels', { 'match[]': 'up{' }],
      ['/api/v1/labels', { end: 'x' }],
      ['/api/v1/label/a-b/values', {}],
      ['/api/v1/metadata', { limit: 'x' }],
      ['/api/v1/query_exemplars', { query: 'up', start: '2', end: '1' }],
    ] as const;
    expect(await differences(questions.map(([path, params]) => [path, params as Record<string, string>]))).toEqual([]);
  });

  test('séries, rótulos, metadados e exemplars', async () => {
    const times = { start: seconds(START_MS), end: seconds(END_MS + 10 * MINUTE_MS) };
    const matching = (...selectors: string[]): URLSearchParams =>
      new URLSearchParams([...Object.entries(times), ...selectors.map((selector) => ['match[]', selector])]);
    const questions: (readonly [string, Record<string, string> | URLSearchParams])[] = [
      ['/api/v1/series', matching('pedidos_total')],
      ['/api/v1/series', matching('{rota="/a"}', '{sala=~".+"}', 'pedidos_total')],
      ['/api/v1/series', matching('nada')],
      ['/api/v1/labels', times],
      ['/api/v1/labels', {}],
      ['/api/v1/labels', matching('temperatura', 'unico')],
      ['/api/v1/labels', matching('nada')],
      ['/api/v1/label/__name__/values', times],
      ['/api/v1/label/sala/values', {}],
      ['/api/v1/label/sala/values', matching('umidade')],
      ['/api/v1/label/rota/values', matching('{metodo!="GET"}')],
      ['/api/v1/label/nada/values', times],
      ['/api/v1/metadata', {}],
      ['/api/v1/metadata', { metric: 'temperatura' }],
      ['/api/v1/metadata', { metric: 'nada' }],
      ['/api/v1/metadata', { limit: '0' }],
      ['/api/v1/query_exemplars', { query: 'latencia_segundos_bucket', ...times }],
      ['/api/v1/query_exemplars', { query: 'sum(rate(latencia_segundos_bucket{rota="/a"}[5m])) + up', ...times }],
      ['/api/v1/query_exemplars', { query: 'latencia_segundos_bucket', start: '1', end: '2' }],
      ['/api/v1/query_exemplars', { query: '1 + 1' }],
      ['/api/v1/rules', {}],
      ['/api/v1/alerts', {}],
    ];
    expect(await differences(questions)).toEqual([]);
  });

  test(`${RANDOM_QUERIES} consultas ao acaso (semente ${SEED})`, async () => {
    const queries = fc.sample(randomQuery, { seed: SEED, numRuns: RANDOM_QUERIES });
    const questions = queries.flatMap((query, i) => {
      const { start, end, step } = RANGES[i % RANGES.length];
      return [
        ['/api/v1/query', { query, time: seconds(INSTANTS[i % INSTANTS.length]) }],
        ['/api/v1/query_range', { query, start: seconds(start), end: seconds(end), step }],
      ] as const;
    });
    expect(await differences(questions)).toEqual([]);
  });

  test.each(PROMETHEUS_DEVIATIONS.filter(({ query }) => query !== undefined))(
    'difere de propósito: $reason',
    async ({ query }) => {
      expect(await differences([['/api/v1/query', { query: query!, time: seconds(END_MS) }]])).toHaveLength(1);
    },
  );
});
