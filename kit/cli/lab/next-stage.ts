/** Que dica vem agora: quantas já apareceram fica no progresso, por defeito. */
import { updateProgress } from '../../course/progress.ts';
import type { Hint } from './step-hint.ts';
import { type LabContext, told } from './context.ts';

/** A partir de 1; depois da última, ela outra vez. */
export function nextStage({ root, now, errors }: LabContext, { stepId, key, stages }: Hint): number {
  let stage = 1;
  const reading = updateProgress(root, now, ({ steps }) => {
    const step = (steps[stepId] ??= {});
    stage = Math.min((step.hints?.[key] ?? 0) + 1, stages.length);
    step.hints = { ...step.hints, [key]: stage };
  });
  told(reading, errors);
  return stage;
}
