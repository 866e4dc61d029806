/** Uma avaliação em andamento: o que ela consulta, os instantes dela, e quanto ainda pode gastar. */
import type { LabelMatcher, MetricStore, SeriesSamples } from '../../store/metrics/metric-store.ts';
import { MESSAGES } from './messages.ts';
import { PromqlError } from './promql-error.ts';

/** Amostras lidas e valores calculados por uma consulta, 16 bytes cada um ou menos. */
export const MAX_SAMPLES = 10_000_000;
/** Até quando uma amostra ainda vale, se nenhuma a seguiu. */
export const DEFAULT_LOOKBACK_MS = 5 * 60_000;

export interface StepRange {
  startMs: number;
  endMs: number;
  /** Maior que zero. */
  stepMs: number;
}

/** O trabalho dá vez aos outros entre uma série e outra: quem avalia decide se para ali. */
export type Work<T> = Generator<void, T>;

export class Evaluation {
  readonly range: StepRange;
  readonly steps: number;
  readonly lookbackMs: number;
  readonly #store: MetricStore;
  #samples = 0;

  constructor(store: MetricStore, range: StepRange, lookbackMs = DEFAULT_LOOKBACK_MS) {
    this.#store = store;
    this.range = range;
    this.steps = Math.floor((range.endMs - range.startMs) / range.stepMs) + 1;
    this.lookbackMs = lookbackMs;
  }

  /** Lidas e calculadas até agora. */
  get samples(): number {
    return this.#samples;
  }

  timeOf(step: number): number {
    return this.range.startMs + step * this.range.stepMs;
  }

  select(matchers: readonly LabelMatcher[], minMs: number, maxMs: number): SeriesSamples[] {
    const found = this.#store.select(matchers, minMs, maxMs);
    let samples = 0;
    for (const { values } of found) samples += values.length;
    this.spend(samples);
    return found;
  }

  /** @throws PromqlError `execution` se passou do limite. */
  spend(samples: number): void {
    this.#samples += samples;
    if (this.#samples > MAX_SAMPLES) throw new PromqlError('execution', MESSAGES.tooManySamples);
  }
}
