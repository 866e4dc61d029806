/**
 * `lab investigar [semente] [respostas]`: um incidente num sistema pequeno, que sai inteiro de um número. Com o número de um
 * lab à frente (`investigar 02`), o incidente acontece no sistema dele.
 */
import { randomInt } from 'node:crypto';
import { measureAlert } from '../../../incident/alert.ts';
import {
  drawStory,
  ENVIRONMENT,
  FAULT_KINDS,
  type IncidentStory,
  makeIncident,
  WINDOW_START,
} from '../../../incident/incident.ts';
import { MINUTE_MS, MINUTES } from '../../../incident/traffic.ts';
import { searchUrl } from '../../../luneta/ui/urls.ts';
import { observe } from '../../../scripted/observe.ts';
import type { Backend } from '../../backend/backend.ts';
import type { Command, LabContext } from '../context.ts';
import { EXIT, type ExitCode, LabStop } from '../exit-codes.ts';
import { investigateLive } from '../investigate-live/investigate-live.ts';
import { gradeIncident } from '../investigate/grade-incident.ts';
import { ensureRun, findRun } from '../investigate/incident-runs.ts';
import { investigateTexts } from '../investigate/investigate-texts.ts';
import { readAnswers, type Vocabulary } from '../investigate/read-answers.ts';
import { readEvidence } from '../investigate/read-evidence.ts';
import { showGrade, showTitle } from '../investigate/show-grade.ts';
import { LAB_NUMBER } from '../own-words.ts';
import { showCommand } from '../show.ts';
import { withAnyBackend } from '../with-backend.ts';

/** Quatro algarismos: fácil de ditar a um colega. */
const DRAWN_SEEDS = [1000, 10_000] as const;
/** Todos os traces de um incidente cabem na busca. */
const SEARCH_LIMIT = 500;

export const command: Command = (context, args) => {
  const { seed = randomInt(...DRAWN_SEEDS), words, backend } = args;
  const isDrawn = args.seed === undefined;
  if (LAB_NUMBER.test(words[0] ?? '')) return investigateLive(context, args, seed, isDrawn);
  const story = drawStory(seed);
  const answers = readAnswers(words, vocabularyOf(story.system));
  return withAnyBackend(context, backend, (running) => {
    if (!running) throw new LabStop(EXIT.missing, investigateTexts.noLuneta(story.seed));
    if (words.length === 0) return open(context, running, story, isDrawn);
    return grade(context, running, story, answers);
  });
};

/** O assunto do sistema é o mesmo em todos os nomes, e pode ficar de fora. */
function vocabularyOf({ services, theme }: IncidentStory['system']): Vocabulary {
  return {
    services: services.map(({ name }) => [name, name.slice(theme.length + 1)]),
    kinds: FAULT_KINDS.map(({ word }) => [word]),
    time: /^(\d{1,2})[:h](\d{2})$/i,
    timeExample: '14:03',
  };
}

async function open(
  { out, stop }: LabContext,
  backend: Backend,
  story: IncidentStory,
  isDrawn: boolean,
): Promise<ExitCode> {
  const { zeroMs, incident, isNew } = await ensureRun(backend, story, stop);
  const { seed, environment, system } = story;
  const [entry] = system.services;
  const alert = measureAlert(observe(incident.traces, zeroMs), entry.name, { zeroMs, minutes: MINUTES });
  showTitle(out, seed);
  if (isDrawn) out.text(investigateTexts.drawn(seed));
  if (alert) out.text(investigateTexts.alert(alert), ['bold', 'yellow']);
  out.text(investigateTexts.window(system.services.length, zeroMs, zeroMs + MINUTES * MINUTE_MS, environment));
  out.text(isNew ? investigateTexts.sent(incident.traces.length) : investigateTexts.alreadyThere, 'dim');
  out.blank();
  // Os de uma vez anterior ainda podem estar na última hora: contariam em dobro.
  const tags = `${ENVIRONMENT}=${environment} ${WINDOW_START}=${new Date(zeroMs).toISOString()}`;
  const search = searchUrl({ service: entry.name, tags, limit: String(SEARCH_LIMIT) });
  out.links([{ label: investigateTexts.search, url: backend.url + search }]);
  out.blank();
  const [first = '', ...rest] = investigateTexts.questions;
  out.text(first, 'bold');
  for (const line of rest.slice(0, -1)) out.text(line);
  out.text(rest.at(-1) ?? '', 'bold');
  out.blank();
  showCommand(out, investigateTexts.toAnswer, investigateTexts.typed(seed, ...investigateTexts.placeholders));
  return EXIT.passed;
}

async function grade(
  context: LabContext,
  backend: Backend,
  story: IncidentStory,
  answers: ReturnType<typeof readAnswers>,
): Promise<ExitCode> {
  const { seed } = story;
  const run = await findRun(backend, story);
  if (!run) throw new LabStop(EXIT.missing, investigateTexts.notPublished(seed, backend.url));
  const evidence = await readEvidence(backend, answers, context.stop);
  const graded = gradeIncident(makeIncident(seed), answers, run.zeroMs, evidence);
  showTitle(context.out, seed);
  const isSolved = showGrade(context.out, graded, {
    solved: investigateTexts.solved(story.fault.told, graded.sinceMs),
    another: investigateTexts.anotherCommand,
    again: investigateTexts.typed(seed, ...investigateTexts.placeholders),
  });
  return isSolved ? EXIT.passed : EXIT.failed;
}
