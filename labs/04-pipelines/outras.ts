/** Outras soluções, escritas como trocas na deste lab: só o que cada uma faz de outro jeito. */
import type { Edit } from '../../kit/course/edit.ts';
import { destinationOthers } from './outras-destinations.ts';
import { engineOthers } from './outras-engine.ts';
import { partitionOthers } from './outras-partitions.ts';

export const outras: readonly Edit[] = [...engineOthers, ...partitionOthers, ...destinationOthers];
