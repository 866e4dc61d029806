/** O contexto não atravessa a fila: o trabalho fica em dois traces que não sabem um do outro. */
import type { Mystery, Traces } from '../../../kit/mysteries/mystery.ts';
import { allNodes, attribute, hasFailed } from '../../../kit/mysteries/read-traces.ts';
import { httpServerAttributes } from '../../../kit/scripted/http-attributes.ts';
import { during } from '../../../kit/scripted/planned-span.ts';

const MESSAGE_ID = 'messaging.message.id';

function message(operation: 'send' | 'process') {
  return {
    'messaging.system': 'rabbitmq',
    'messaging.destination.name': 'pedidos',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    [MESSAGE_ID]: 'pedido-4071',
  };
}

export const lostContext: Mystery = {
  id: 'm5',
  title: 'O recibo de ninguém',
  story:
    'Cada pedido da padaria devia terminar num recibo por e-mail. No trace do pedido não há recibo nenhum; e há traces de ' +
    'recibo que ninguém sabe de que pedido são. Os clientes recebem todos.',
  question: 'Estes são os dois traces. O que aconteceu?',
  plan: [
    during(0, 84, {
      service: 'padaria-pedidos',
      name: 'POST /pedidos',
      kind: 'SERVER',
      attributes: httpServerAttributes('POST /pedidos', 202),
      children: [
        during(8, 46, { service: 'padaria-pedidos', name: 'INSERT pedido', kind: 'CLIENT' }),
        during(56, 68, {
          service: 'padaria-pedidos',
          name: 'send pedidos',
          kind: 'PRODUCER',
          attributes: message('send'),
        }),
      ],
    }),
    during(410, 760, {
      service: 'padaria-recibos',
      name: 'process pedidos',
      kind: 'CONSUMER',
      attributes: message('process'),
      children: [
        during(420, 520, { service: 'padaria-recibos', name: 'montar recibo' }),
        during(530, 750, { service: 'padaria-recibos', name: 'enviar e-mail', kind: 'CLIENT' }),
      ],
    }),
  ],
  answer: {
    type: 'choice',
    alternatives: [
      {
        text: 'São de pedidos diferentes: o deste nunca mandou o recibo.',
        holds: (traces) => new Set(messageIds(traces)).size > 1,
        against: (traces) =>
          `Compare ${MESSAGE_ID} no span que manda e no que processa: nos dois é "${messageIds(traces)[0]}". É o mesmo pedido.`,
      },
      {
        text: 'O contexto não foi junto com a mensagem, e quem a processou começou um trace novo.',
        holds: (traces) => {
          const consumer = traces.flatMap(({ roots }) => roots).find(({ span }) => span.name === 'process pedidos');
          return traces.length > 1 && consumer?.orphan === false && new Set(messageIds(traces)).size === 1;
        },
        against: () => 'Quem processa a mensagem tem um pai noutro serviço.',
      },
      {
        text: 'O span pai do consumidor se perdeu no caminho para o backend.',
        holds: (traces) => allNodes(traces).some(({ orphan }) => orphan),
        against: () =>
          'Um span cujo pai se perdeu ainda diz o id dele, e a Luneta o marca como órfão. O do consumidor não tem pai: ele é uma ' +
          'raiz, num trace com outro id.',
      },
      {
        text: 'O processamento falhou, e a mensagem foi processada de novo, por outro serviço.',
        holds: (traces) => allNodes(traces).some(hasFailed),
        against: () => 'Nenhum dos spans dos dois traces tem erro, e a mensagem só foi processada uma vez.',
      },
    ],
  },
  explain: () =>
    'Numa fila não há chamada de função, nem cabeçalho que alguém preencha sozinho: quem manda tem de pôr o contexto na ' +
    'mensagem (propagation.inject(context.active(), message.headers)), e quem recebe, tirá-lo de lá ' +
    '(propagation.extract(ROOT_CONTEXT, message.headers)) antes de começar o span. Sem um dos dois, cada lado vira um trace.',
};

function messageIds(traces: Traces): string[] {
  return allNodes(traces)
    .map((node) => attribute(node, MESSAGE_ID))
    .filter((id) => id !== undefined);
}
