/** O que o SDK do OpenTelemetry manda, pelos exportadores de verdade, chega às consultas com os nomes e valores certos. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AggregationTemporalityPreference,
  OTLPMetricExporter as JsonExporter,
} from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, test } from 'vitest';
import { MemoryMetricStore } from '../store/metrics/memory-metric-store.ts';
import type { MetricStore } from '../store/metrics/metric-store.ts';
import { seriesName } from '../store/metrics/testing/metric-points.ts';
import { signalJsonToProtobuf } from './otlp-json-signals.ts';
import { decodeMetricsRequest } from './otlp-metrics.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Um receptor mínimo, e um provedor que exporta para ele quando se pede. */
async function startSdk(encoding: 'json' | 'protobuf', preference: AggregationTemporalityPreference) {
  const store = new MemoryMetricStore({ maxBytes: 16 << 20 });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const decoded = decodeMetricsRequest(encoding === 'json' ? signalJsonToProtobuf('metrics', body) : body);
    const result = store.append(decoded.families);
    response.statusCode = decoded.rejectedPoints + result.rejected > 0 ? 400 : 200;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/metrics`;
  const Exporter = encoding === 'json' ? JsonExporter : ProtobufExporter;
  const exporter = new Exporter({ url, temporalityPreference: preference });
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'loja', 'service.instance.id': 'i1', 'host.name': 'h' }),
    readers: [reader],
    views: [
      { instrumentName: 'tamanho', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
      {
        instrumentName: 'espera',
        aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [0.1, 1, 10] } },
      },
    ],
  });
  closers.push(() => provider.shutdown());
  return { store, provider };
}

/** O último valor de cada série, sem os rótulos que todas têm. */
function lastValues(store: MetricStore): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { labels, values: all } of store.select([], 0, Infinity)) {
    const name = seriesName(labels.filter(([label]) => label !== 'instance' && label !== 'job'));
    if (!name.startsWith('tamanho_bytes_bucket')) values[name] = all[all.length - 1];
  }
  return values;
}

/** Duas exportações no mesmo milissegundo seriam o mesmo instante, e a segunda não entraria. */
async function nextMillisecond(): Promise<void> {
  const now = Date.now();
  while (Date.now() === now) await new Promise((resolve) => setImmediate(resolve));
}

describe.each(['json', 'protobuf'] as const)('exportador em %s', (encoding) => {
  test.each([
    ['cumulativa', AggregationTemporalityPreference.CUMULATIVE],
    ['delta', AggregationTemporalityPreference.DELTA],
  ])('temporalidade %s: os mesmos totais', async (_name, preference) => {
    const { store, provider } = await startSdk(encoding, preference);
    const meter = provider.getMeter('teste');
    const orders = meter.createCounter('pedidos', { unit: '{pedido}' });
    const open = meter.createUpDownCounter('carrinhos');
    const wait = meter.createHistogram('espera', { unit: 's' });
    const size = meter.createHistogram('tamanho', { unit: 'By' });
    let memory = 10;
    meter.createObservableGauge('memoria', { unit: 'By' }).addCallback((result) => result.observe(memory));
    for (let round = 1; round <= 3; round++) {
      orders.add(round, { rota: '/a' });
      open.add(round === 2 ? -1 : 2);
      for (const value of [0.05, 0.5, 5, 50]) wait.record(value);
      for (let i = 0; i < 100; i++) size.record(i % 10 === 0 ? 0 : 100 + i);
      memory += 10;
      await nextMillisecond();
      await provider.forceFlush();
    }
    expect(lastValues(store)).toEqual({
      'pedidos_total{rota="/a"}': 6,
      carrinhos: 3,
      'espera_seconds_bucket{le="0.1"}': 3,
      'espera_seconds_bucket{le="1"}': 6,
      'espera_seconds_bucket{le="10"}': 9,
      'espera_seconds_bucket{le="+Inf"}': 12,
      espera_seconds_count: 12,
      espera_seconds_sum: expect.closeTo(3 * 55.55, 9),
      tamanho_bytes_count: 300,
      tamanho_bytes_sum: 3 * 13_500,
      memoria_bytes: 40,
      'target_info{host_name="h"}': 1,
    });
    expect(store.getStats().rejectedPoints).toBe(0);
    const names = Object.fromEntries(
      store.getMetadata().map(({ name, type, isDelta }) => [name, `${type} ${isDelta}`]),
    );
    const isDelta = preference === AggregationTemporalityPreference.DELTA;
    expect(names).toMatchObject({
      pedidos_total: `counter ${isDelta}`,
      espera_seconds: `histogram ${isDelta}`,
      tamanho_bytes: `histogram ${isDelta}`,
      // O SDK manda os que sobem e descem sempre cumulativos.
      carrinhos: 'gauge false',
    });
  });

  test('o histograma exponencial do SDK: a mediana fica perto da verdadeira', async () => {
    const { store, provider } = await startSdk(encoding, AggregationTemporalityPreference.CUMULATIVE);
    const size = provider.getMeter('teste').createHistogram('tamanho', { unit: 'By' });
    for (let i = 1; i <= 1000; i++) size.record(i);
    await provider.forceFlush();
    const buckets = store
      .select([], 0, Infinity)
      .filter(({ labels }) => labels.some(([name]) => name === 'le'))
      .map(({ labels, values }) => [
        Number(labels.find(([name]) => name === 'le')![1].replace('+Inf', 'Infinity')),
        values[0],
      ])
      .toSorted(([a], [b]) => a - b);
    expect(buckets.at(-1)).toEqual([Infinity, 1000]);
    const at = buckets.findIndex(([, count]) => count >= 500);
    const [lower, before] = buckets[at - 1];
    const [upper, after] = buckets[at];
    const median = lower + ((upper - lower) * (500 - before)) / (after - before);
    expect(Math.abs(median - 500)).toBeLessThan(15);
  });
});
