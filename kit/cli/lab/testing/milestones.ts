/** Três passos que, juntos, são o curso inteiro para quem o percorre: um teste assim não demora mais a cada passo novo. */
import { labs } from '../../../../labs/labs.ts';
import { allSteps, type Step } from '../../../course/manifest.ts';
import { updateProgress } from '../../../course/progress.ts';

const STEPS = allSteps(labs).map(({ step }) => step);

/** O primeiro, o primeiro que se confere num backend, e o último. */
export const MILESTONES: readonly [Step, Step, Step] = [
  STEPS[0]!,
  STEPS.find(({ telemetry }) => telemetry === 'backend')!,
  STEPS.at(-1)!,
];

/** Todos os outros passaram: o que falta são os três. */
export function passOthers(root: string): void {
  const passedAt = new Date().toISOString();
  updateProgress(root, new Date(), ({ steps }) => {
    for (const step of STEPS) if (!MILESTONES.includes(step)) steps[step.id] = { passedAt };
  });
}
