/** Um vão que é espera: dentro do pedido, e de nenhum span. */
import type { Mystery, Traces } from '../../../kit/mysteries/mystery.ts';
import { formatDuration } from '../../../kit/format.ts';
import { findGaps, type Gap, sizeUs } from '../../../kit/luneta/query/gaps.ts';
import { httpServerAttributes } from '../../../kit/scripted/http-attributes.ts';
import { during } from '../../../kit/scripted/planned-span.ts';

const service = 'grafica-boletos';

export const silentGap: Mystery = {
  id: 'm3',
  title: 'O silêncio no meio',
  story:
    'Gerar um boleto demora quase um segundo quando há outro sendo gerado ao mesmo tempo. A CPU da máquina está em 3%, e ' +
    'aumentar a máquina não adiantou nada.',
  question:
    'Quantos milissegundos dura o maior trecho deste pedido em que nenhum span diz o que se faz? (Depois, abra os eventos ' +
    'do span do pedido.)',
  plan: [
    during(0, 920, {
      service,
      name: 'POST /boletos',
      kind: 'SERVER',
      attributes: httpServerAttributes('POST /boletos', 201),
      events: [
        { name: 'lock.requested', atMs: 112, attributes: { 'lock.name': 'impressora', 'lock.waiters': 1 } },
        { name: 'lock.acquired', atMs: 746, attributes: { 'lock.name': 'impressora' } },
      ],
      children: [
        during(24, 110, { service, name: 'calcular código de barras' }),
        during(748, 880, { service, name: 'desenhar PDF' }),
      ],
    }),
  ],
  answer: {
    type: 'number',
    unit: 'ms',
    tolerance: 5,
    compute: (traces) => Math.round(sizeUs(gap(traces)) / 1000),
    mistakes: [
      {
        compute: ([tree]) => Math.round(tree.nodes[0].selfTimeUs / 1000),
        against:
          'Isso é o tempo próprio do pedido inteiro: soma também os pedaços do começo e do fim. A pergunta é só pelo maior vão.',
      },
      {
        compute: ([tree]) => Math.round(tree.durationUs / 1000),
        against: 'Isso é a duração do pedido. Dentro dele há spans que trabalham: quanto sobra entre um e outro?',
      },
    ],
    against:
      'Meça do fim de "calcular código de barras" ao começo de "desenhar PDF": os dois detalhes dão o início e a duração. A ' +
      'vista Explicação do trace também fala desse vão.',
  },
  explain: (traces) =>
    `Em ${formatDuration(sizeUs(gap(traces)))} ninguém trabalha, e os eventos contam por quê: lock.requested no começo do vão, ` +
    'lock.acquired no fim. É espera, e não CPU: uma máquina maior espera igual. Um vão não acusa ninguém por si; ponha um ' +
    'span em volta da espera, e da próxima vez ela terá nome.',
};

function gap([tree]: Traces): Gap {
  return findGaps(tree)[0];
}
