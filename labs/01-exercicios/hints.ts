/** As dicas dos exercícios, por código de defeito: uma pergunta, depois o lugar, por fim a linha. */
import type { HintStages } from '../../kit/course/manifest.ts';
import { contextHints } from './hints/context.ts';
import { esmHints } from './hints/esm.ts';
import { testHints } from './hints/instrumentation-test.ts';
import { queueHints } from './hints/queue.ts';
import { samplingHints } from './hints/sampling.ts';

export const hints = {
  '01e/1': contextHints,
  '01e/2': testHints,
  '01e/3': samplingHints,
  '01e/4': esmHints,
  '01e/5': queueHints,
} satisfies Record<string, Readonly<Record<string, HintStages>>>;
