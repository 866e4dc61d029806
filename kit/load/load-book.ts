/** As contas de uma carga, enquanto ela corre. */
import { quantileOf } from '../luneta/query/quantile.ts';
import type { LoadResult, LoadSecond } from './load-result.ts';
import type { MadeTrace } from './make-trace.ts';

export interface LoadProgress {
  /** De 0 a 1. */
  share: number;
  spans: number;
  acknowledged: number;
  /** Pedidos, contando as novas tentativas. */
  refused: number;
}

export class LoadBook {
  readonly #elapsed: () => number;
  readonly #acknowledged: string[] = [];
  readonly #unacknowledged: string[] = [];
  readonly #latencies: number[] = [];
  readonly #refusals: Record<string, number> = {};
  readonly #timeline: LoadSecond[] = [];
  #spansSent = 0;
  #spansAcknowledged = 0;
  #bytes = 0;
  #requests = 0;
  #retries = 0;

  /** @param elapsed Milissegundos desde o início. */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  sent(spans: number): void {
    this.#requests++;
    this.#spansSent += spans;
    this.#now().sent += spans;
  }

  acknowledged(traces: readonly MadeTrace[], spans: number, bytes: number, latencyMs: number): void {
    for (const { traceId } of traces) this.#acknowledged.push(traceId);
    this.#spansAcknowledged += spans;
    this.#bytes += bytes;
    this.#latencies.push(latencyMs);
    const now = this.#now();
    now.acknowledged += spans;
    now.slowestMs = Math.max(now.slowestMs, latencyMs);
  }

  refused(reason: string, spans: number): void {
    this.#refusals[reason] = (this.#refusals[reason] ?? 0) + 1;
    this.#now().refused += spans;
  }

  retried(): void {
    this.#retries++;
  }

  gaveUp(traces: readonly MadeTrace[]): void {
    for (const { traceId } of traces) this.#unacknowledged.push(traceId);
  }

  progress(share: number): LoadProgress {
    const refused = Object.values(this.#refusals).reduce((sum, each) => sum + each, 0);
    return { share: Math.min(share, 1), spans: this.#spansSent, acknowledged: this.#spansAcknowledged, refused };
  }

  close(): Omit<LoadResult, 'seed' | 'startedAt' | 'durationMs'> {
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    return {
      acknowledged: this.#acknowledged,
      unacknowledged: this.#unacknowledged,
      spans: { sent: this.#spansSent, acknowledged: this.#spansAcknowledged },
      bytes: this.#bytes,
      requests: this.#requests,
      retries: this.#retries,
      refusals: this.#refusals,
      latency:
        sorted.length === 0
          ? undefined
          : { p50: quantileOf(sorted, 0.5), p95: quantileOf(sorted, 0.95), p99: quantileOf(sorted, 0.99) },
      timeline: this.#timeline,
    };
  }

  /** O segundo de agora; os que passaram sem nada também contam. */
  #now(): LoadSecond {
    const second = Math.floor(this.#elapsed() / 1000);
    while (this.#timeline.length <= second) {
      this.#timeline.push({ second: this.#timeline.length, sent: 0, acknowledged: 0, refused: 0, slowestMs: 0 });
    }
    return this.#timeline[second] as LoadSecond;
  }
}
