/** As dicas de cada passo, por código de defeito. */
import type { HintStages } from '../../kit/course/manifest.ts';
import { destinationHints } from './hints/destinations.ts';
import { engineHints } from './hints/engine.ts';
import { partitionHints } from './hints/partitions.ts';

export const hints: Record<`04/${string}`, Readonly<Record<string, HintStages>>> = {
  ...engineHints,
  ...partitionHints,
  ...destinationHints,
};
