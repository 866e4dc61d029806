/** Outra solução do passo 1: uma fila do tamanho da promoção. Serve enquanto se sabe de quantos pedidos ela é. */
import type { Edit } from '../../../kit/course/edit.ts';

const STEP = { step: '06/1', file: 'shop.ts' };

export const queueOthers: readonly Edit[] = [
  {
    ...STEP,
    replace: [
      'new BatchSpanProcessor(new OTLPTraceExporter())',
      'new BatchSpanProcessor(new OTLPTraceExporter(), { maxQueueSize: 4 * ORDERS })',
    ],
  },
  { ...STEP, replace: ['if (number % 100 === 0) await provider.forceFlush();', ''] },
];
