/** Um serviço deixa de ler o contexto de quem o chama: o que ele faz vira um trace à parte. */
import type { FaultKind } from '../fault.ts';
import { hasAttribute, serverAddress } from '../recognize.ts';

export const lostContext: FaultKind = {
  word: 'contexto',
  title: 'chamadas que viram outro trace (o serviço que o começa)',
  wouldShow: 'haveria traces que começam num serviço de dentro, e chamadas CLIENT sem nada embaixo.',
  draw(random, { services }) {
    const service = random.pick(services.slice(1));
    return {
      service,
      disturbance: { losesContext: (callee) => callee === service },
      told: `${service.name} deixou de ler o cabeçalho traceparent: cada chamada a ele começa um trace, e a de quem o chama fica vazia.`,
      // O trace que começa nele, ou o do pedido que o chama e não o mostra.
      isShownBy: ({ nodes, roots }) =>
        roots.some(({ span }) => span.resource.serviceName === service.name) ||
        nodes.some(
          (node) =>
            serverAddress(node) === service.name && node.children.length === 0 && !hasAttribute(node, 'error.type'),
        ),
    };
  },
};
