/** Outras soluções, escritas como trocas na deste lab: só o que cada uma faz de outro jeito. */
import type { Edit } from '../../kit/course/edit.ts';
import { contractOthers } from './outras-contract.ts';
import { destinationsOthers } from './outras-destinations.ts';
import { failuresOthers } from './outras-failures.ts';
import { notebookOthers } from './outras-notebook.ts';

export const outras: readonly Edit[] = [...contractOthers, ...notebookOthers, ...failuresOthers, ...destinationsOthers];
