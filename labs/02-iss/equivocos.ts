/** As soluções erradas mais comuns de cada passo, e a dica que a conferência tem de responder a cada uma. */
import type { Mistake } from '../../kit/course/mistakes.ts';
import { mistakesOf } from '../trades.ts';
import { logsTrades } from './equivocos/logs.ts';
import { metricsTrades } from './equivocos/metrics.ts';
import { propagationTrades } from './equivocos/propagation.ts';
import { resourceTrades } from './equivocos/resource.ts';
import { tracingTrades } from './equivocos/tracing.ts';

export const equivocos: readonly Mistake[] = mistakesOf({
  ...resourceTrades,
  ...logsTrades,
  ...metricsTrades,
  ...tracingTrades,
  ...propagationTrades,
});
