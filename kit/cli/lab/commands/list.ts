/** `lab list [json]` */
import type { Progress } from '../../../course/progress.ts';
import { courseJson } from '../course-json.ts';
import { type Command, type LabContext, progressOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { texts, typed } from '../lab-texts.ts';
import { showCommand } from '../show.ts';
import { showSteps } from '../show-steps.ts';
import { pendingStep } from '../step-choice.ts';

export const command: Command = (context, { json }) => {
  const progress = progressOf(context);
  if (json) context.stdout.write(`${JSON.stringify(courseJson(context.labs, progress))}\n`);
  else show(context, progress);
  return EXIT.passed;
};

function show({ out, labs }: LabContext, progress: Progress): void {
  out.blank();
  showSteps(out, labs, progress);
  out.blank();
  const next = pendingStep(labs, progress);
  if (next) showCommand(out, texts.toStart, typed('verify', next.step.id));
  else out.text(texts.allDone);
}
