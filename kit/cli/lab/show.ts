/** O que os comandos mostram em comum: o que mudou na pasta do aluno, o que se conferiu e o que digitar a seguir. */
import { MY_LAB } from '../../course/lab-paths.ts';
import type { LabStep } from '../../course/manifest.ts';
import type { Changes } from '../../course/student-files.ts';
import { NOT_OBSERVABLE } from '../../verify/verdict.ts';
import type { Screen } from '../screen.ts';
import { MARK_STYLES, marks, paint } from '../terminal.ts';
import { sanitize } from '../../text-width.ts';
import { type Assessment, type LabCheck, PROGRAM_FAILED } from './assess.ts';
import type { LabContext } from './context.ts';
import { deployedTexts } from './deployed/deployed-texts.ts';
import { texts } from './lab-texts.ts';
import { traceLines } from './trace-view.ts';

export function inMyLab(files: readonly string[]): string {
  return files.map((file) => `${MY_LAB}/${file}`).join(', ');
}

export function showTitle(screen: Screen, { step }: LabStep): void {
  screen.blank();
  screen.text(texts.step(step.id, step.title), 'bold');
  screen.blank();
}

export function showChanges(
  { out, errors }: Pick<LabContext, 'out' | 'errors'>,
  { written, refreshed, moved, warnings }: Changes,
): void {
  for (const warning of warnings) errors.text(warning, 'yellow');
  if (written.length > 0) out.text(texts.written(inMyLab(written)));
  if (refreshed.length > 0) out.text(texts.refreshed(inMyLab(refreshed)));
  for (const { from, to } of moved) out.text(texts.moved(inMyLab([from]), inMyLab([to])));
}

/** Uma frase e, logo abaixo, a linha para copiar. */
export function showCommand(screen: Screen, why: string, command: string): void {
  screen.text(why);
  screen.raw([`    ${paint(screen.terminal, 'cyan', command)}`]);
}

/** O que passou, a primeira que não passou e por quê. Um programa que morreu vem antes de tudo. */
export function showVerdict(screen: Screen, assessment: Assessment, target: LabStep): void {
  for (const problem of assessment.problems) screen.text(sanitize(problem), 'yellow');
  const failed = assessment.checks.filter(({ passed }) => !passed);
  const [first] = failed;
  const died = first?.code === PROGRAM_FAILED;
  if (first && died) showFailure(screen, first, target.step.id);
  const observable = assessment.checks.filter(({ code }) => code !== NOT_OBSERVABLE);
  for (const line of passedLines(observable, target.step.id)) {
    screen.text(`${marks(screen.terminal).passed} ${line}`, MARK_STYLES.passed);
  }
  if (first && !died) showFailure(screen, first, target.step.id);
  if (failed.length > 1) screen.text(texts.othersFailed(failed.length - 1), 'dim');
  if (assessment.isProof) screen.text(deployedTexts.proofTold[target.step.deployed ?? 'compose'], 'dim');
  if (assessment.notObservable > 0) screen.text(texts.notObservable(assessment.notObservable), 'dim');
}

/** A linha do tempo do que veio, e do que faltou; e onde vê-la melhor. */
export function showTrace(
  screen: Screen,
  { spans, wasSought, missing, url, telemetry }: Assessment,
  maxRows?: number,
): void {
  if (!wasSought) return;
  const noSpans = telemetry === 'backend' ? texts.noSpansInBackend : texts.noSpans;
  screen.text(spans.length === 0 ? noSpans : texts.spansSeen);
  screen.raw(traceLines(spans, missing, screen.terminal, { maxRows }));
  if (url !== undefined) screen.links([{ label: texts.onScreen, url }]);
}

export function showFailure(screen: Screen, check: LabCheck, targetId: string): void {
  screen.text(`${marks(screen.terminal).failed} ${texts.failedCheck(check.span, check.expected)}`, MARK_STYLES.failed);
  if (check.stepId !== targetId) screen.text(texts.failedEarlier(check.stepId));
  const [told = '', ...lines] = check.observed.split('\n');
  screen.text(check.code === PROGRAM_FAILED ? sanitize(told) : texts.observed(sanitize(told)));
  for (const line of lines) screen.appLine(line);
  if (check.finding === undefined) return;
  const [why = '', ...commands] = check.finding.split('\n');
  screen.text(sanitize(why));
  screen.raw(commands.map((command) => `    ${paint(screen.terminal, 'cyan', sanitize(command))}`));
}

/** Uma linha por passo anterior inteiro, e uma por assunto do que se confere agora. */
function passedLines(checks: readonly LabCheck[], targetId: string): string[] {
  const lines: string[] = [];
  const earlier = [...new Set(checks.map(({ stepId }) => stepId))].filter((id) => id !== targetId);
  for (const id of earlier) {
    const own = checks.filter(({ stepId }) => stepId === id);
    if (own.every(({ passed }) => passed)) lines.push(texts.earlierStillCounts(id, own.length));
  }
  const bySpan = new Map<string, string[]>();
  for (const { passed, stepId, span, expected } of checks) {
    if (!passed || stepId !== targetId) continue;
    if (span === undefined) lines.push(expected);
    else bySpan.set(span, [...(bySpan.get(span) ?? []), expected]);
  }
  for (const [span, [found = '', ...expected]] of bySpan) {
    lines.push(expected.length === 0 ? found : texts.passedChecks(texts.aboutSpan(span), expected));
  }
  return lines;
}
