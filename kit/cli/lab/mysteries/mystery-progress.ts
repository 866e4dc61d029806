/** Que mistérios o aluno já resolveu. */
import { type Progress, updateProgress } from '../../../course/progress.ts';
import { type LabContext, told } from '../context.ts';
import type { Mystery } from '../../../mysteries/mystery.ts';

export function isAnswered({ mysteries = {} }: Progress, id: string): boolean {
  return mysteries[id]?.answeredAt !== undefined;
}

/** O primeiro ainda por resolver. */
export function pendingMystery(all: readonly Mystery[], progress: Progress): Mystery | undefined {
  return all.find(({ id }) => !isAnswered(progress, id));
}

/** A hora é a da primeira vez. @returns O progresso já com ele. @throws CourseError */
export function markAnswered({ root, errors }: LabContext, id: string): Progress {
  const reading = updateProgress(root, new Date(), (progress) => {
    const own = ((progress.mysteries ??= {})[id] ??= {});
    own.answeredAt ??= new Date().toISOString();
  });
  return told(reading, errors);
}
