/** Pôr os arquivos do aluno no começo de um passo: recomeçar e pular. */
import type { Workspace } from '../../course/workspace.ts';
import { type LabContext, progressOf } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { texts, typed } from './lab-texts.ts';
import { showChanges, showCommand, showTitle } from './show.ts';
import { chooseStep } from './step-choice.ts';

export function moveTo(context: LabContext, written: string | undefined, move: Workspace['reset']): ExitCode {
  const target = chooseStep(context.labs, progressOf(context), written);
  const changes = move(target.lab, target.step.id, context.now);
  showTitle(context.out, target);
  showChanges(context, changes);
  context.out.text(texts.startOf(target.step.id));
  showCommand(context.out, texts.toVerify, typed('verify', target.step.id));
  return EXIT.passed;
}
