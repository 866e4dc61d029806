/** Todas as regras, na ordem em que se conserta: primeiro chegar, depois chegar certo, depois contar bem. */
import type { Rule } from '../finding.ts';
import { rule as airPlayOn5000 } from './airplay-on-5000.ts';
import { rule as clockSkew } from './clock-skew.ts';
import { rule as deltaTemporality } from './delta-temporality.ts';
import { rule as deprecatedAttributes } from './deprecated-attributes.ts';
import { rule as duplicateSpanIds } from './duplicate-span-ids.ts';
import { rule as exceptionWithoutError } from './exception-without-error.ts';
import { rule as hugeAttributes } from './huge-attributes.ts';
import { rule as idsInSpanNames } from './ids-in-span-names.ts';
import { rule as jobContextLost } from './job-context-lost.ts';
import { rule as logsWithoutTrace } from './logs-without-trace.ts';
import { rejectionRules, rule as messageRejected } from './message-rejected.ts';
import { rule as metricCardinality } from './metric-cardinality.ts';
import { rule as metricsInterval } from './metrics-interval.ts';
import { rule as nothingArrived } from './nothing-arrived.ts';
import { rule as parentMissing } from './parent-missing.ts';
import { rule as propagationBroken } from './propagation-broken.ts';
import { rule as routeMissing } from './route-missing.ts';
import { rule as scrapeFailing } from './scrape-failing.ts';
import { rule as secretsInAttributes } from './secrets-in-attributes.ts';
import { rule as tracesEvicted } from './traces-evicted.ts';
import { rule as unknownService } from './unknown-service.ts';

export const RULES: readonly Rule[] = [
  nothingArrived,
  airPlayOn5000,
  ...rejectionRules,
  messageRejected,
  scrapeFailing,
  unknownService,
  propagationBroken,
  jobContextLost,
  parentMissing,
  routeMissing,
  logsWithoutTrace,
  secretsInAttributes,
  duplicateSpanIds,
  clockSkew,
  idsInSpanNames,
  metricCardinality,
  hugeAttributes,
  exceptionWithoutError,
  deprecatedAttributes,
  deltaTemporality,
  metricsInterval,
  tracesEvicted,
];
