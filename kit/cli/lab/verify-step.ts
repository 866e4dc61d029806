/** Conferir um passo para valer: o que passa fica anotado, e a tela do curso sabe. */
import type { LabStep } from '../../course/manifest.ts';
import { assess, type Assessment } from './assess.ts';
import type { LabContext } from './context.ts';
import { markPassed } from './mark-passed.ts';
import { reportProgress } from './report-progress.ts';
import { type HowToCheck, requireNeeds } from './require-needs.ts';
import { withBackend } from './with-backend.ts';

/** @throws LabStop se falta na máquina o que o passo pede, ou se foi interrompido; CourseError se o passo não abre. */
export async function verifyStep(context: LabContext, target: LabStep, how: HowToCheck): Promise<Assessment> {
  await requireNeeds(context, target, how);
  return withBackend(
    context,
    target,
    how.backend,
    async (options) => {
      const judged = await assess(context, target, options);
      if (judged.passed) markPassed(context, target.step.id, judged);
      await reportProgress(context, target, judged, options.backend);
      return judged;
    },
    { offline: how.offline },
  );
}
