/** As dicas de cada passo, por código de defeito. */
import type { HintStages } from '../../kit/course/manifest.ts';
import { deliveryHints } from './hints/delivery.ts';
import { metricsHints } from './hints/metrics.ts';
import { planHints } from './hints/plan.ts';
import { queueHints } from './hints/queue.ts';
import { samplingHints } from './hints/sampling.ts';

export const hints: Record<`06/${string}`, Readonly<Record<string, HintStages>>> = {
  ...queueHints,
  ...samplingHints,
  ...metricsHints,
  ...deliveryHints,
  ...planHints,
};
