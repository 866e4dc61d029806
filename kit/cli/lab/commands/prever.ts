/** `lab prever [passo]`: prever, observar, explicar. O aluno desenha a linha do tempo antes de rodar o programa. */
import { type LabStep, requestText } from '../../../course/manifest.ts';
import { UsageError } from '../../../usage-error.ts';
import { assess, type Assessment, type AssessOptions, PROGRAM_FAILED } from '../assess.ts';
import { type Command, type LabContext, progressOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { texts, typed } from '../lab-texts.ts';
import { compareForests, type Comparison } from '../predict/compare-forests.ts';
import { diffLines } from '../predict/diff-view.ts';
import { drawingPath, readOrWriteDrawing } from '../predict/drawing-file.ts';
import { readDrawing } from '../predict/drawing.ts';
import { predictTexts } from '../predict/predict-texts.ts';
import { spanForest } from '../predict/span-forest.ts';
import { howToCheck } from '../require-needs.ts';
import { openStep } from '../run-step.ts';
import { showChanges, showCommand, showFailure, showTitle } from '../show.ts';
import { chooseStep } from '../step-choice.ts';
import { withBackend } from '../with-backend.ts';

export const command: Command = async (context, { step: written, backend }) => {
  const target = chooseStep(context.labs, progressOf(context), written);
  const { lab, step } = target;
  const requests = (step.requests ?? []).map((request) => requestText(request));
  const text = readOrWriteDrawing(context.root, lab.id, predictTexts.template(step.id, requests));
  const again = typed('prever', step.id);
  if (text === undefined) {
    // É preciso um programa para ler.
    const { opened } = openStep(context, target);
    showTitle(context.out, target);
    showChanges(context, opened);
    context.out.text(predictTexts.written(drawingPath(lab.id)));
    showCommand(context.out, predictTexts.howTo(step.id), again);
    return EXIT.passed;
  }
  const drawing = readDrawing(text);
  if ('problem' in drawing) throw new UsageError(predictTexts.problem(drawingPath(lab.id), drawing.problem, again));

  const how = await howToCheck(context, target, backend);
  const look = (options: AssessOptions): Promise<Assessment> => assess(context, target, options);
  const seen = await withBackend(context, target, backend, look, how);
  const comparison = compareForests(drawing.roots, spanForest(seen.spans));
  show(context, target, seen, comparison);
  return comparison.isEqual ? EXIT.passed : EXIT.failed;
};

function show({ out, errors }: LabContext, target: LabStep, seen: Assessment, comparison: Comparison): void {
  const { isEqual, roots, counts, repeated } = comparison;
  showTitle(out, target);
  showChanges({ out, errors }, seen.opened);
  const died = seen.checks.find(({ code }) => code === PROGRAM_FAILED);
  if (died) showFailure(out, died, target.step.id);
  for (const problem of seen.problems) out.text(problem, 'yellow');
  if (seen.spans.length === 0) out.text(seen.telemetry === 'backend' ? texts.noSpansInBackend : texts.noSpans);
  if (seen.opened.written.length > 0) out.blank();
  out.text(predictTexts.title);
  out.raw(diffLines(roots, out.terminal));
  out.blank();
  for (const each of repeated) out.text(predictTexts.repeated(each));
  const all = Object.values(counts).reduce((sum, some) => sum + some, 0);
  if (isEqual) out.text(predictTexts.equal(all), ['bold', 'green']);
  else {
    out.text(predictTexts.different(counts.right, all));
    showCommand(out, predictTexts.again, typed('prever', target.step.id));
  }
  if (seen.url !== undefined) out.links([{ label: texts.onScreen, url: seen.url }]);
}
