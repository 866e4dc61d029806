/** As soluções erradas mais comuns de cada passo, e a dica que a conferência tem de responder a cada uma. */
import type { Mistake } from '../../kit/course/mistakes.ts';
import { mistakesOf } from '../trades.ts';
import { deliveryTrades } from './equivocos/delivery.ts';
import { metricsTrades } from './equivocos/metrics.ts';
import { planTrades } from './equivocos/plan.ts';
import { queueTrades } from './equivocos/queue.ts';
import { samplingTrades } from './equivocos/sampling.ts';

export const equivocos: readonly Mistake[] = mistakesOf({
  ...queueTrades,
  ...samplingTrades,
  ...metricsTrades,
  ...deliveryTrades,
  ...planTrades,
});
