/** O que se julga: as leituras de todas as fontes, sem repetições e só com o que é desta tentativa. */
import type { ObservedAnswer } from './answer-expectation.ts';
import { type Attempt, type ExclusionReason, exclusionOf } from './attempt.ts';
import { folded } from './capabilities.ts';
import { logsOf } from './logs/logs-of.ts';
import type { ObservedLog } from './logs/log.ts';
import { seriesOf } from './metrics/series-of.ts';
import type { ObservedSeries } from './metrics/series.ts';
import type { AskedRules } from './rules/judge-rule.ts';
import type { RulesFile } from './rules/rules-file.ts';
import type { Problem, Reading, Signal } from './sources/source.ts';
import type { ObservedSpan } from './span.ts';

/** O que é certamente de outro não explica nada, e num backend de todos há sempre. */
export type ToldReason = Exclude<ExclusionReason, 'other_attempt' | 'other_trace'>;

export interface Excluded {
  readonly signal: Signal;
  /** De um log, o corpo. */
  readonly name: string;
  readonly reason: ToldReason;
}

export interface Evidence {
  readonly spans: readonly ObservedSpan[];
  /** Ausente se ninguém capturou a saída do programa. */
  readonly stdout?: string;
  /** Ausentes se nenhuma fonte os mostra: não é o mesmo que não ter vindo nenhum. */
  readonly metrics?: readonly ObservedSeries[];
  readonly logs?: readonly ObservedLog[];
  /** As do passo, avaliadas; ausente se ninguém as pediu. */
  readonly rules?: AskedRules;
  /** Os pedidos com nome que já se fizeram. */
  readonly answers?: readonly ObservedAnswer[];
  readonly problems: readonly Problem[];
  /** O que se viu e não conta, mas pode ser deste programa: explica um "não chegou nada". */
  readonly excluded: readonly Excluded[];
}

/** Anota o que não conta. */
export type NoteExcluded = (signal: Signal, name: string, reason: ExclusionReason) => void;

/** O mesmo span por dois caminhos, ou mandado por dois exporters, é um só. @param rulesFile O que se pediu que as fontes avaliassem. */
export function gatherEvidence(readings: readonly Reading[], attempt: Attempt, rulesFile?: RulesFile): Evidence {
  const spans = new Map<string, ObservedSpan>();
  const excluded: Excluded[] = [];
  const exclude: NoteExcluded = (signal, name, reason) => {
    if (reason !== 'other_attempt' && reason !== 'other_trace') excluded.push({ signal, name, reason });
  };
  const metrics = seriesOf(readings, attempt, exclude);
  const logs = logsOf(readings, attempt, exclude);
  for (const span of readings.flatMap((reading) => reading.spans)) {
    const reason = exclusionOf(span, attempt);
    if (reason) exclude('spans', span.name, reason);
    else {
      // Os dois lados de uma chamada podem dividir um id (Zipkin): são spans diferentes.
      const key = [span.traceId, span.spanId, span.kind, folded(span.service)].join('\0');
      const known = spans.get(key);
      // De quem o mostra melhor.
      if (!known || (span.hidden?.size ?? 0) < (known.hidden?.size ?? 0)) spans.set(key, span);
    }
  }
  const texts = readings.map(({ stdout }) => stdout).filter((stdout) => stdout !== undefined);
  return {
    spans: [...spans.values()].toSorted((a, b) => a.startUs - b.startUs),
    ...(texts.length > 0 && { stdout: texts.join('\n') }),
    answers: readings.flatMap(({ answers = [] }) => answers),
    ...(metrics && { metrics }),
    ...(logs && { logs }),
    ...(rulesFile && { rules: { ...rulesFile, answers: readings.find(({ rules }) => rules)?.rules } }),
    problems: readings.flatMap((reading) => reading.problems),
    excluded,
  };
}
