/** Spans guardados de verdade, com o relógio que o teste quiser. */
import { describe, expect, test } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import type { Exemplar } from '../store/metrics/metric-store.ts';
import { NaiveMetricStore } from '../store/metrics/testing/naive-metric-store.ts';
import { append, spanId, type TestSpan, text, TRACE_A, traceId } from '../store/testing/spans.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { createSpanMetrics, MAX_SPAN_SERIES } from './span-metrics.ts';

const START_MS = 1_795_176_000_000;

function start(maxBytes = 8 << 20) {
  const spans = new MemoryStore({ maxBytes, codec: otlpCodec });
  const metrics = new NaiveMetricStore();
  const clock = { ms: START_MS };
  const connector = createSpanMetrics({ spans, metrics, now: () => clock.ms });
  /** `nome{rótulos}` → as amostras, como `segundos:valor`. */
  const series = (pattern: RegExp): Record<string, string> =>
    Object.fromEntries(
      metrics
        .select([], -Infinity, Infinity)
        .map(({ labels, timestampsMs, values }) => [
          labels.map(([name, value]) => (name === '__name__' ? value : `${name}=${value}`)).join(' '),
          Array.from(values, (value, i) => `${(timestampsMs[i] - START_MS) / 1000}:${value}`).join(' '),
        ])
        .filter(([name]) => pattern.test(name))
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  const samples = (): number => metrics.getStats().samples;
  const exemplars = (): Exemplar[] =>
    metrics.selectExemplars([], -Infinity, Infinity).flatMap((found) => [...found.exemplars]);
  return { spans, metrics, clock, connector, series, samples, exemplars };
}

const lasting = (ms: number, fields: TestSpan = {}): TestSpan => ({
  startTimeUnixNano: 1_000_000_000n,
  endTimeUnixNano: 1_000_000_000n + BigInt(ms * 1_000_000),
  ...fields,
});

describe('métricas de spans', () => {
  test('os nomes, os rótulos e os baldes do conector do Collector', () => {
    const { spans, connector, series } = start();
    const failed = { status: { code: 2, message: '' } };
    append(spans, lasting(2, { service: 'loja', name: 'GET /', kind: 2 }));
    append(spans, lasting(2.5, { service: 'loja', name: 'GET /', kind: 2 }), lasting(99_000, { kind: 0, ...failed }));
    connector.refresh();
    expect(series(/^traces_span_metrics_calls/)).toEqual({
      'traces_span_metrics_calls_total job=loja service_name=loja span_kind=SPAN_KIND_SERVER span_name=GET / status_code=STATUS_CODE_UNSET':
        '0:2',
      'traces_span_metrics_calls_total job=service service_name=service span_kind=SPAN_KIND_UNSPECIFIED span_name=operation status_code=STATUS_CODE_ERROR':
        '0:1',
    });
    const durations = series(/^traces_span_metrics_duration_milliseconds.*loja/);
    const bucket = (le: string): string | undefined =>
      Object.entries(durations).find(([name]) => name.includes(` le=${le} `))?.[1];
    expect(Object.keys(durations)).toHaveLength(19);
    expect([bucket('2'), bucket('4'), bucket('15000'), bucket('+Inf')]).toEqual(['0:1', '0:2', '0:2', '0:2']);
    const rest = Object.entries(durations).filter(([name]) => /_(sum|count) /.test(name));
    expect(rest.map(([, values]) => values)).toEqual(['0:2', '0:4.5']);
  });

  test('um exemplar por balde e por escrita, com os ids do span', () => {
    const { spans, connector, exemplars, clock } = start();
    append(spans, lasting(1, { traceId: TRACE_A, spanId: spanId(1) }), lasting(1.5), lasting(300));
    connector.refresh();
    expect(exemplars()).toHaveLength(2);
    expect(exemplars()[0]).toEqual({
      labels: [
        ['span_id', spanId(1)],
        ['trace_id', TRACE_A],
      ],
      value: 1,
      timestampMs: START_MS,
    });
    clock.ms += 1_000;
    connector.refresh();
    expect(exemplars()).toHaveLength(2);
  });

  test('o que já estava guardado é ponto de partida; depois, uma conta nova começa do zero', () => {
    const { spans, connector, series, clock } = start();
    append(spans, { name: 'velha' });
    connector.refresh();
    clock.ms += 5_000;
    append(spans, { name: 'velha' }, { name: 'nova' });
    connector.refresh();
    expect(Object.values(series(/calls.*velha/))).toEqual(['0:1 5:2']);
    expect(Object.values(series(/calls.*nova/))).toEqual(['0:0 5:1']);
    expect(Object.values(series(/_count.*nova/))).toEqual(['0:0 5:1']);
  });

  test('escreve o que mudou; o resto, uma vez por minuto, e por dez minutos', () => {
    const { spans, connector, series, samples, clock } = start();
    append(spans, {}, { name: 'outra' });
    connector.refresh();
    for (let i = 0; i < 30; i++) {
      clock.ms += 1_000;
      connector.refresh();
    }
    expect(samples()).toBe(2 * 20);
    clock.ms += 30_000;
    connector.refresh();
    expect(samples()).toBe(4 * 20);
    for (let i = 0; i < 3_600; i++) {
      clock.ms += 1_000;
      connector.refresh();
    }
    const kept = samples();
    expect(kept).toBe(2 * 11 * 20);
    // Depois do silêncio, o degrau é de agora, e não da hora passada.
    const second = (clock.ms - START_MS) / 1000;
    append(spans, {});
    connector.refresh();
    const resumed = Object.values(series(/calls.*span_name=operation/))[0].split(' ');
    expect(resumed.slice(-2)).toEqual([`${second - 5}:1`, `${second}:2`]);
  });

  test('no mesmo milissegundo, a conta espera a escrita seguinte em vez de se perder', () => {
    const { spans, connector, series, clock } = start();
    append(spans, {});
    connector.refresh();
    append(spans, {});
    connector.refresh();
    clock.ms += 1;
    connector.refresh();
    expect(Object.values(series(/calls/))).toEqual(['0:1 0.001:2']);
  });

  test('operações demais vão todas para uma conta só, sem que um span deixe de contar', () => {
    const { spans, metrics, connector, series } = start();
    for (let i = 0; i < MAX_SPAN_SERIES + 50; i++) append(spans, { name: `GET /pedidos/${i}` });
    connector.refresh();
    expect(series(/overflow.*calls|calls.*overflow/)).toEqual({
      'traces_span_metrics_calls_total otel_metric_overflow=true': '0:50',
    });
    expect(metrics.getStats().series).toBe((MAX_SPAN_SERIES + 1) * 20);
  });

  test('o que saiu antes de ser contado se diz, e não se adivinha', () => {
    const { spans, connector, series } = start(1 << 20);
    const attributes = [text('fill', 'x'.repeat(40_000))];
    for (let i = 0; i < 100; i++) append(spans, { traceId: traceId(i), attributes });
    connector.refresh();
    const left = spans.getStats().spans;
    expect([connector.lostSpans, Object.values(series(/calls/))]).toEqual([100 - left, [`0:${left}`]]);
    connector.refresh();
    expect(connector.lostSpans).toBe(100 - left);
  });

  test('o relógio conta sozinho, e para quando se fecha', async () => {
    const spans = new MemoryStore({ maxBytes: 64 << 20, codec: otlpCodec });
    const metrics = new NaiveMetricStore();
    // Mais do que cabe numa volta do relógio.
    for (let i = 0; i < 30; i++) append(spans, ...Array.from({ length: 1_000 }, () => ({})));
    const connector = createSpanMetrics({ spans, metrics, now: Date.now });
    connector.start();
    expect(metrics.getStats().samples).toBe(0);
    const count = (): number =>
      metrics
        .select([{ name: '__name__', matches: (v) => v.endsWith('_calls_total') }], 0, Infinity)[0]
        ?.values.at(-1) ?? 0;
    await expect.poll(count).toBe(30_000);
    append(spans, {});
    await expect.poll(count, { timeout: 10_000 }).toBe(30_001);
    connector.close();
  });
});
