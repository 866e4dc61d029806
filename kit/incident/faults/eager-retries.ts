/** Um serviço desiste cedo demais e chama de novo: a carga de quem ele chama se multiplica, sem nada estar quebrado lá. */
import { RESEND_COUNT } from '../../scripted/http-attributes.ts';
import type { FaultKind } from '../fault.ts';
import { hasAttribute } from '../recognize.ts';

export const eagerRetries: FaultKind = {
  word: 'retentativas',
  title: 'alguém desiste cedo e chama de novo (quem chama)',
  wouldShow: `haveria spans CLIENT com o atributo ${RESEND_COUNT}. Busque por ele.`,
  draw(random, { operations }) {
    const caller = random.pick(operations.filter(({ calls }) => calls.length > 0));
    const callee = random.pick(caller.calls);
    const times = random.int(3, 4);
    const { service } = caller;
    return {
      service,
      disturbance: { attempts: (own, called) => (own === caller && called === callee ? times : 1) },
      told:
        `${service.name} passou a desistir de "${callee.name}" antes da resposta, e a chamá-lo ${times} vezes por pedido. ` +
        `${callee.service.name} responde sempre, no tempo de sempre: só trabalha ${times} vezes mais.`,
      isShownBy: ({ nodes }) =>
        nodes.some((node) => node.span.resource.serviceName === service.name && hasAttribute(node, RESEND_COUNT)),
    };
  },
};
