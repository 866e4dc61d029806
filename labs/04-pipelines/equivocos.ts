/** As soluções erradas mais comuns de cada passo, e a dica que a conferência tem de responder a cada uma. */
import type { Mistake } from '../../kit/course/mistakes.ts';
import { mistakesOf } from '../trades.ts';
import { destinationTrades } from './equivocos/destinations.ts';
import { engineTrades } from './equivocos/engine.ts';
import { partitionTrades } from './equivocos/partitions.ts';

export const equivocos: readonly Mistake[] = mistakesOf({ ...engineTrades, ...partitionTrades, ...destinationTrades });
