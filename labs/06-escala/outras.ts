/** Outras soluções, escritas como trocas na deste lab: só o que cada uma faz de outro jeito. */
import type { Edit } from '../../kit/course/edit.ts';
import { deliveryOthers } from './outras/delivery.ts';
import { metricsOthers } from './outras/metrics.ts';
import { planOthers } from './outras/plan.ts';
import { queueOthers } from './outras/queue.ts';
import { samplingOthers } from './outras/sampling.ts';

export const outras: readonly Edit[] = [
  ...queueOthers,
  ...samplingOthers,
  ...metricsOthers,
  ...deliveryOthers,
  ...planOthers,
];
