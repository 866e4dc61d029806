/** De que passo se fala: o que foi escrito, ou o próximo pendente. */
import { CourseError } from '../../course/course-error.ts';
import { allSteps, courseSteps, type Lab, type LabStep, stepOf, withoutSuperseded } from '../../course/manifest.ts';
import type { Progress } from '../../course/progress.ts';
import { UsageError } from '../../usage-error.ts';
import { texts } from './lab-texts.ts';

export function isPassed({ steps }: Progress, id: string): boolean {
  return steps[id]?.passedAt !== undefined;
}

/** Passou com o programa num contêiner, ou numa VM, e não só pela prova de quem não os tem. */
export function passedLive(progress: Progress, id: string): boolean {
  return isPassed(progress, id) && !progress.steps[id]?.provedOffline;
}

/**
 * O primeiro que ainda não passou, a contar do passo para o qual o aluno pulou; os que ele pulou vêm por último.
 * `undefined` se todos passaram. Um exercício, só se foi a ele que o aluno pulou.
 */
export function pendingStep(labs: readonly Lab[], progress: Progress): LabStep | undefined {
  const { current = '' } = progress;
  return pendingAfter(labs, progress, current) ?? courseSteps(labs).find(({ step }) => !isPassed(progress, step.id));
}

/**
 * O primeiro que ainda não passou, a contar de `id`; de um passo que já não existe, a contar do começo. Depois de um
 * exercício, outro do mesmo lab.
 */
export function pendingAfter(labs: readonly Lab[], progress: Progress, id: string): LabStep | undefined {
  const chosen = allSteps(labs).find(({ step }) => step.id === id);
  const steps = chosen?.lab.exercises ? allSteps([chosen.lab]) : courseSteps(labs);
  const from = steps.findIndex(({ step }) => step.id === id);
  return steps.slice(Math.max(0, from)).find(({ step }) => !isPassed(progress, step.id));
}

/** O passo `id` e os que já passaram, menos os que um destes substituiu: cada um com os seus programas. */
export function stepsSoFar(labs: readonly Lab[], progress: Progress, id: string): LabStep[] {
  return labs.flatMap((lab) => {
    const reached = lab.steps.filter((step) => isPassed(progress, step.id) || step.id === id);
    return (lab.exercises ? reached : withoutSuperseded(reached)).map((step) => ({ lab, step }));
  });
}

/**
 * "1" é do lab do próximo passo pendente; "1/2" é "01/2". Sem nada escrito, o próximo pendente ou, se todos passaram, o
 * último.
 * @throws UsageError com os mais parecidos.
 */
export function chooseStep(labs: readonly Lab[], progress: Progress, written?: string): LabStep {
  const current = pendingStep(labs, progress) ?? courseSteps(labs).at(-1);
  if (current === undefined) throw new Error('O manifesto não tem nenhum passo.');
  if (written === undefined) return current;
  try {
    return stepOf(labs, fullId(written, current.lab));
  } catch (error) {
    if (!(error instanceof CourseError) || error.code !== 'unknown_step') throw error;
    throw new UsageError(`${error.message} ${texts.seeSteps}`);
  }
}

/** O lab que se escreveu pelo número: "02". "2" é um passo do lab em que se está. */
export function labWritten(labs: readonly Lab[], written: string | undefined): Lab | undefined {
  return labs.find(({ number }) => number === written);
}

function fullId(written: string, { number }: Lab): string {
  // "1/2" e "1e/2" levam o zero do lab; "01/2" já o tem, qualquer que seja o lab em que se está.
  return written.includes('/') ? written.replace(/^(?=\d(?!\d))/, '0') : `${number}/${written}`;
}
