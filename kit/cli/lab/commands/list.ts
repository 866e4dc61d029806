/** `lab list [--json]` */
import type { Lab } from '../../../course/manifest.ts';
import type { Progress } from '../../../course/progress.ts';
import { type Command, type LabContext, progressOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { texts, typed } from '../lab-texts.ts';
import { showCommand } from '../show.ts';
import { showSteps } from '../show-steps.ts';
import { isPassed, pendingStep } from '../step-choice.ts';

export const command: Command = (context, { json }) => {
  const progress = progressOf(context);
  if (json) context.stdout.write(`${JSON.stringify(toJson(context.labs, progress))}\n`);
  else show(context, progress);
  return EXIT.passed;
};

function toJson(labs: readonly Lab[], progress: Progress) {
  return {
    labs: labs.map(({ id, title, steps }) => ({
      id,
      title,
      steps: steps.map((step) => ({
        id: step.id,
        title: step.title,
        status: isPassed(progress, step.id) ? 'passed' : 'pending',
        needs: step.needs ?? [],
      })),
    })),
  };
}

function show({ out, labs }: LabContext, progress: Progress): void {
  out.blank();
  showSteps(out, labs, progress);
  out.blank();
  const next = pendingStep(labs, progress);
  if (next) showCommand(out, texts.toStart, typed('verify', next.step.id));
  else out.text(texts.allDone);
}
