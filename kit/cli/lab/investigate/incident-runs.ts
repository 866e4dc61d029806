/** O incidente no backend: mandar os traces, e achar os que já foram mandados. */
import {
  type Incident,
  ENVIRONMENT,
  type IncidentStory,
  makeIncident,
  WINDOW_START,
} from '../../../incident/incident.ts';
import { MINUTE_MS, MINUTES, REQUESTS } from '../../../incident/traffic.ts';
import { fieldsOf } from '../../../read-answer.ts';
import { emit } from '../../../scripted/emit.ts';
import { send } from '../../backend/send-spans.ts';
import type { Backend } from '../../backend/backend.ts';
import { BackendError } from '../../backend/backend-error.ts';
import { type JaegerTrace, searchTraces } from '../../find-trace.ts';
import { investigateTexts } from './investigate-texts.ts';

/** Mais que os de duas vezes o mesmo incidente. */
const MAX_TRACES = 1000;

/** Depois disto, já não é "agora": o incidente volta, com horas novas. */
const STALE_MS = 30 * MINUTE_MS;

/** Uma vez em que o incidente foi mandado. */
export interface Run {
  /** Milissegundos Unix do começo do tráfego. */
  zeroMs: number;
  /** Quantos pedidos dele estão no backend. */
  requests: number;
}

/** A mais recente; `undefined` se não há nenhuma. @throws BackendError */
export async function findRun(
  { url }: Pick<Backend, 'url'>,
  { system, environment }: IncidentStory,
): Promise<Run | undefined> {
  const [{ name: service }] = system.services;
  let traces: JaegerTrace[];
  try {
    traces = await searchTraces(url, { service, tags: { [ENVIRONMENT]: environment }, limit: MAX_TRACES });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackendError(investigateTexts.unreadable(url, reason), { cause: error });
  }
  const starts = traces.map(windowStart).filter((start) => !Number.isNaN(start));
  if (starts.length === 0) return undefined;
  const zeroMs = Math.max(...starts);
  return { zeroMs, requests: starts.filter((start) => start === zeroMs).length };
}

/** O que ainda está inteiro serve: mandar de novo dobraria cada conta do aluno. @throws BackendError */
export async function ensureRun(
  backend: Pick<Backend, 'url' | 'otlpUrl'>,
  story: IncidentStory,
  signal?: AbortSignal,
): Promise<{ zeroMs: number; incident: Incident; isNew: boolean }> {
  const found = await findRun(backend, story);
  const isWhole = found !== undefined && found.requests >= REQUESTS;
  const isNew = !isWhole || Date.now() - found.zeroMs > MINUTES * MINUTE_MS + STALE_MS;
  // Acaba agora, no minuto inteiro: é o que se lê no relógio da tela.
  const zeroMs = isNew ? (Math.floor(Date.now() / MINUTE_MS) - MINUTES) * MINUTE_MS : found.zeroMs;
  const incident = makeIncident(story.seed, new Date(zeroMs).toISOString());
  if (isNew) {
    const { spans } = await emit(incident.traces, zeroMs);
    await send(backend.otlpUrl, spans, signal);
  }
  return { zeroMs, incident, isNew };
}

/** `NaN` num trace que não diz. */
function windowStart({ processes }: JaegerTrace): number {
  const [process] = Object.values(processes);
  const { tags } = fieldsOf(process);
  const tag = Array.isArray(tags) ? tags.map(fieldsOf).find(({ key }) => key === WINDOW_START) : undefined;
  return Date.parse(String(tag?.value));
}
