/** Uma operação passa a falhar, e o erro sobe por quem a chama até o pedido. */
import { StatusCode } from '../../luneta/store/model.ts';
import type { FaultKind } from '../fault.ts';

const REASONS = [
  'coluna inexistente',
  'certificado vencido',
  'disco cheio',
  'chave de API recusada',
  'formato de data inválido',
];
/** De cada quatro pedidos, o que ainda dá certo. */
const SPARED = 4;

export const failingOperation: FaultKind = {
  word: 'erros',
  title: 'uma operação falha (o serviço em que o erro nasce)',
  wouldShow: 'haveria spans SERVER com status ERROR. Busque por error=true, e desça até o mais fundo.',
  draw(random, { services, operations }) {
    const operation = random.pick(operations.filter(({ service }) => service !== services[0]));
    const reason = random.pick(REASONS);
    return {
      service: operation.service,
      disturbance: {
        failure: (own, request) => (own === operation && request % SPARED !== 0 ? reason : undefined),
      },
      told: `"${operation.name}", em ${operation.service.name}, passou a falhar (${reason}). Os erros acima dele são o mesmo, subindo.`,
      isShownBy: ({ nodes }) =>
        nodes.some(
          ({ span }) =>
            span.resource.serviceName === operation.service.name &&
            span.name === operation.name &&
            span.status.code === StatusCode.ERROR,
        ),
    };
  },
};
