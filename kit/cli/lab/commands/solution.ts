/** `lab solution [passo] [write]` */
import { createWorkspace, type Solution } from '../../../course/workspace.ts';
import { type Command, type LabContext, progressOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { texts, typed } from '../lab-texts.ts';
import { inMyLab, showChanges, showCommand, showTitle } from '../show.ts';
import { chooseStep } from '../step-choice.ts';

export const command: Command = (context, { step: written, write }) => {
  const target = chooseStep(context.labs, progressOf(context), written);
  const { id } = target.step;
  const solution = createWorkspace(context.root).solution(target.lab, id, { write, now: context.now });
  showTitle(context.out, target);
  if (solution.files.length === 0) context.out.text(texts.solutionEmpty(id));
  else if (solution.changes) {
    showChanges(context, solution.changes);
    context.out.text(texts.solved(id));
    showCommand(context.out, texts.toVerify, typed('verify', id));
  } else {
    print(context, solution);
    showCommand(context.out, texts.toWrite, typed('solution', id, 'write'));
  }
  return EXIT.passed;
};

function print({ out, stdout }: LabContext, { files }: Solution): void {
  for (const { path, text } of files) {
    out.text(texts.solutionFile(inMyLab([path])), 'bold');
    out.blank();
    stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    out.blank();
  }
}
