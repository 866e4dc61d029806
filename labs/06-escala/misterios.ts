/** Os mistérios do lab: traces de programas com defeito, para ler (`npm run lab responder`). Um por arquivo. */
import type { Mystery } from '../../kit/mysteries/mystery.ts';
import { stuckPartition } from './misterios/stuck-partition.ts';

export const mysteries: readonly Mystery[] = [stuckPartition];
