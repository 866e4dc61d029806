/** Anotar que um passo passou. */
import { updateProgress } from '../../course/progress.ts';
import type { Assessment } from './assess.ts';
import { type LabContext, told } from './context.ts';
import { isPassed, pendingAfter } from './step-choice.ts';

/** A hora é a da primeira vez. De onde o aluno continua passa a ser o pendente seguinte. @throws CourseError */
export function markPassed(
  { root, labs, errors }: LabContext,
  id: string,
  { isProof }: Pick<Assessment, 'isProof'> = {},
): void {
  const reading = updateProgress(root, new Date(), (progress) => {
    const step = (progress.steps[id] ??= {});
    // Quem já passou no ar não deixa de ter passado por fazer também a prova.
    if (isProof && (step.passedAt === undefined || step.provedOffline)) step.provedOffline = true;
    else delete step.provedOffline;
    step.passedAt ??= new Date().toISOString();
    if (progress.current === undefined || !isPassed(progress, progress.current)) return;
    const next = pendingAfter(labs, progress, progress.current);
    if (next) progress.current = next.step.id;
    else delete progress.current;
  });
  told(reading, errors);
}
