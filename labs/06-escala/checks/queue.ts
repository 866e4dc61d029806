/** A telemetria exigida no passo 1: nenhum pedido se perde antes de sair do programa. */
import { type Expectation, span } from '../../../kit/verify/expectations.ts';
import { ORDER, ORDERS, PUBLISH } from './shop.ts';

export const queueChecks = {
  // O que acaba depois é o que se perde: o último de cada pedido faz tanta falta quanto a raiz.
  '06/1': [span(ORDER).count(ORDERS), span(PUBLISH).count(ORDERS)],
} satisfies Record<string, readonly Expectation[]>;
