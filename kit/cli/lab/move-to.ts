/** Pôr os arquivos do aluno no começo de um passo: recomeçar e pular. Dali ele continua, como se nunca tivesse passado. */
import { stepIndex } from '../../course/manifest.ts';
import { updateProgress } from '../../course/progress.ts';
import { createWorkspace } from '../../course/workspace.ts';
import { type Command, told, progressOf } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { texts, typed } from './lab-texts.ts';
import { showChanges, showCommand, showTitle } from './show.ts';
import { chooseStep } from './step-choice.ts';

export const moveTo: Command = (context, { step: written }) => {
  const { root, labs, now, errors, out } = context;
  const target = chooseStep(labs, progressOf(context), written);
  const { lab, step } = target;
  const changes = createWorkspace(root).startAt(lab, step.id, now);
  // Os arquivos já não têm este passo, nem os seguintes: tê-los por passados desmentiria o que está na pasta.
  const undone = lab.exercises ? [step] : lab.steps.slice(stepIndex(lab, step.id));
  const reading = updateProgress(root, now, (progress) => {
    progress.current = step.id;
    for (const { id } of undone) {
      delete progress.steps[id]?.passedAt;
      delete progress.steps[id]?.hints;
    }
  });
  told(reading, errors);
  showTitle(out, target);
  showChanges(context, changes);
  out.text(texts.startOf(step.id));
  showCommand(out, texts.toVerify, typed('verify', step.id));
  return EXIT.passed;
};
