/** O incidente acontecendo: os serviços no ar, visitados, e um defeito no meio. Nada fica rodando, nem no disco. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { timeLimit } from '../../../time-limit.ts';
import { jaegerSource } from '../../../verify/sources/jaeger.ts';
import type { ObservedSpan } from '../../../verify/span.ts';
import { attributeOf } from '../../../verify/span.ts';
import type { Backend } from '../../backend/backend.ts';
import { BackendError } from '../../backend/backend-error.ts';
import type { LabContext } from '../context.ts';
import { driveLoad } from '../load/drive-load.ts';
import { startLabServices } from '../serve/lab-services.ts';
import { markRun, resourceEnv, RUN_START, runResource } from './live-marks.ts';
import { faultStartMs, type LiveRun, type LiveStory } from './live-story.ts';
import type { LiveSystem } from './live-system.ts';
import { liveTexts } from './live-texts.ts';

/** De uma visita antes de tudo: a página ainda é montada. */
const WARM_UP_MS = 20_000;
/** Os traces de um minuto são alguns megabytes. */
const READ_MS = 20_000;

export interface LiveRunOptions {
  /** Quanto tempo há visitas, em milissegundos. */
  durationMs: number;
  /** Os serviços estão no ar. @param url Onde o visitante entra. */
  onUp: (url: string) => void;
}

export interface LiveOutcome {
  run: LiveRun;
  visits: number;
  /** Os de todos os traces das visitas, como o backend os mostra. */
  spans: readonly ObservedSpan[];
}

/** @throws LabStop se um serviço não fica no ar. @throws BackendError se a telemetria não chega. */
export async function runLive(
  context: LabContext,
  { lab, incidents, faultVariable }: LiveSystem,
  story: LiveStory,
  backend: Backend,
  { durationMs, onUp }: LiveRunOptions,
): Promise<LiveOutcome> {
  const { stop } = context;
  const id = new Date().toISOString();
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-otel-incidente-'));
  try {
    const faultFile = path.join(folder, 'falha');
    const env = { [faultVariable]: faultFile, ...resourceEnv(runResource(story.seed, { id })) };
    const services = await startLabServices(context, lab, { finished: true, env, backend });
    let run: LiveRun;
    let visits: number;
    try {
      const url = services.urls[incidents.entry]!;
      for (const each of incidents.warmUp) await visit(url + each, stop);
      stop.throwIfAborted();
      run = { id, zeroMs: Date.now(), durationMs };
      writeFileSync(faultFile, `${story.kind}:${story.service}@${faultStartMs(story, run)}`);
      onUp(url);
      ({ visits } = await driveLoad(url, { seed: story.seed, durationMs, signal: stop }));
    } finally {
      // Com eles sai o que ainda estava na memória: depois disto, a telemetria está toda lá.
      await services.stop();
    }
    stop.throwIfAborted();
    await markRun(backend, story.seed, run, stop);
    return { run, visits, spans: await readVisits(backend, incidents.entry, run, stop) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** O que ela responde não importa; que não responda, as outras dirão. */
async function visit(url: string, stop: AbortSignal): Promise<void> {
  await fetch(url, { signal: timeLimit(WARM_UP_MS, stop) })
    .then((response) => response.arrayBuffer())
    .catch(() => {});
}

/** @throws BackendError */
async function readVisits(
  { url }: Backend,
  entry: string,
  { id, zeroMs }: LiveRun,
  stop: AbortSignal,
): Promise<ObservedSpan[]> {
  const source = jaegerSource(url, { services: [entry], timeoutMs: READ_MS });
  const { spans, problems } = await source.read({ sinceUs: zeroMs * 1000 }, stop);
  stop.throwIfAborted();
  const own = spans.filter(({ resource }) => attributeOf(resource, RUN_START) === id);
  if (own.length === 0) throw new BackendError(problems[0]?.message ?? liveTexts.nothingArrived(url));
  return own;
}
