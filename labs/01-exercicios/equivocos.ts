/** As soluções erradas mais comuns de cada exercício, e a dica que a conferência tem de responder a cada uma. */
import type { Mistake } from '../../kit/course/mistakes.ts';
import { contextMistakes } from './equivocos/context.ts';
import { esmMistakes } from './equivocos/esm.ts';
import { testMistakes } from './equivocos/instrumentation-test.ts';
import { queueMistakes } from './equivocos/queue.ts';
import { samplingMistakes } from './equivocos/sampling.ts';

export const equivocos: readonly Mistake[] = [
  ...contextMistakes,
  ...testMistakes,
  ...samplingMistakes,
  ...esmMistakes,
  ...queueMistakes,
];
