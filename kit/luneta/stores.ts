/** O armazenamento dos três sinais, com a memória pedida dividida entre eles. */
import type { LogStore } from './store/logs/log-store.ts';
import { MemoryLogStore } from './store/logs/memory-log-store.ts';
import { MemoryMetricStore } from './store/metrics/memory-metric-store.ts';
import type { MetricStore } from './store/metrics/metric-store.ts';
import { MemoryStore, MIN_STORE_BYTES } from './store/memory-store.ts';
import type { SpanStore } from './store/store.ts';
import { logCodec } from './wire/otlp-log-codec.ts';
import { otlpCodec } from './wire/otlp-codec.ts';
import type { Signal } from './wire/signal.ts';

/** Memória para a telemetria quando não se pede outra: 256 MiB. */
export const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/** Spans são o que mais se olha; uma amostra de métrica é dez vezes menor que um registro de log. */
const SHARES: Record<Signal, number> = { traces: 5 / 8, logs: 2 / 8, metrics: 1 / 8 };

export interface Stores {
  spans: SpanStore;
  metrics: MetricStore;
  logs: LogStore;
}

/** Quanto de `maxBytes` cabe a cada sinal. */
export function bytesOf(signal: Signal, maxBytes: number): number {
  return Math.max(MIN_STORE_BYTES, Math.floor(maxBytes * SHARES[signal]));
}

/** @param maxBytes Memória para tudo. @param now Relógio em milissegundos Unix. */
export function createStores(maxBytes = DEFAULT_MAX_BYTES, now: () => number = Date.now): Stores {
  return {
    spans: new MemoryStore({ maxBytes: bytesOf('traces', maxBytes), codec: otlpCodec }),
    metrics: new MemoryMetricStore({ maxBytes: bytesOf('metrics', maxBytes), now }),
    logs: new MemoryLogStore({ maxBytes: bytesOf('logs', maxBytes), codec: logCodec, now }),
  };
}
