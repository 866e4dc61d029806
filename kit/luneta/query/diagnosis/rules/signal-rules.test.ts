/** As regras de métricas, logs e visitas: o achado, e os quase-acertos que não podem disparar. */
import { describe, expect, test } from 'vitest';
import type { ScrapeTarget } from '../../../receivers/scrape.ts';
import { LogBatch } from '../../../store/logs/log-batch.ts';
import { MemoryLogStore } from '../../../store/logs/memory-log-store.ts';
import { MemoryMetricStore } from '../../../store/metrics/memory-metric-store.ts';
import type { MetricType } from '../../../store/metrics/metric-store.ts';
import { type TestSpan, text, TRACE_B } from '../../../store/testing/spans.ts';
import { signalJsonToProtobuf } from '../../../wire/otlp-json-signals.ts';
import { logCodec } from '../../../wire/otlp-log-codec.ts';
import { indexLogsRequest } from '../../../wire/otlp-logs.ts';
import type { Finding } from '../finding.ts';
import { explainMissingMetrics } from '../missing-metrics.ts';
import { findingOf, timed } from '../testing/snapshot-of.ts';
import { rule as deltaTemporality } from './delta-temporality.ts';
import { rule as logsWithoutTrace } from './logs-without-trace.ts';
import { rule as metricCardinality } from './metric-cardinality.ts';
import { rule as metricsInterval } from './metrics-interval.ts';
import { isEverythingSilent } from './nothing-arrived.ts';
import { rule as scrapeFailing } from './scrape-failing.ts';

const NOW_MS = 1_795_176_000_000;

const newMetrics = (maxSeriesPerMetric?: number): MemoryMetricStore =>
  new MemoryMetricStore({ maxBytes: 64 << 20, maxSeriesPerMetric, now: () => NOW_MS });

interface Measured {
  type?: MetricType;
  isDelta?: boolean;
  /** Segundos antes de agora, e o valor. */
  at?: readonly (readonly [secondsAgo: number, value: number])[];
}

function measure(
  store: MemoryMetricStore,
  name: string,
  labels: Readonly<Record<string, string>>,
  { type = 'counter', isDelta = false, at = [[1, 1]] }: Measured = {},
): void {
  const all = Object.entries({ __name__: name, job: 'loja', ...labels }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const points = at.map(([secondsAgo, value]) => ({
    timestampMs: NOW_MS - secondsAgo * 1_000,
    isDelta,
    samples: [{ labels: all, value }],
  }));
  store.append([{ metadata: { name, type, help: '', unit: '', isDelta }, points }]);
}

const told = (finding: Finding | undefined): (string | undefined)[] | undefined =>
  finding?.examples.map(({ detail }) => detail);

describe('metrics_interval_60s', () => {
  type Case = [name: string, at: Measured['at'], found: boolean];
  test.each<Case>([
    [
      'três exportações a um minuto, e contas que sobem',
      [
        [130, 3],
        [70, 4],
        [10, 9],
      ],
      true,
    ],
    [
      'com o relógio do programa um pouco solto',
      [
        [132, 3],
        [70.5, 3],
        [10, 9],
      ],
      true,
    ],
    ['uma só, e o programa acabou', [[10, 9]], false],
    [
      'duas: pode ser acaso',
      [
        [70, 3],
        [10, 9],
      ],
      false,
    ],
    [
      'acabou: a última é a do shutdown, fora de hora',
      [
        [150, 3],
        [90, 4],
        [75, 9],
      ],
      false,
    ],
    [
      'acabou há mais de um minuto e meio',
      [
        [220, 3],
        [160, 4],
        [100, 9],
      ],
      false,
    ],
    [
      'de 5 em 5 segundos',
      [
        [20, 1],
        [15, 2],
        [10, 3],
        [5, 4],
      ],
      false,
    ],
    [
      'de minuto em minuto, mas de 10 em 10 até há pouco',
      [
        [140, 1],
        [130, 2],
        [70, 3],
        [10, 4],
      ],
      false,
    ],
    [
      'um programa que roda de minuto em minuto, e recomeça',
      [
        [130, 3],
        [70, 3],
        [10, 3],
      ],
      false,
    ],
    [
      'o mesmo, com contas diferentes',
      [
        [130, 3],
        [70, 5],
        [10, 4],
      ],
      false,
    ],
  ])('%s', async (_name, at, found) => {
    const metrics = newMetrics();
    measure(metrics, 'pedidos_total', { instance: 'a' }, { at });
    measure(metrics, 'fila', { instance: 'a' }, { type: 'gauge', at: at!.map(([seconds]) => [seconds, -1]) });
    const finding = await findingOf(metricsInterval, [], { metrics, nowMs: NOW_MS });
    expect(finding && [finding.severity, finding.examples[0].service]).toEqual(found ? ['info', 'loja'] : undefined);
  });

  test('nem o que se deriva dos spans, nem dois processos que se alternam', async () => {
    const metrics = newMetrics();
    const at: Measured['at'] = [
      [130, 3],
      [70, 4],
      [10, 9],
    ];
    measure(metrics, 'traces_span_metrics_calls_total', {}, { at });
    measure(
      metrics,
      'pedidos_total',
      { instance: 'a' },
      {
        at: [
          [130, 3],
          [10, 9],
        ],
      },
    );
    measure(metrics, 'pedidos_total', { instance: 'b' }, { at: [[70, 3]] });
    expect(await findingOf(metricsInterval, [], { metrics, nowMs: NOW_MS })).toBeUndefined();
  });
});

describe('delta_temporality', () => {
  test('diz a métrica e o serviço, uma vez cada', async () => {
    const metrics = newMetrics();
    measure(metrics, 'pedidos_total', { rota: '/' }, { isDelta: true });
    measure(metrics, 'pedidos_total', { rota: '/a' }, { isDelta: true });
    measure(metrics, 'visitas_total', {});
    const finding = await findingOf(deltaTemporality, [], { metrics, nowMs: NOW_MS });
    expect([finding?.count, told(finding), finding?.severity]).toEqual([1, ['pedidos_total'], 'info']);
  });

  test('uma que parou há mais de dez minutos já não é assunto', async () => {
    const metrics = newMetrics();
    measure(metrics, 'pedidos_total', {}, { isDelta: true, at: [[700, 1]] });
    expect(await findingOf(deltaTemporality, [], { metrics, nowMs: NOW_MS })).toBeUndefined();
  });
});

describe('metric_cardinality', () => {
  const fill = (label: string, valueOf: (i: number) => string, count = 300, name = 'pedidos_total') => {
    const metrics = newMetrics();
    for (let i = 0; i < count; i++) measure(metrics, name, { [label]: valueOf(i), rota: `/${i % 3}` });
    return metrics;
  };
  const uuid = (i: number): string => `5f3c1a2b-0000-4000-8000-${String(i * 7919).padStart(12, '0')}`;

  test.each<[string, string, (i: number) => string]>([
    ['UUIDs', 'pedido', uuid],
    ['números', 'cliente', (i) => String(10_000 + i * 37)],
    ['um id, mesmo em ordem', 'user_id', (i) => String(i)],
    ['números com um prefixo', 'sessao', (i) => `s-${i * 31}`],
  ])('avisa antes do limite: %s', async (_name, label, valueOf) => {
    const finding = await findingOf(metricCardinality, [], { metrics: fill(label, valueOf), nowMs: NOW_MS });
    expect(finding).toMatchObject({ severity: 'warning', count: 1 });
    expect(told(finding)?.[0]).toMatch(
      new RegExp(`^pedidos_total: 300 valores de ${label}, como .*: 300 séries, 1 a cada`),
    );
  });

  test.each<[string, string, (i: number) => string, number?, string?]>([
    ['poucos ids', 'pedido', uuid, 150],
    [
      'nomes de verdade, ainda que muitos',
      'cidade',
      (i) => `Cidade ${'abcdefghij'[i % 10]}${'klmnopqrst'[Math.floor(i / 10) % 10]}${'uvx'[Math.floor(i / 100)]}`,
    ],
    ['as partições de um tópico', 'particao', (i) => String(i)],
    ['os baldes de um histograma', 'le', (i) => String(i * 3), 300, 'lat_bucket'],
    ['um processo reiniciado muitas vezes', 'instance', uuid],
    ['a derivada dos spans, de que fala outra regra', 'span_name', uuid, 300, 'traces_span_metrics_calls_total'],
  ])('não confunde: %s', async (_name, label, valueOf, count, name) => {
    const metrics = fill(label, valueOf, count, name);
    expect(await findingOf(metricCardinality, [], { metrics, nowMs: NOW_MS })).toBeUndefined();
  });

  test('passou do limite: é um erro, com a métrica, o rótulo e a conta', async () => {
    const metrics = newMetrics(1_200);
    for (let i = 0; i < 1_500; i++) measure(metrics, 'pedidos_total', { pedido: uuid(i) });
    const finding = await findingOf(metricCardinality, [], { metrics, nowMs: NOW_MS });
    expect(finding).toMatchObject({ severity: 'error', count: 300 });
    expect(told(finding)).toEqual([
      expect.stringMatching(
        /^pedidos_total: 1[.]200 séries; o rótulo pedido tem 1[.]200 valores; 300 pontos recusados$/,
      ),
    ]);
  });
});

describe('logs_without_trace', () => {
  const pid = (value: string) => [text('process.pid', value)];
  /** Um span de 100 ms a cada 10 s. */
  const spans: TestSpan[] = Array.from({ length: 6 }, (_, i) =>
    timed(i, [i * 10_000, i * 10_000 + 100], { service: 'loja' }),
  );
  const inside = [20, 50, 10_030, 20_040, 30_050, 40_010, 50_090];

  interface Logged {
    service?: string;
    traceId?: string;
    attributes?: { key: string; value: object }[];
  }
  function logsAt(
    times: readonly number[],
    { service = 'loja', traceId, attributes = [] }: Logged = {},
    store = new MemoryLogStore({ maxBytes: 8 << 20, codec: logCodec }),
  ) {
    const resource = {
      attributes: [{ key: 'service.name', value: { stringValue: service } }, ...attributes],
    };
    const logRecords = times.map((ms) => ({
      timeUnixNano: `${BigInt(1_000 + ms) * 1_000_000n}`,
      body: { stringValue: 'oi' },
      ...(traceId === undefined ? {} : { traceId, spanId: 'ab'.repeat(8) }),
    }));
    const json = JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
    const batch = new LogBatch();
    indexLogsRequest(signalJsonToProtobuf('logs', Buffer.from(json)), batch);
    store.append(batch);
    return store;
  }

  test('caem dentro dos spans, e nenhum diz de que trace é', async () => {
    const finding = await findingOf(logsWithoutTrace, spans, { logs: logsAt([-500, ...inside, 45_000]) });
    expect(finding).toMatchObject({ severity: 'warning', count: 7, examples: [{ service: 'loja' }] });
  });

  test('um só que diz, e a correlação funciona', async () => {
    const logs = logsAt([45_000], { traceId: TRACE_B }, logsAt(inside));
    expect(await findingOf(logsWithoutTrace, spans, { logs })).toBeUndefined();
  });

  const everySecond = Array.from({ length: 50 }, (_, i) => i * 1_000 + 5);
  const busy = [timed(0, [0, 55_000], { service: 'loja' })];
  const named = spans.map((span) => ({ ...span, resourceAttributes: pid('1') }));
  test.each<[string, TestSpan[], MemoryLogStore]>([
    ['fora dos spans', spans, logsAt(inside.map((ms) => ms + 5_000))],
    ['de segundo em segundo, e alguns caem dentro por acaso', spans, logsAt(everySecond)],
    ['sempre há um span aberto: qualquer log cairia dentro', busy, logsAt(everySecond)],
    ['poucos', spans, logsAt(inside.slice(0, 4))],
    ['de outro serviço', spans, logsAt(inside, { service: 'outro' })],
    [
      'de outro processo do mesmo serviço',
      named,
      logsAt(inside, { attributes: [{ key: 'process.pid', value: { stringValue: '2' } }] }),
    ],
    ['sem spans', [], logsAt(inside)],
  ])('não confunde: %s', async (_name, around, logs) => {
    expect(await findingOf(logsWithoutTrace, around, { logs })).toBeUndefined();
  });

  test('o mesmo processo, que se diz o mesmo', async () => {
    const logs = logsAt(inside, { attributes: [{ key: 'process.pid', value: { stringValue: '1' } }] });
    expect(await findingOf(logsWithoutTrace, named, { logs })).toMatchObject({ count: 7 });
  });
});

const target = (up: boolean | undefined, lastError?: string): ScrapeTarget => ({
  url: 'http://localhost:9464/metrics',
  up,
  lastError,
  samples: 0,
});

describe('scrape_failing', () => {
  test('diz o endereço e o motivo; antes da primeira visita, ou se deu certo, nada', async () => {
    const scrapes = [target(true), target(undefined), target(false, 'a página respondeu HTTP 404')];
    const finding = await findingOf(scrapeFailing, [], { scrapes });
    expect(told(finding)).toEqual(['http://localhost:9464/metrics: a página respondeu HTTP 404']);
    expect(await findingOf(scrapeFailing, [], { scrapes: scrapes.slice(0, 2) })).toBeUndefined();
  });

  test('uma página que se lê é telemetria que chegou', async () => {
    const silent = { doors: [], stats: { spans: 0, evictedTraces: 0 } } as never as Parameters<
      typeof isEverythingSilent
    >[0];
    expect([isEverythingSilent(silent), isEverythingSilent({ ...silent, scrapes: [target(true)] })]).toEqual([
      true,
      false,
    ]);
    expect(isEverythingSilent({ ...silent, scrapes: [target(false, 'x')] })).toBe(true);
  });
});

describe('por que não há métricas', () => {
  test.each([
    [{ sendsOthers: true, scrapes: [target(false, 'ninguém escuta')] }, 'scrape_failing', 'ninguém escuta'],
    [{ sendsOthers: false }, 'nothing_arrived', 'não chegou nada'],
    [{ sendsOthers: true, sendingForMs: 20_000 }, 'metrics_interval_60s', 'há menos de um minuto'],
    [{ sendsOthers: true, sendingForMs: 90_000, service: 'loja' }, 'metrics_without_reader', 'Outros sinais de loja'],
    [{ sendsOthers: true, scrapes: [target(true)] }, 'metrics_without_reader', 'sem reader'],
  ])('%j', (facts, code, said) => {
    const explanation = explainMissingMetrics(facts);
    expect(explanation).toMatchObject({ code, link: `kit/luneta/DOUTOR.md#${code}` });
    expect(explanation.explanation).toContain(said);
  });
});
