/** `lab verify 02`: cada passo do lab a que o aluno já chegou, um depois do outro, com os arquivos como estão. */
import { type Lab, type LabStep, withoutSuperseded } from '../../course/manifest.ts';
import type { Progress } from '../../course/progress.ts';
import { formatDuration } from '../../format.ts';
import { MARK_STYLES, marks } from '../terminal.ts';
import type { Assessment } from './assess.ts';
import { type LabContext, progressOf } from './context.ts';
import { checkupJson } from './course-json.ts';
import { EXIT, type ExitCode, LabStop } from './exit-codes.ts';
import { texts, typed } from './lab-texts.ts';
import type { HowToCheck } from './require-needs.ts';
import { showCommand, showFailure } from './show.ts';
import { isPassed, pendingStep } from './step-choice.ts';
import { verifyStep } from './verify-step.ts';

/** @returns `passed` só se todos os passos do lab passaram, agora. */
export async function verifyLab(context: LabContext, lab: Lab, how: HowToCheck & { json: boolean }): Promise<ExitCode> {
  const { out, stdout } = context;
  const progress = progressOf(context);
  const reached = reachedSteps(lab, progress, pendingStep(context.labs, progress));
  // Um passo só deixa de contar depois que se chega ao que o substitui.
  const counting = new Set(withoutSuperseded(lab.steps.filter(({ id }) => reached.has(id))));
  const steps = lab.steps
    .filter((step) => counting.has(step) || !reached.has(step.id))
    .map((step): LabStep => ({ lab, step }));
  if (!how.json) {
    out.blank();
    out.text(texts.lab(lab.number, lab.title), 'bold');
    out.blank();
  }
  const results: StepResult[] = [];
  for (const target of steps) {
    const result = reached.has(target.step.id) ? await checkOne(context, target, how) : { target };
    results.push(result);
    if (!how.json) showResult(context, result);
  }
  const passed = results.filter(({ assessment }) => assessment?.passed).length;
  if (how.json) stdout.write(`${JSON.stringify(labJson(lab, results))}\n`);
  else {
    out.blank();
    out.text(texts.labScore(passed, results.length), passed === results.length ? ['bold', 'green'] : []);
    const failed = results.find(({ assessment }) => assessment?.passed === false);
    if (failed) showCommand(out, texts.toVerify, typed('verify', failed.target.step.id));
    else if (passed < results.length) showNotReached(context);
  }
  return passed === results.length ? EXIT.passed : EXIT.failed;
}

function showNotReached(context: LabContext): void {
  const next = pendingStep(context.labs, progressOf(context));
  if (next) showCommand(context.out, texts.notReached, typed('verify', next.step.id));
}

interface StepResult {
  target: LabStep;
  /** Ausente se o passo não foi conferido. */
  assessment?: Assessment;
  /** O que faltou na máquina. */
  missing?: string;
  durationMs?: number;
}

/** Os passos até o mais adiante que já passou, ou até o pendente, se ele é deste lab. */
function reachedSteps({ steps }: Lab, progress: Progress, pending: LabStep | undefined): ReadonlySet<string> {
  const last = steps.findLastIndex(({ id }) => isPassed(progress, id) || id === pending?.step.id);
  return new Set(steps.slice(0, last + 1).map(({ id }) => id));
}

/** O que roda num contêiner ou numa VM vale pela prova: aqui o `--backend` é o de quem roda nesta máquina. */
async function checkOne(context: LabContext, target: LabStep, { backend }: HowToCheck): Promise<StepResult> {
  const startedAt = performance.now();
  try {
    const how = target.step.deployed ? { offline: true } : { backend };
    const assessment = await verifyStep(context, target, how);
    return { target, assessment, durationMs: performance.now() - startedAt };
  } catch (error) {
    if (!(error instanceof LabStop) || error.exitCode !== EXIT.missing) throw error;
    return { target, missing: error.message };
  }
}

function showResult({ out, errors }: LabContext, { target, assessment, missing, durationMs = 0 }: StepResult): void {
  const { id, title } = target.step;
  for (const warning of assessment?.opened.warnings ?? []) errors.text(warning, 'yellow');
  if (!assessment) {
    out.text(`· ${texts.step(id, title)}`, 'dim');
    if (missing !== undefined) out.text(missing, 'yellow');
    return;
  }
  const mark = assessment.passed ? 'passed' : 'failed';
  const time = formatDuration(durationMs * 1000);
  out.text(`${marks(out.terminal)[mark]} ${texts.stepChecked(id, title, time)}`, MARK_STYLES[mark]);
  if (assessment.notObservable > 0) out.text(texts.notObservable(assessment.notObservable), 'dim');
  const failed = assessment.checks.find(({ passed }) => !passed);
  if (failed) showFailure(out, failed, id);
}

function labJson({ id, title }: Lab, results: readonly StepResult[]) {
  return {
    lab: id,
    title,
    passed: results.every(({ assessment }) => assessment?.passed),
    steps: results.map(({ target, assessment, missing }) =>
      assessment
        ? { ...checkupJson(target, assessment), reached: true, notObservable: assessment.notObservable, missing: null }
        : {
            step: target.step.id,
            passed: false,
            checks: [],
            reached: missing !== undefined,
            notObservable: 0,
            missing: missing ?? null,
          },
    ),
  };
}
