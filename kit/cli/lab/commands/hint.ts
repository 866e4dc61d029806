/**
 * `lab hint [passo]`. Confere de novo, em vez de lembrar a última conferência: a dica é para o programa como está agora.
 * Quantas já apareceram fica no progresso, por defeito.
 */
import type { LabStep } from '../../../course/manifest.ts';
import { assess, type Assessment, type AssessOptions, type LabCheck } from '../assess.ts';
import { type Command, type LabContext, progressOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { texts, typed } from '../lab-texts.ts';
import { showChanges, showCommand, showFailure, showTitle } from '../show.ts';
import { nextStage } from '../next-stage.ts';
import { howToCheck } from '../require-needs.ts';
import { chooseStep } from '../step-choice.ts';
import { withBackend } from '../with-backend.ts';

export const command: Command = async (context, { step: written, backend }) => {
  const target = chooseStep(context.labs, progressOf(context), written);
  const how = await howToCheck(context, target, backend);
  const look = (options: AssessOptions): Promise<Assessment> => assess(context, target, options);
  const { opened, checks } = await withBackend(context, target, backend, look, how);
  showTitle(context.out, target);
  showChanges(context, opened);
  const failed = checks.find(({ passed }) => !passed);
  if (failed) showHint(context, target, failed);
  else {
    context.out.text(texts.nothingToHint(target.step.id), 'green');
    showCommand(context.out, texts.toVerify, typed('verify', target.step.id));
  }
  return EXIT.passed;
};

function showHint(context: LabContext, { step }: LabStep, failed: LabCheck): void {
  const { out } = context;
  showFailure(out, failed, step.id);
  out.blank();
  const { hint } = failed;
  if (!hint) {
    out.text(texts.noHint(failed.code));
    return;
  }
  const stage = nextStage(context, hint);
  out.text(texts.hintTitle(stage, hint.stages.length), 'bold');
  out.text(hint.stages[stage - 1] ?? '');
  out.blank();
  if (stage < hint.stages.length) showCommand(out, texts.moreHints, typed('hint', step.id));
  else showCommand(out, texts.lastHint, typed('solution', step.id));
}
