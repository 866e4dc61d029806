/** Os mistérios do lab: traces de programas com defeito, para ler (`npm run lab responder`). Um por arquivo. */
import type { Mystery } from '../../kit/mysteries/mystery.ts';
import { otherLanguage } from './misterios/other-language.ts';
import { twoLayers } from './misterios/two-layers.ts';

export const mysteries: readonly Mystery[] = [otherLanguage, twoLayers];
