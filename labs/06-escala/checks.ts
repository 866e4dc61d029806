/** A telemetria exigida em cada passo: a tabela do README.md, em código. */
import type { Expectation } from '../../kit/verify/expectations.ts';
import { deliveryChecks } from './checks/delivery.ts';
import { metricsChecks } from './checks/metrics.ts';
import { planChecks } from './checks/plan.ts';
import { queueChecks } from './checks/queue.ts';
import { samplingChecks } from './checks/sampling.ts';

export const checks: Readonly<Record<`06/${string}`, readonly Expectation[]>> = {
  ...queueChecks,
  ...samplingChecks,
  ...metricsChecks,
  ...deliveryChecks,
  ...planChecks,
};
