/** Visitar uma página, no ritmo de quem chega sem esperar pelos outros. */
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../../../incident/random.ts';
import { timeLimit } from '../../../time-limit.ts';
import { LoadStatistics, type LoadSummary } from './load-summary.ts';
import { nextGapMs, nextVisit, type Visit } from './visit.ts';

export const VISITS_PER_SECOND = 5;
/** Um visitante não espera mais que isto; e, ao fim, espera-se tanto pelos que ficaram. */
const VISIT_MS = 10_000;
/** Com tantos ainda à espera, os próximos nem entram: a página já não atende. */
const MAX_WAITING = 100;
const TICK_MS = 1000;

export interface LoadOptions {
  /** A mesma semente dá as mesmas visitas, na mesma ordem. Padrão: 1. */
  seed?: number;
  /** Padrão: 5. */
  perSecond?: number;
  /** O que o próximo visitante pede. Padrão: o que se pede à página da estação. */
  draw?: (random: Random) => Visit;
  /** Padrão: até `signal`. */
  durationMs?: number;
  signal?: AbortSignal;
  /** No máximo uma vez por segundo. */
  onTick?: (summary: LoadSummary) => void;
}

/** @param url Sem barra no fim: http://localhost:5000 @returns Quando a última visita acabou. Nunca rejeita. */
export async function driveLoad(
  url: string,
  {
    seed = 1,
    perSecond = VISITS_PER_SECOND,
    draw = nextVisit,
    durationMs = Infinity,
    signal,
    onTick,
  }: LoadOptions = {},
): Promise<LoadSummary> {
  const random = new Random(seed);
  const statistics = new LoadStatistics();
  const startedMs = performance.now();
  const elapsed = (): number => performance.now() - startedMs;
  const waiting = new Set<Promise<void>>();
  const tick = onTick && setInterval(() => onTick(statistics.read(elapsed())), TICK_MS);
  // A hora de cada visita é contada do começo: quem demora a responder não atrasa as seguintes.
  for (let dueMs = nextGapMs(random, perSecond); dueMs < durationMs; dueMs += nextGapMs(random, perSecond)) {
    const visit = draw(random);
    if (!(await sleep(dueMs - elapsed(), signal))) break;
    if (waiting.size >= MAX_WAITING) {
      statistics.add(visit.kind, VISIT_MS, true);
      continue;
    }
    const ended = makeVisit(url, visit, statistics, signal).finally(() => waiting.delete(ended));
    waiting.add(ended);
  }
  await Promise.all(waiting);
  clearInterval(tick);
  return statistics.read(elapsed());
}

/** @returns Falso se foi interrompido. */
async function sleep(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return false;
  try {
    if (ms > 0) await delay(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

async function makeVisit(
  url: string,
  { kind, path, json, status }: Visit,
  statistics: LoadStatistics,
  signal: AbortSignal | undefined,
): Promise<void> {
  const startedMs = performance.now();
  let isError = true;
  try {
    const posted = json !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    };
    const response = await fetch(url + path, { ...posted, signal: timeLimit(VISIT_MS, signal) });
    await response.arrayBuffer();
    isError = response.status !== status;
  } catch {
    // A visita interrompida conosco não diz nada da página.
    if (signal?.aborted) return;
  }
  statistics.add(kind, performance.now() - startedMs, isError);
}
