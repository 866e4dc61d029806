/** As soluções erradas mais comuns de cada passo, e a dica que a conferência tem de responder a cada uma. */
import type { Mistake } from '../../kit/course/mistakes.ts';
import { mistakesOf } from '../trades.ts';
import { callsTrades } from './equivocos/calls.ts';
import { collectorTrades } from './equivocos/collector.ts';
import { genaiTrades } from './equivocos/genai.ts';
import { metricsTrades } from './equivocos/metrics.ts';
import { propagationTrades } from './equivocos/propagation.ts';
import { rulesTrades } from './equivocos/rules.ts';

export const equivocos: readonly Mistake[] = mistakesOf({
  ...callsTrades,
  ...metricsTrades,
  ...genaiTrades,
  ...propagationTrades,
  ...collectorTrades,
  ...rulesTrades,
});
