/** Os enganos do passo 1: o que parece esvaziar a fila, e não esvazia a tempo. */
import type { Trades } from '../../trades.ts';

const FILE = 'shop.ts';
const FLUSH = 'if (number % 100 === 0) await provider.forceFlush();';

export const queueTrades: Trades = {
  '06/1': [
    // esvaziar uma vez, no fim de tudo
    [FLUSH, 'if (number === ORDERS) await provider.forceFlush();', 'span_count_differs', FILE],
    // de mil em mil: são só oitocentos
    [FLUSH, 'if (number % 1000 === 0) await provider.forceFlush();', 'span_count_differs', FILE],
    // basta ceder a vez, com uma promessa já resolvida
    [FLUSH, 'await Promise.resolve();', 'span_count_differs', FILE],
    // por via das dúvidas, a cada pedido, e sem esperar
    [FLUSH, 'void provider.forceFlush();', 'program_failed', FILE],
    // esvaziar e fechar são a mesma coisa
    [FLUSH, FLUSH.replace('forceFlush', 'shutdown'), 'span_count_differs', FILE],
  ],
};
