/** As dicas de cada passo, por código de falha. */
import type { HintStages } from '../../kit/course/manifest.ts';
import { contractHints } from './hints/contract.ts';
import { destinationsHints } from './hints/destinations.ts';
import { failuresHints } from './hints/failures.ts';
import { notebookHints } from './hints/notebook.ts';

export const hints: Record<`05/${string}`, Readonly<Record<string, HintStages>>> = {
  ...contractHints,
  ...notebookHints,
  ...failuresHints,
  ...destinationsHints,
};
