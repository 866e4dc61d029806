/** Os mistérios do lab: traces de programas com defeito, para ler (`npm run lab responder`). Um por arquivo. */
import type { Mystery } from '../../kit/mysteries/mystery.ts';
import { collapsedStatus } from './misterios/collapsed-status.ts';
import { hiddenRetry } from './misterios/hidden-retry.ts';
import { lateChild } from './misterios/late-child.ts';
import { lostContext } from './misterios/lost-context.ts';
import { notGuilty } from './misterios/not-guilty.ts';
import { repeatedQuery } from './misterios/repeated-query.ts';
import { silentGap } from './misterios/silent-gap.ts';

export const mysteries: readonly Mystery[] = [
  repeatedQuery,
  notGuilty,
  silentGap,
  hiddenRetry,
  lostContext,
  lateChild,
  collapsedStatus,
];
