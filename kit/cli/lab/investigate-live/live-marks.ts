/**
 * As marcas de um incidente na telemetria: o recurso de cada span diz de que incidente ele é; e um span só nosso, quando o
 * tráfego começou e acabou. É delas que a correção sai: nada se guarda no disco.
 */
import { emit } from '../../../scripted/emit.ts';
import type { Attributes } from '../../../verify/span.ts';
import type { Backend } from '../../backend/backend.ts';
import { BackendError } from '../../backend/backend-error.ts';
import { send } from '../../backend/send-spans.ts';
import { type JaegerTrace, searchTraces } from '../../find-trace.ts';
import { investigateTexts } from '../investigate/investigate-texts.ts';
import type { LiveRun } from './live-story.ts';
import { liveTexts } from './live-texts.ts';

/** A semente. */
export const INCIDENT = 'lab.incident';
/** Quando os serviços começaram (ISO 8601): o que separa duas vezes da mesma semente. */
export const RUN_START = 'lab.incident.start';

/** O `service.name` do span que marca o tráfego. */
const MARKER = 'lab-investigar';
/** Mais vezes que isto ninguém repete um incidente. */
const MAX_RUNS = 100;

/** O que vai no recurso de todos. */
export function runResource(seed: number, { id }: Pick<LiveRun, 'id'>): Record<string, string> {
  return { [INCIDENT]: String(seed), [RUN_START]: id };
}

/** A variável com que um programa põe isto no recurso dele. */
export function resourceEnv(resource: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const pairs = Object.entries(resource).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return { OTEL_RESOURCE_ATTRIBUTES: pairs.join(',') };
}

/** @throws BackendError */
export async function markRun(
  { otlpUrl }: Pick<Backend, 'otlpUrl'>,
  seed: number,
  run: LiveRun,
  signal?: AbortSignal,
): Promise<void> {
  const resource = runResource(seed, run);
  // Também no span: é dele que a busca os traz.
  const attributes: Attributes = resource;
  const mark = { service: MARKER, name: liveTexts.mark(seed), startMs: 0, durationMs: run.durationMs };
  const { spans } = await emit([{ ...mark, resource, attributes }], run.zeroMs);
  await send(otlpUrl, spans, signal);
}

/** Da mais recente à mais antiga. @throws BackendError */
export async function findRuns({ url }: Pick<Backend, 'url'>, seed: number): Promise<LiveRun[]> {
  let traces: JaegerTrace[];
  try {
    traces = await searchTraces(url, { service: MARKER, tags: { [INCIDENT]: String(seed) }, limit: MAX_RUNS });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackendError(investigateTexts.unreadable(url, reason), { cause: error });
  }
  const runs = traces.flatMap(({ spans }) =>
    spans.map(({ tags, startTime, duration }) => ({
      id: String(tags.find(({ key }) => key === RUN_START)?.value),
      zeroMs: startTime / 1000,
      durationMs: duration / 1000,
    })),
  );
  return runs.toSorted((a, b) => b.zeroMs - a.zeroMs);
}
