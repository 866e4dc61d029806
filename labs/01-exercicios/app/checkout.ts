// A função que o teste do exercício 01e/2 põe à prova: um pedido de três itens, com o cartão recusado.
//
// Sem defeito, é como devia ser. Cada defeito é um engano que já aconteceu a alguém, e nenhum muda o que o programa faz: só o
// que ele conta.

import { SpanStatusCode, type Tracer } from '@opentelemetry/api';

export const DEFECTS = ['sem pai', 'sem status', 'atributo em texto', 'span sem fim'] as const;
export type Defect = (typeof DEFECTS)[number];

export function placeOrder(tracer: Tracer, defect?: Defect): void {
  tracer.startActiveSpan('pedido', (order) => {
    order.setAttribute('order.items', defect === 'atributo em texto' ? '3' : 3);
    tracer.startActiveSpan('cobrar', { root: defect === 'sem pai' }, (charge) => {
      if (defect !== 'sem status') {
        charge.setStatus({ code: SpanStatusCode.ERROR, message: 'cartão recusado' });
      }
      if (defect !== 'span sem fim') charge.end();
    });
    order.end();
  });
}
