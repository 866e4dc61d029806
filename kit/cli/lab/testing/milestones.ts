/** Três passos que, juntos, são o curso inteiro para quem o percorre: um teste assim não demora mais a cada passo novo. */
import { labs } from '../../../../labs/labs.ts';
import { courseSteps, type Lab, type Step } from '../../../course/manifest.ts';
import { updateProgress } from '../../../course/progress.ts';

/**
 * O curso de quem só tem o Node, e só o lab 01 e os exercícios dele: um teste não pode depender do Docker, nem demorar mais a
 * cada lab novo.
 */
export const NODE_LABS: readonly Lab[] = labs
  .filter(({ number }) => number.startsWith('01'))
  .map((lab) => ({ ...lab, steps: lab.steps.filter(({ needs }) => !needs) }));

const STEPS = courseSteps(NODE_LABS).map(({ step }) => step);

/** O primeiro, o primeiro que se confere num backend, e o último. */
export const MILESTONES: readonly [Step, Step, Step] = [
  STEPS[0]!,
  STEPS.find(({ telemetry }) => telemetry === 'backend')!,
  STEPS.at(-1)!,
];

/** O mesmo curso, em que o último passo desfaz os que não são destes três: a tecla `c` só tem os três para rodar. */
export const MILESTONE_LABS: readonly Lab[] = NODE_LABS.map((lab) => ({
  ...lab,
  steps: lab.steps.map((step) =>
    step.id === MILESTONES[2].id ? { ...step, supersedes: STEPS.filter(isOther).map(({ id }) => id) } : step,
  ),
}));

/** Todos os outros passaram: o que falta são os três. */
export function passOthers(root: string): void {
  const passedAt = new Date().toISOString();
  updateProgress(root, new Date(), ({ steps }) => {
    for (const step of STEPS.filter(isOther)) steps[step.id] = { passedAt };
  });
}

function isOther(step: Step): boolean {
  return !MILESTONES.includes(step);
}
