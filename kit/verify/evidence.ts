/** O que se julga: as leituras de todas as fontes, sem repetições e só com o que é desta tentativa. */
import { type Attempt, type ExclusionReason, exclusionOf } from './attempt.ts';
import type { Capability, Problem, Reading } from './sources/source.ts';
import type { ObservedSpan } from './span.ts';

/** O que é certamente de outro não explica nada, e num backend de todos há sempre. */
export type ToldReason = Exclude<ExclusionReason, 'other_attempt' | 'other_trace'>;

export interface Excluded {
  readonly name: string;
  readonly reason: ToldReason;
}

export interface Evidence {
  readonly spans: readonly ObservedSpan[];
  /** Ausente se ninguém capturou a saída do programa. */
  readonly stdout?: string;
  readonly problems: readonly Problem[];
  /** Spans vistos que não contam, mas podem ser deste programa: explicam um "não chegou nada". */
  readonly excluded: readonly Excluded[];
  /** O que as fontes mostram; ausente, tudo. */
  readonly shows?: ReadonlySet<Capability>;
}

/** O mesmo span por dois caminhos, ou mandado por dois exporters, é um só. */
export function gatherEvidence(readings: readonly Reading[], attempt: Attempt): Evidence {
  const spans = new Map<string, ObservedSpan>();
  const excluded: Excluded[] = [];
  for (const span of readings.flatMap((reading) => reading.spans)) {
    const reason = exclusionOf(span, attempt);
    if (reason === 'other_attempt' || reason === 'other_trace') continue;
    if (reason) excluded.push({ name: span.name, reason });
    else {
      // Os dois lados de uma chamada podem dividir um id (Zipkin): são spans diferentes.
      const key = [span.traceId, span.spanId, span.kind, span.service].join('\0');
      if (!spans.has(key)) spans.set(key, span);
    }
  }
  const texts = readings.map(({ stdout }) => stdout).filter((stdout) => stdout !== undefined);
  return {
    spans: [...spans.values()].toSorted((a, b) => a.startUs - b.startUs),
    ...(texts.length > 0 && { stdout: texts.join('\n') }),
    problems: readings.flatMap((reading) => reading.problems),
    excluded,
  };
}
