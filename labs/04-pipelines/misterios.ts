/** Os mistérios do lab: traces de programas com defeito, para ler (`npm run lab responder`). Um por arquivo. */
import type { Mystery } from '../../kit/mysteries/mystery.ts';
import { repeatedLoad } from './misterios/repeated-load.ts';

export const mysteries: readonly Mystery[] = [repeatedLoad];
