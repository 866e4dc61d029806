/** `lab investigar 02 [semente] [respostas]`: um incidente no sistema de um lab, que acontece de verdade. */
import { createInterface } from 'node:readline';
import { logsUrl } from '../../../luneta/ui/log-params.ts';
import { METRICS_PAGE } from '../../../luneta/ui/metrics-params.ts';
import { searchUrl } from '../../../luneta/ui/urls.ts';
import { UsageError } from '../../../usage-error.ts';
import { type Backend, openBackend } from '../../backend/backend.ts';
import type { CommandArgs, LabContext } from '../context.ts';
import { EXIT, type ExitCode, LabStop } from '../exit-codes.ts';
import { investigateTexts } from '../investigate/investigate-texts.ts';
import { type Answers, readAnswers } from '../investigate/read-answers.ts';
import { readEvidence } from '../investigate/read-evidence.ts';
import { showGrade, showTitle } from '../investigate/show-grade.ts';
import { showCommand } from '../show.ts';
import { withAnyBackend } from '../with-backend.ts';
import { gradeLive } from './grade-live.ts';
import { measureLiveAlert } from './live-alert.ts';
import { runOf } from './live-evidence.ts';
import { measureCount } from './live-count.ts';
import { liveFault } from './live-faults.ts';
import { findRuns, INCIDENT, RUN_START } from './live-marks.ts';
import { drawLiveStory, faultStartMs, type LiveRun, type LiveStory } from './live-story.ts';
import { type LiveSystem, liveSystemOf } from './live-system.ts';
import { liveTexts } from './live-texts.ts';
import { readRunSpans } from './read-run-spans.ts';
import { runLive } from './run-live.ts';

const DURATION_MS = 60_000;
/** Todos os traces de um incidente cabem na busca. */
const SEARCH_LIMIT = 1000;

/** Um incidente, e o que o comando já sabe dele. */
interface Case {
  context: LabContext;
  system: LiveSystem;
  story: LiveStory;
}

/** @param words O número do lab e, depois dele, as respostas. */
export function investigateLive(
  context: LabContext,
  { words: [number = '', ...words], backend }: Pick<CommandArgs, 'words' | 'backend'>,
  seed: number,
  isDrawn: boolean,
): Promise<ExitCode> {
  const system = liveSystemOf(context.labs, number);
  const story = drawLiveStory(seed, system.incidents);
  const live: Case = { context, system, story };
  const answers = readAnswers(words, system.vocabulary);
  return withAnyBackend(context, backend, async (running) => {
    if (words.length > 0) {
      if (!running) throw new LabStop(EXIT.missing, liveTexts.noLuneta(typed(live)));
      return (await grade(live, running, answers)) ? EXIT.passed : EXIT.failed;
    }
    if (running) {
      await happen(live, running, isDrawn);
      return EXIT.passed;
    }
    const { env, errors, stop } = context;
    const own = await openBackend({ env, signal: stop, onWarning: (message) => errors.text(message, 'yellow') });
    try {
      await happen(live, own, isDrawn);
      return await answerHere(live, own);
    } finally {
      await own.close();
    }
  });
}

function typed({ system, story }: Case, ...words: readonly string[]): string {
  return liveTexts.typed(system.lab.number, story.seed, ...words);
}

async function happen(live: Case, backend: Backend, isDrawn: boolean): Promise<void> {
  const { context, system, story } = live;
  const { out } = context;
  const { incidentMs: durationMs = DURATION_MS } = context;
  showTitle(out, story.seed);
  if (isDrawn) out.text(investigateTexts.drawn(story.seed));
  out.text(liveTexts.starting(system.lab.services?.length ?? 0, Math.round(durationMs / 1000)));
  const onUp = (url: string): void => {
    out.text(liveTexts.up);
    out.links([
      { label: liveTexts.links.page, url: `${url}/` },
      { label: liveTexts.links.backend, url: `${backend.url}/` },
    ]);
  };
  const { run, visits, spans } = await runLive(context, system, story, backend, { durationMs, onUp });
  const alert = measureLiveAlert(spans, system.incidents, {
    zeroMs: run.zeroMs,
    sinceMs: faultStartMs(story, run),
    endMs: run.zeroMs + durationMs,
  });
  out.text(liveTexts.visited(visits, run.zeroMs, run.zeroMs + durationMs), 'dim');
  out.blank();
  out.text(alert ? liveTexts.alert(alert) : liveTexts.noAlert, ['bold', 'yellow']);
  out.blank();
  showAddresses(live, backend, run);
  const [first = '', ...rest] = liveTexts.questions(system.kinds, system.incidents.count);
  out.text(first, 'bold');
  for (const line of rest.slice(0, -1)) out.text(line);
  out.text(rest.at(-1) ?? '', 'bold');
  out.blank();
  showCommand(out, investigateTexts.toAnswer, typed(live, ...liveTexts.placeholders(system.incidents)));
}

function showAddresses({ context: { out }, system, story }: Case, { url }: Backend, run: LiveRun): void {
  const tags = `${INCIDENT}=${story.seed} ${RUN_START}=${run.id}`;
  const search = { service: system.incidents.entry, tags, limit: String(SEARCH_LIMIT) };
  // Em microssegundos, como a busca os quer.
  const period = { start: String(run.zeroMs * 1000), end: String((run.zeroMs + run.durationMs) * 1000) };
  const { links } = liveTexts;
  out.links([
    { label: links.metrics, url: url + METRICS_PAGE },
    { label: links.logs, url: url + logsUrl(period) },
    { label: links.search, url: url + searchUrl(search) },
  ]);
  out.blank();
}

/** @returns Acertou tudo? @throws LabStop se o incidente não aconteceu neste backend. @throws BackendError */
async function grade(live: Case, backend: Backend, answers: Answers): Promise<boolean> {
  const { context, system, story } = live;
  const runs = await findRuns(backend, story.seed);
  const evidence = await readEvidence(backend, answers, context.stop);
  const run = runOf(runs, evidence);
  if (!run) throw new LabStop(EXIT.missing, liveTexts.notRun(story.seed, backend.url, typed(live)));
  const { incidents } = system;
  const { count } = incidents;
  const counted =
    count && measureCount(await readRunSpans(backend, incidents, run, context.stop), count, faultStartMs(story, run));
  const graded = gradeLive(system, story, run, answers, evidence, counted);
  const told = liveFault(story.kind, story.service, incidents.outside).told(story.service);
  showTitle(context.out, story.seed);
  return showGrade(context.out, graded, {
    solved: liveTexts.solved(told, graded.since, count && counted && liveTexts.counted(count, counted)),
    another: liveTexts.typed(system.lab.number),
    again: typed(live, ...liveTexts.placeholders(incidents)),
  });
}

/**
 * Quem só tem um terminal responde nele: a Luneta é deste comando, e a telemetria acaba com ela.
 * @returns Quando tudo está certo. @throws O motivo da interrupção, que é como este comando costuma acabar.
 */
async function answerHere(live: Case, backend: Backend): Promise<ExitCode> {
  const { stdin, out, errors, stop } = live.context;
  out.blank();
  out.text(liveTexts.answerHere, 'bold');
  const lines = createInterface({ input: stdin });
  const interrupted = new Promise<never>((_, reject) => {
    const abort = (): void => reject(stop.reason);
    if (stop.aborted) abort();
    stop.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([solve(), interrupted]);
  } finally {
    lines.close();
    stdin.pause();
  }

  async function solve(): Promise<ExitCode> {
    for await (const line of lines) {
      const words = line.split(/\s+/).filter((word) => word !== '');
      if (words.length === 0) continue;
      try {
        if (await grade(live, backend, readAnswers(words, live.system.vocabulary))) return EXIT.passed;
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        errors.text(error.message, 'red');
      }
    }
    // Ninguém mais digita, mas ainda pode olhar.
    return interrupted;
  }
}
