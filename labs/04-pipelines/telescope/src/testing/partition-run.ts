/** O que os testes de `mapPartitions` têm em comum. */
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { partitioned, type Partitioned } from '../engines/arrays';
import { TelescopeOperations } from '../telescope-operations';
import { observe, type Observed } from './observed';

/** O span da operação, e o de cada partição, de um `mapPartitions('work', …)`. */
export const SUMMARY = 'local.rdd.work';
const PARTITION = 'local.partition.work';

export function setup(): { observed: Observed; operations: TelescopeOperations } {
  const observed = observe();
  return { observed, operations: new TelescopeOperations(observed.tracer, 'local') };
}

export const numbers = (total: number): Partitioned<number> => partitioned(Array.from({ length: total }, (_, i) => i));

export const partitionSpans = (observed: Observed): ReadableSpan[] =>
  observed.spans().filter(({ name }) => name === PARTITION);
