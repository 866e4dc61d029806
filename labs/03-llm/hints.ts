/** As dicas de cada passo, por código de defeito. */
import type { HintStages } from '../../kit/course/manifest.ts';
import { callsHints } from './hints/calls.ts';
import { collectorHints } from './hints/collector.ts';
import { costHints } from './hints/cost.ts';
import { genaiHints } from './hints/genai.ts';
import { metricsHints } from './hints/metrics.ts';
import { privacyHints } from './hints/privacy.ts';
import { propagationHints } from './hints/propagation.ts';
import { rulesHints } from './hints/rules.ts';

export const hints: Record<`03/${string}`, Readonly<Record<string, HintStages>>> = {
  ...callsHints,
  ...metricsHints,
  ...genaiHints,
  ...costHints,
  ...privacyHints,
  ...propagationHints,
  ...collectorHints,
  ...rulesHints,
};
