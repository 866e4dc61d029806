/** As medidas, na ordem em que rodam. */
import type { Measure } from '../measure.ts';
import { doors } from './doors.ts';
import { examples } from './examples.ts';
import { logs } from './logs.ts';
import { memory } from './memory.ts';
import { metrics } from './metrics.ts';
import { queries } from './queries.ts';
import { size } from './size.ts';
import { start } from './start.ts';
import { telescope } from './telescope.ts';
import { udp } from './udp.ts';

export const MEASURES: readonly Measure[] = [
  doors,
  udp,
  memory,
  start,
  queries,
  metrics,
  logs,
  examples,
  telescope,
  size,
];
