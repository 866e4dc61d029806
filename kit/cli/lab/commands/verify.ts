/** `lab verify [passo ou lab] [json] [endereço]` */
import type { LabStep } from '../../../course/manifest.ts';
import type { Assessment } from '../assess.ts';
import { UsageError } from '../../../usage-error.ts';
import { checkupJson } from '../course-json.ts';
import { type Command, type LabContext, progressOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { filesText } from '../files-text.ts';
import { texts, typed } from '../lab-texts.ts';
import { showChanges, showCommand, showTitle, showTrace, showVerdict } from '../show.ts';
import { chooseStep, labWritten, pendingStep } from '../step-choice.ts';
import { verifyLab } from '../verify-lab.ts';
import { verifyStep } from '../verify-step.ts';

export const command: Command = async (context, { step: written, json, backend, offline: asked }) => {
  const lab = labWritten(context.labs, written);
  if (lab && asked) throw new UsageError(texts.noOfflineLab(lab.number));
  if (lab) return verifyLab(context, lab, { json, backend });
  const target = chooseStep(context.labs, progressOf(context), written);
  // De `--offline`, que também é uma opção dele, o npm só deixa isto. Noutro passo, não quer dizer nada.
  const offline = asked || (target.step.deployed !== undefined && context.env.npm_config_offline === 'true');
  const assessment = await verifyStep(context, target, { backend, offline });
  if (json) {
    for (const warning of assessment.opened.warnings) context.errors.text(warning, 'yellow');
    context.stdout.write(`${JSON.stringify(checkupJson(target, assessment))}\n`);
  } else {
    showTitle(context.out, target);
    showChanges(context, assessment.opened);
    showVerdict(context.out, assessment, target);
    context.out.blank();
    showTrace(context.out, assessment);
    if (assessment.wasSought) context.out.blank();
    showNext(context, target, assessment);
  }
  return assessment.passed ? EXIT.passed : EXIT.failed;
};

function showNext(context: LabContext, target: LabStep, { passed, isProof }: Assessment): void {
  const { out, labs } = context;
  if (!passed) {
    showCommand(
      out,
      texts.toFix(filesText(target, context.root)),
      typed('verify', target.step.id, ...(isProof ? ['offline'] : [])),
    );
    showCommand(out, texts.forHint, typed('hint', target.step.id));
    return;
  }
  out.text(texts.passed(target.step.id), ['bold', 'green']);
  const next = pendingStep(labs, progressOf(context));
  if (next) showCommand(out, texts.toContinue, typed('verify', next.step.id));
  else out.text(texts.allDone);
}
