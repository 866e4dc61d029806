/** `lab verify [passo] [--json]` */
import { MY_LAB } from '../../../course/lab-paths.ts';
import type { LabStep } from '../../../course/manifest.ts';
import { updateProgress } from '../../../course/progress.ts';
import { assess, type Assessment } from '../assess.ts';
import { type Command, type LabContext, progressOf, told } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { texts, typed } from '../lab-texts.ts';
import { showAssessment, showChanges, showCommand, showTitle } from '../show.ts';
import { chooseStep, pendingStep } from '../step-choice.ts';

export const command: Command = async (context, { step: written, json }) => {
  const target = chooseStep(context.labs, progressOf(context), written);
  const assessment = await assess(context, target);
  if (assessment.passed) markPassed(context, target.step.id);
  if (json) {
    for (const warning of assessment.opened.warnings) context.errors.text(warning, 'yellow');
    context.stdout.write(`${JSON.stringify(toJson(target, assessment))}\n`);
  } else {
    showTitle(context.out, target);
    showChanges(context, assessment.opened);
    showAssessment(context.out, assessment, target);
    showNext(context, target, assessment);
  }
  return assessment.passed ? EXIT.passed : EXIT.failed;
};

function markPassed({ root, now, errors }: LabContext, id: string): void {
  const reading = updateProgress(root, now, ({ steps }) => {
    const step = (steps[id] ??= {});
    step.passedAt ??= now.toISOString();
  });
  told(reading, errors);
}

/** O que falta vem como `null`: a forma é sempre a mesma. */
function toJson({ step }: LabStep, { passed, checks }: Assessment) {
  return {
    step: step.id,
    passed,
    checks: checks.map(({ code, passed: ok, expected, observed, hint, traceId, url }) => ({
      code,
      passed: ok,
      expected,
      observed,
      hint: (!ok && hint?.stages[0]) || null,
      traceId: traceId ?? null,
      url: url ?? null,
    })),
  };
}

function showNext(context: LabContext, { lab, step }: LabStep, { passed }: Assessment): void {
  const { out, labs } = context;
  if (!passed) {
    showCommand(out, texts.toFix(`${MY_LAB}/${lab.id}/${step.entry}`), typed('verify', step.id));
    showCommand(out, texts.forHint, typed('hint', step.id));
    return;
  }
  out.text(texts.passed(step.id), ['bold', 'green']);
  const next = pendingStep(labs, progressOf(context));
  if (next) showCommand(out, texts.toContinue, typed('verify', next.step.id));
  else out.text(texts.allDone);
}
