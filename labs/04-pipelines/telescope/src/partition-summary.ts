/** O que fica no span da operação, de todas as partições, tenham elas um span ou não. */
import type { Attributes, Span } from '@opentelemetry/api';

export class PartitionSummary {
  readonly #total: number;
  readonly #maxSpans: number;
  readonly #durations: number[] = [];
  #spans = 0;
  #failureSpans = 0;
  #failures = 0;
  #done = 0;

  constructor(total: number, maxSpans: number) {
    this.#total = total;
    this.#maxSpans = maxSpans;
  }

  get done(): number {
    return this.#done;
  }

  /** Se ainda há um span para mais uma tentativa; quem o pede o usa. */
  takeSpan(): boolean {
    if (this.#spans >= this.#maxSpans) return false;
    this.#spans += 1;
    return true;
  }

  /** O mesmo, na cota das que falharam sem ter um. */
  takeFailureSpan(): boolean {
    if (this.#failureSpans >= this.#maxSpans) return false;
    this.#failureSpans += 1;
    return true;
  }

  attempted(seconds: number, failed: boolean): void {
    this.#durations.push(seconds);
    if (failed) this.#failures += 1;
  }

  /** Mais uma terminou. Dez eventos bastam para ver o ritmo. */
  finished(span: Span): void {
    const tenth = (): number => Math.floor((this.#done * 10) / this.#total);
    const before = tenth();
    this.#done += 1;
    if (tenth() === before) return;
    span.addEvent('progress', { 'telescope.progress.done': this.#done, 'telescope.progress.total': this.#total });
  }

  get attributes(): Attributes {
    const sorted = this.#durations.toSorted((a, b) => a - b);
    return {
      'telescope.partitions.total': this.#total,
      'telescope.partitions.done': this.#done,
      'telescope.partitions.attempts': sorted.length,
      'telescope.partitions.failed_attempts': this.#failures,
      'telescope.partitions.spans': this.#spans + this.#failureSpans,
      'telescope.partitions.duration.median': sorted[sorted.length >> 1] ?? 0,
      'telescope.partitions.duration.max': sorted.at(-1) ?? 0,
    };
  }
}
