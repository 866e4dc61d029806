/** Ler todas as fontes de uma vez. */
import type { Attempt } from './attempt.ts';
import { hiddenBy } from './capabilities.ts';
import { type Evidence, gatherEvidence } from './evidence.ts';
import type { RulesFile } from './rules/rules-file.ts';
import type { Reading, SourceQuery, TelemetrySource } from './sources/source.ts';

export interface ReadOptions extends Pick<SourceQuery, 'services' | 'exemplars'> {
  /** As regras a avaliar. */
  rules?: RulesFile;
  signal?: AbortSignal;
}

/** Nunca rejeita: o que deu errado está na evidência. */
export async function readEvidence(
  { sources, attempt }: { sources: readonly TelemetrySource[]; attempt: Attempt },
  { services, exemplars, rules, signal }: ReadOptions = {},
): Promise<Evidence> {
  const query: SourceQuery = {
    sinceUs: attempt.startedAtUs,
    traceIds: attempt.traceIds,
    services,
    exemplars,
    ...(rules && { rules: rules.rules, attemptId: attempt.id }),
  };
  const readings = await Promise.all(sources.map((source) => readSafely(source, query, signal)));
  return gatherEvidence(readings, attempt, rules);
}

async function readSafely(source: TelemetrySource, ...query: Parameters<TelemetrySource['read']>): Promise<Reading> {
  try {
    return withHidden(await source.read(...query), source);
  } catch (error) {
    const message = `A telemetria não pôde ser lida: ${error instanceof Error ? error.message : String(error)}.`;
    return { spans: [], problems: [{ code: 'source_failed', message }] };
  }
}

/** O que a fonte não mostra acompanha cada span: outra, que mostra mais, pode ser lida junto com ela. */
function withHidden(reading: Reading, { shows }: TelemetrySource): Reading {
  const hidden = hiddenBy(shows);
  if (hidden.size === 0) return reading;
  return { ...reading, spans: reading.spans.map((span) => (span.hidden ? span : { ...span, hidden })) };
}
