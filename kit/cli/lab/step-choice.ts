/** De que passo se fala: o que foi escrito, ou o próximo pendente. */
import { CourseError } from '../../course/course-error.ts';
import { allSteps, countingSteps, type Lab, type LabStep, stepOf } from '../../course/manifest.ts';
import type { Progress } from '../../course/progress.ts';
import { UsageError } from '../../usage-error.ts';
import { texts } from './lab-texts.ts';

export function isPassed({ steps }: Progress, id: string): boolean {
  return steps[id]?.passedAt !== undefined;
}

/**
 * O primeiro que ainda não passou, a contar do passo para o qual o aluno pulou; os que ele pulou vêm por último.
 * `undefined` se todos passaram.
 */
export function pendingStep(labs: readonly Lab[], progress: Progress): LabStep | undefined {
  const { current = '' } = progress;
  return pendingAfter(labs, progress, current) ?? allSteps(labs).find(({ step }) => !isPassed(progress, step.id));
}

/** O primeiro que ainda não passou, a contar de `id`; de um passo que já não existe, a contar do começo. */
export function pendingAfter(labs: readonly Lab[], progress: Progress, id: string): LabStep | undefined {
  const steps = allSteps(labs);
  const from = steps.findIndex(({ step }) => step.id === id);
  return steps.slice(Math.max(0, from)).find(({ step }) => !isPassed(progress, step.id));
}

/** O passo `id` e os que já passaram, menos os que um destes, mais adiante, substituiu. */
export function stepsSoFar(labs: readonly Lab[], progress: Progress, id: string): LabStep[] {
  return labs.flatMap((lab) => {
    const reached = lab.steps.filter((step) => isPassed(progress, step.id) || step.id === id);
    const last = reached.at(-1);
    if (!last) return [];
    const counting = countingSteps(lab, last.id);
    return reached.filter((step) => counting.includes(step)).map((step) => ({ lab, step }));
  });
}

/**
 * "1" é do lab do próximo passo pendente; "1/2" é "01/2". Sem nada escrito, o próximo pendente ou, se todos passaram, o
 * último.
 * @throws UsageError com os mais parecidos.
 */
export function chooseStep(labs: readonly Lab[], progress: Progress, written?: string): LabStep {
  const current = pendingStep(labs, progress) ?? allSteps(labs).at(-1);
  if (current === undefined) throw new Error('O manifesto não tem nenhum passo.');
  if (written === undefined) return current;
  try {
    return stepOf(labs, fullId(written, current.lab));
  } catch (error) {
    if (!(error instanceof CourseError) || error.code !== 'unknown_step') throw error;
    throw new UsageError(`${error.message} ${texts.seeSteps}`);
  }
}

function fullId(written: string, { number }: Lab): string {
  const slash = written.indexOf('/');
  return slash === -1
    ? `${number}/${written}`
    : `${written.slice(0, slash).padStart(number.length, '0')}${written.slice(slash)}`;
}
