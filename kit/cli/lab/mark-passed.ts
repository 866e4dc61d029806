/** Anotar que um passo passou. */
import { updateProgress } from '../../course/progress.ts';
import { type LabContext, told } from './context.ts';

/** A hora é a da primeira vez. @throws CourseError */
export function markPassed({ root, errors }: LabContext, id: string): void {
  const reading = updateProgress(root, new Date(), ({ steps }) => {
    const step = (steps[id] ??= {});
    step.passedAt ??= new Date().toISOString();
  });
  told(reading, errors);
}
