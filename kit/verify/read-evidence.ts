/** Ler todas as fontes de uma vez. */
import type { Attempt } from './attempt.ts';
import { type Evidence, gatherEvidence } from './evidence.ts';
import type { Reading, SourceQuery, TelemetrySource } from './sources/source.ts';

export interface ReadOptions extends Pick<SourceQuery, 'services'> {
  signal?: AbortSignal;
}

/** Nunca rejeita: o que deu errado está na evidência. */
export async function readEvidence(
  { sources, attempt }: { sources: readonly TelemetrySource[]; attempt: Attempt },
  { services, signal }: ReadOptions = {},
): Promise<Evidence> {
  const query: SourceQuery = { sinceUs: attempt.startedAtUs, traceIds: attempt.traceIds, services };
  const readings = await Promise.all(sources.map((source) => readSafely(source, query, signal)));
  return { ...gatherEvidence(readings, attempt), shows: new Set(sources.flatMap(({ shows }) => shows)) };
}

async function readSafely(source: TelemetrySource, ...query: Parameters<TelemetrySource['read']>): Promise<Reading> {
  try {
    return await source.read(...query);
  } catch (error) {
    const message = `A telemetria não pôde ser lida: ${error instanceof Error ? error.message : String(error)}.`;
    return { spans: [], problems: [{ code: 'source_failed', message }] };
  }
}
