import { expect, test } from 'vitest';
import { MemoryMetricStore } from '../store/metrics/memory-metric-store.ts';
import { gauge, metricsRequest, point, TIME_MS } from '../wire/testing/metrics-json.ts';
import { createMetricIngest } from './ingest-metrics.ts';

const timeUnixNano = (ms: number): string => `${ms}000000`;
const request = (ms: number): Uint8Array =>
  metricsRequest([{ metrics: [{ name: 'm', ...gauge(point({ asDouble: 1, timeUnixNano: timeUnixNano(ms) })) }] }]);

test('um ponto no futuro é recusado com o motivo, e não cala os que vêm depois', () => {
  const store = new MemoryMetricStore({ maxBytes: 1 << 20 });
  const ingest = createMetricIngest(store, undefined, undefined, () => TIME_MS);
  expect(ingest.metrics(request(TIME_MS + 3_600_000))).toMatchObject({
    accepted: 0,
    rejected: 1,
    reason: expect.stringContaining('à frente do relógio'),
  });
  expect(ingest.metrics(request(TIME_MS))).toEqual({ accepted: 1, rejected: 0, reason: '' });
  expect(store.select([], 0, Infinity).map(({ timestampsMs }) => [...timestampsMs])).toEqual([[TIME_MS]]);
});
