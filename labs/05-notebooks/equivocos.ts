/** As soluções erradas mais comuns de cada passo, e a dica que a conferência tem de responder a cada uma. */
import type { Mistake } from '../../kit/course/mistakes.ts';
import { mistakesOf } from '../trades.ts';
import { contractTrades } from './equivocos/contract.ts';
import { destinationsTrades } from './equivocos/destinations.ts';
import { failuresTrades } from './equivocos/failures.ts';
import { notebookTrades } from './equivocos/notebook.ts';

export const equivocos: readonly Mistake[] = mistakesOf({
  ...contractTrades,
  ...notebookTrades,
  ...failuresTrades,
  ...destinationsTrades,
});
