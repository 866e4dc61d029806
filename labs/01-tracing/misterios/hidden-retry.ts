/** Duas tentativas falham, a terceira dá certo, e por fora está tudo verde. */
import type { Mystery, Traces } from '../../../kit/mysteries/mystery.ts';
import { attribute, endUs, hasFailed } from '../../../kit/mysteries/read-traces.ts';
import { formatDuration } from '../../../kit/format.ts';
import type { SpanNode } from '../../../kit/luneta/query/trace-tree.ts';
import { httpClientAttributes, httpServerAttributes, RESEND_COUNT } from '../../../kit/scripted/http-attributes.ts';
import { during, type PlannedSpan } from '../../../kit/scripted/planned-span.ts';

const service = 'bilheteria-web';
const REQUEST = 'POST /ingressos';
const PAYMENT = 'POST /pagamentos';

export const hiddenRetry: Mystery = {
  id: 'm4',
  title: 'Tudo verde, e devagar',
  story:
    'Comprar um ingresso demora mais de um segundo, de vez em quando. A taxa de erro da bilheteria é zero, e o serviço de ' +
    'pagamento responde em 200 ms na média.',
  question: 'Por que esta compra demorou?',
  plan: [
    during(0, 1290, {
      service,
      name: REQUEST,
      kind: 'SERVER',
      attributes: httpServerAttributes(REQUEST, 201),
      children: [
        during(10, 40, { service, name: 'reservar lugar' }),
        attempt(50, 450, 0, 'timeout'),
        attempt(550, 950, 1, 'timeout'),
        attempt(1050, 1260, 2),
      ],
    }),
  ],
  answer: {
    type: 'choice',
    alternatives: [
      {
        text: 'Uma só chamada ao pagamento demorou mais de um segundo.',
        holds: (traces) => attempts(traces).some(({ durationUs }) => durationUs > 1e6),
        against: (traces) => {
          const longest = Math.max(...attempts(traces).map(({ durationUs }) => durationUs));
          return `A mais demorada durou ${formatDuration(longest)}. Some as barras: quantas chamadas há?`;
        },
      },
      {
        text: 'As chamadas ao pagamento foram feitas todas ao mesmo tempo, e uma atrasou a outra.',
        holds: (traces) => attempts(traces).some((node, i, all) => i > 0 && node.startUs < endUs(all[i - 1])),
        against: (traces) => {
          const [first, second] = attempts(traces);
          return (
            `A primeira termina em ${formatDuration(endUs(first))}, e a segunda só começa em ${formatDuration(second.startUs)}: ` +
            'nunca há duas ao mesmo tempo.'
          );
        },
      },
      {
        text: 'A compra falhou, e quem comprou viu um erro.',
        holds: ([{ nodes }]) => hasFailed(nodes[0]),
        against: ([{ nodes }]) =>
          `O span do pedido não tem erro, e respondeu ${attribute(nodes[0], 'http.response.status_code')}: quem comprou só esperou.`,
      },
      {
        text: 'As primeiras chamadas ao pagamento falharam, e a última deu certo: o erro não aparece por fora.',
        holds: (traces) => {
          const all = attempts(traces);
          return !hasFailed(traces[0].nodes[0]) && !hasFailed(all.at(-1)!) && all.slice(0, -1).every(hasFailed);
        },
        against: () => 'Alguma das chamadas anteriores à última não tem erro.',
      },
    ],
  },
  explain: (traces) =>
    `${attempts(traces).filter(hasFailed).length} tentativas acabaram em ERROR por timeout, com uma pausa depois de cada uma, e a última ` +
    'deu certo. O pedido herda a demora, e não o erro: quem só olha a taxa de erro de fora não vê nada. O atributo ' +
    `${RESEND_COUNT} diz qual tentativa é cada uma: procure por ele.`,
};

function attempt(fromMs: number, toMs: number, resend: number, errorType?: string): PlannedSpan {
  return during(fromMs, toMs, {
    service,
    name: PAYMENT,
    kind: 'CLIENT',
    attributes: httpClientAttributes(PAYMENT, {
      host: 'pagamento',
      resendCount: resend,
      ...(errorType === undefined ? { status: 200 } : { errorType }),
    }),
    ...(errorType !== undefined && { error: 'sem resposta em 400 ms' }),
  });
}

function attempts([{ nodes }]: Traces): SpanNode[] {
  return nodes.filter(({ span }) => span.name === PAYMENT);
}
