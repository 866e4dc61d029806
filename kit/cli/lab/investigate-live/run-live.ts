/** O incidente acontecendo: os serviços no ar, visitados, e um defeito no meio. Nada fica rodando, nem no disco. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ObservedSpan } from '../../../verify/span.ts';
import type { Backend } from '../../backend/backend.ts';
import type { LabContext } from '../context.ts';
import { driveLoad } from '../load/drive-load.ts';
import { visitsFrom } from '../load/visit.ts';
import { sendStepRequest } from '../step-request.ts';
import { startLabServices } from '../serve/lab-services.ts';
import { markRun, resourceEnv, runResource } from './live-marks.ts';
import { faultStartMs, type LiveRun, type LiveStory } from './live-story.ts';
import type { LiveSystem } from './live-system.ts';
import { readRunSpans } from './read-run-spans.ts';

/** De uma visita antes de tudo: a página ainda é montada. */
const WARM_UP_MS = 20_000;

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
    const env = { ...incidents.env, [faultVariable]: faultFile, ...resourceEnv(runResource(story.seed, { id })) };
    const services = await startLabServices(context, lab, { finished: true, env, backend });
    let run: LiveRun;
    let visits: number;
    try {
      const url = services.urls[incidents.entry]!;
      // O que respondem não importa; se não respondem, as visitas o dirão.
      for (const each of incidents.warmUp) await sendStepRequest(url, each, { requestMs: WARM_UP_MS, signal: stop });
      stop.throwIfAborted();
      run = { id, zeroMs: Date.now(), durationMs };
      writeFileSync(faultFile, `${story.kind}:${story.service}@${faultStartMs(story, run)}`);
      onUp(url);
      ({ visits } = await driveLoad(url, {
        seed: story.seed,
        durationMs,
        signal: stop,
        draw: visitsFrom(incidents.visits),
      }));
    } finally {
      // Com eles sai o que ainda estava na memória: depois disto, a telemetria está toda lá.
      await services.stop();
    }
    stop.throwIfAborted();
    await markRun(backend, story.seed, run, stop);
    return { run, visits, spans: await readRunSpans(backend, incidents, run, stop) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
