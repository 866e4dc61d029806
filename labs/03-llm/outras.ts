/** Outras soluções, escritas como trocas na deste lab: só o que cada uma faz de outro jeito. */
import type { Edit } from '../../kit/course/edit.ts';
import { outrasCalls } from './outras-calls.ts';
import { outrasGenai } from './outras-genai.ts';
import { outrasPropagation } from './outras-propagation.ts';

export const outras: readonly Edit[] = [...outrasCalls, ...outrasGenai, ...outrasPropagation];
