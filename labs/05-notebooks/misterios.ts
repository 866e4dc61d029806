/** Os mistérios do lab: traces de programas com defeito, para ler (`npm run lab responder`). Um por arquivo. */
import type { Mystery } from '../../kit/mysteries/mystery.ts';
import { lateAnswer } from './misterios/late-answer.ts';

export const mysteries: readonly Mystery[] = [lateAnswer];
