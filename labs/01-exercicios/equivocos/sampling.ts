/** O exercício 3: que traces guardar. */
import { mistakesOf } from './trades.ts';

const PARENT_BASED = 'new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.1) })';
const SHOP = `loja: ${PARENT_BASED}`;
const STOCK = `estoque: ${PARENT_BASED}`;

export const samplingMistakes = mistakesOf('01e/3', 'sampling.ts', [
  // cada serviço decide por si, com a mesma proporção: dá certo até alguém decidir de outro jeito
  [STOCK, 'estoque: new TraceIdRatioBasedSampler(0.1)', 'span_missing:PUT /reservas/diagnostico'],
  // o estoque conserta, a loja não ouve ninguém
  [SHOP, 'loja: new TraceIdRatioBasedSampler(0.1)', 'span_missing:POST /pedidos/diagnostico'],
  // na dúvida, tudo
  [SHOP, 'loja: new TraceIdRatioBasedSampler(1)', 'span_unexpected'],
  [SHOP, 'loja: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(1) })', 'stdout_missing'],
  // por cento
  [SHOP, 'loja: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(10) })', 'stdout_missing'],
  // o sampler guardaria os erros: ele decide antes de haver um
  [
    SHOP,
    "loja: new ParentBasedSampler({\n    root: { shouldSample: (_parent, _id, _name, _kind, attributes) => ({ decision: attributes['error.type'] ? 2 : 0 }) },\n  })",
    'span_missing:POST /pedidos',
  ],
  // o que o pai não guardou ganharia uma segunda chance
  [
    SHOP,
    'loja: new ParentBasedSampler({\n    root: new TraceIdRatioBasedSampler(0.1),\n    remoteParentNotSampled: new TraceIdRatioBasedSampler(0.1),\n  })',
    'span_unexpected',
  ],
  // do que a loja guardou, o estoque guardaria metade: traces pela metade
  [
    STOCK,
    'estoque: new ParentBasedSampler({\n    root: new TraceIdRatioBasedSampler(0.1),\n    remoteParentSampled: new TraceIdRatioBasedSampler(0.5),\n  })',
    'span_missing:PUT /reservas/diagnostico',
  ],
]);
