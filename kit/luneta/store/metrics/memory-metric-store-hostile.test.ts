/** Explosão de cardinalidade, e a memória que se diz ocupar comparada com a que se ocupa. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { DEFAULT_MAX_SERIES_PER_METRIC, MAX_REJECTED_METRICS, MemoryMetricStore } from './memory-metric-store.ts';
import type { MetricFamily } from './metric-store.ts';
import { equalTo, family } from './testing/metric-points.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function memoryInUse(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe('explosão de cardinalidade: 200 mil séries, um id de usuário em cada', () => {
  const bomb = (i: number, atMs: number): MetricFamily =>
    family({ name: 'ruim_total', labels: { job: 'loja', rota: `/r${i % 5}`, user_id: `usuario-${i}` }, atMs });

  test('a métrica para no limite dela, as outras seguem, e o rótulo culpado é dito', () => {
    const before = memoryInUse();
    const store = new MemoryMetricStore({ maxBytes: 32 << 20, now: () => 1000 });
    const started = process.cpuUsage();
    for (let i = 0; i < 200_000; i += 500) {
      const atMs = 1000 + i;
      store.append([...Array.from({ length: 500 }, (_, k) => bomb(i + k, atMs)), family({ name: 'boa_total', atMs })]);
    }
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1e6).toBeLessThan(10);
    expect(store.getRejected()).toEqual([
      {
        metric: 'ruim_total',
        points: 200_000 - DEFAULT_MAX_SERIES_PER_METRIC,
        series: DEFAULT_MAX_SERIES_PER_METRIC,
        widestLabel: { name: 'user_id', values: DEFAULT_MAX_SERIES_PER_METRIC },
      },
    ]);
    expect(store.select([equalTo('__name__', 'boa_total')], 0, Infinity)[0].values).toHaveLength(400);
    const { bytes, maxBytes } = store.getStats();
    expect(bytes).toBeLessThanOrEqual(maxBytes);
    expect(memoryInUse() - before).toBeLessThan(40 << 20);
  });

  test('pouca memória: ela também cabe, e quem chega continua entrando', () => {
    const before = memoryInUse();
    const store = new MemoryMetricStore({ maxBytes: 4 << 20 });
    for (let i = 0; i < 50_000; i += 500) {
      for (let k = i; k < i + 500; k++) store.append([bomb(k, 1000 + k)]);
      expect(store.append([family({ name: 'boa_total', atMs: 1000 + i })]).accepted).toBe(1);
    }
    const { bytes, maxBytes } = store.getStats();
    expect(bytes).toBeLessThanOrEqual(maxBytes);
    expect(memoryInUse() - before).toBeLessThan(12 << 20);
  });

  test.each([
    ['pouca memória', { maxBytes: 8 << 20 }],
    ['lugar para poucas séries', { maxBytes: 64 << 20, maxSeries: 25_000 }],
  ])('%s: as métricas pequenas ficam, mesmo paradas há tempo, e outra ainda entra', (_what, limits) => {
    let nowMs = 1000;
    const store = new MemoryMetricStore({ ...limits, now: () => nowMs });
    const small = (name: string) =>
      Array.from({ length: 20 }, (_, i) => family({ name, labels: { i: `${i}` }, atMs: nowMs }));
    store.append(small('antiga'));
    nowMs += 6 * 60_000;
    for (let metric = 0; metric < 4; metric++) {
      for (let i = 0; i < 10_000; i += 500) {
        nowMs += 10;
        store.append(
          Array.from({ length: 500 }, (_, k) =>
            family({ name: `ruim_${metric}`, labels: { user_id: `usuario-${i + k}` }, atMs: nowMs }),
          ),
        );
      }
    }
    expect(store.append(small('nova')).rejected).toBe(0);
    for (const name of ['antiga', 'nova']) {
      expect(store.selectLabels([equalTo('__name__', name)], 0, Infinity)).toHaveLength(20);
    }
    expect(store.getStats().bytes).toBeLessThanOrEqual(limits.maxBytes);
  });

  test('nomes de métrica sem fim: a conta das recusadas também tem limite', () => {
    const store = new MemoryMetricStore({ maxBytes: 16 << 20, maxSeries: 10, now: () => 1000 });
    for (let i = 0; i < 50_000; i++) store.append([family({ name: `m${i}`, atMs: 1000 })]);
    expect(store.getRejected()).toHaveLength(MAX_REJECTED_METRICS);
    expect(store.getStats()).toMatchObject({ metrics: 10, series: 10, rejectedPoints: 49_990 });
  });

  test('nomes recusados de megabytes: guarda-se o começo', () => {
    const store = new MemoryMetricStore({ maxBytes: 32 << 20 });
    const before = memoryInUse();
    for (let i = 0; i < 50; i++) store.append([family({ name: `${i}_${'x'.repeat(2 << 20)}`, atMs: 1 })]);
    expect(store.getRejected()).toHaveLength(50);
    expect(Math.max(...store.getRejected().map(({ metric }) => metric.length))).toBe(200);
    expect(memoryInUse() - before).toBeLessThan(5 << 20);
  });

  test('séries que vêm e vão: nada delas fica para trás', () => {
    let now = 0;
    const store = new MemoryMetricStore({ maxBytes: 16 << 20, maxSeries: 100, now: () => now });
    const rounds = (from: number): number => {
      for (let i = from; i < from + 20_000; i++) {
        now += 10_000;
        store.append([family({ name: `m${i % 7}`, labels: { pod: `pod-${i}` }, atMs: now })]);
      }
      return store.getStats().bytes;
    };
    const first = rounds(0);
    const before = memoryInUse();
    expect(rounds(20_000)).toBeLessThan(first * 1.1);
    expect(memoryInUse() - before).toBeLessThan(1 << 20);
    expect(store.getStats()).toMatchObject({ series: 100, rejectedPoints: 0 });
  });
});

describe('a memória que `getStats` diz é a que se ocupa, com 25% de folga', () => {
  const labels = (i: number) => ({ job: 'loja', instance: 'i1', pod: `pod-numero-${i}`, rota: `/api/${i % 50}` });

  test.each([
    ['muitas séries de uma amostra', 10_000, 1, false],
    ['muitas amostras', 500, 200, false],
    ['exemplars', 2000, 5, true],
  ])('%s', (_name, series, samples, withExemplars) => {
    new MemoryMetricStore({ maxBytes: 1 << 20 }).append([family({ atMs: 1 })]);
    const before = memoryInUse();
    const store = new MemoryMetricStore({ maxBytes: 256 << 20 });
    for (let k = 1; k <= samples; k++) {
      for (let i = 0; i < series; i++) {
        const traceId = `${i}`.padStart(8, '0').repeat(4);
        const exemplars = [
          {
            labels: [['span_id', traceId.slice(16)] as const, ['trace_id', traceId] as const],
            value: k,
            timestampMs: k,
          },
        ];
        store.append([family({ labels: labels(i), atMs: k, ...(withExemplars ? { exemplars } : {}) })]);
      }
    }
    const real = memoryInUse() - before;
    const { bytes, series: kept } = store.getStats();
    expect(kept).toBe(series);
    expect(bytes / real).toBeGreaterThan(0.75);
    expect(bytes / real).toBeLessThan(1.25);
  });

  test('um rótulo tirado de uma página enorme não a mantém na memória', () => {
    const before = memoryInUse();
    const store = new MemoryMetricStore({ maxBytes: 16 << 20 });
    for (let i = 0; i < 50; i++) {
      const page = `${i}`.padEnd(1 << 20, 'x');
      store.append([family({ labels: { host: page.slice(0, 100) }, atMs: 1 })]);
    }
    expect(memoryInUse() - before).toBeLessThan(5 << 20);
    expect(store.getStats().series).toBe(50);
  });
});
