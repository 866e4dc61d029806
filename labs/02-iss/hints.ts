/** As dicas de cada passo, por código de defeito. */
import type { HintStages } from '../../kit/course/manifest.ts';
import { logsHints } from './hints/logs.ts';
import { metricsHints } from './hints/metrics.ts';
import { propagationHints } from './hints/propagation.ts';
import { resourceHints } from './hints/resource.ts';
import { tracingHints } from './hints/tracing.ts';

export const hints: Record<`02/${string}`, Readonly<Record<string, HintStages>>> = {
  ...resourceHints,
  ...logsHints,
  ...metricsHints,
  ...tracingHints,
  ...propagationHints,
};
