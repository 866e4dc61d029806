/** O contexto vai, e chega, mas em cabeçalhos que quem recebe não lê: cada ponta tem o seu propagator. */
import type { Mystery, Traces } from '../../../kit/mysteries/mystery.ts';
import { allNodes, attribute, theOnly } from '../../../kit/mysteries/read-traces.ts';
import type { SpanNode } from '../../../kit/luneta/query/trace-tree.ts';
import { httpClientAttributes, httpServerAttributes } from '../../../kit/scripted/http-attributes.ts';
import { during } from '../../../kit/scripted/planned-span.ts';

const front = 'cinema-site';
const back = 'cinema-sessoes';
const CALL = 'POST /reservas';
const REQUEST_ID = 'http.request.header.x-request-id';
const TRACEPARENT = 'http.request.header.traceparent';
const B3_SAMPLED = 'http.request.header.x-b3-sampled';

/** Os cabeçalhos que as duas pontas copiam para os seus spans. */
const HEADERS = { [REQUEST_ID]: ['reserva-88'], [B3_SAMPLED]: ['1'] };

export const otherLanguage: Mystery = {
  id: 'm8',
  title: 'Cada um na sua língua',
  story:
    'No cinema, o site e o serviço das sessões estão instrumentados, e cada um manda os seus spans. Mas nenhum trace passa dos ' +
    'dois: o do site acaba na chamada, e o das sessões começa do nada. Para investigar, ligaram nos dois a cópia de quatro ' +
    'cabeçalhos para os spans: traceparent, b3, x-b3-sampled e x-request-id.',
  question: 'Estes são os dois traces de uma reserva. Por que não são um só?',
  plan: [
    during(0, 130, {
      service: front,
      name: 'POST /comprar',
      kind: 'SERVER',
      attributes: httpServerAttributes('POST /comprar', 201),
      children: [
        during(6, 20, { service: front, name: 'conferir carrinho' }),
        during(24, 122, {
          service: front,
          name: CALL,
          kind: 'CLIENT',
          attributes: { ...httpClientAttributes(CALL, { host: 'sessoes', status: 201 }), ...HEADERS },
        }),
      ],
    }),
    during(27, 119, {
      service: back,
      name: CALL,
      kind: 'SERVER',
      attributes: { ...httpServerAttributes(CALL, 201), ...HEADERS },
      children: [
        during(34, 78, { service: back, name: 'SELECT assento', kind: 'CLIENT' }),
        during(82, 112, { service: back, name: 'INSERT reserva', kind: 'CLIENT' }),
      ],
    }),
  ],
  answer: {
    type: 'choice',
    alternatives: [
      {
        text: 'O site não manda contexto nenhum: falta nele um propagator.',
        holds: (traces) => !carriesContext(caller(traces)),
        against: () =>
          'O span CLIENT do site tem o x-b3-sampled entre os cabeçalhos que mandou. Quem o escreve é um propagator.',
      },
      {
        text: 'Um proxy entre os dois tirou os cabeçalhos do contexto.',
        holds: (traces) => carriesContext(caller(traces)) && !carriesContext(callee(traces)),
        against: () =>
          'Compare os cabeçalhos nos dois spans da chamada: o SERVER das sessões recebeu os mesmos que o site mandou.',
      },
      {
        text: 'O site decidiu não gravar este trace, e as sessões o gravaram assim mesmo.',
        holds: (traces) => attribute(caller(traces), B3_SAMPLED)?.includes('0') === true,
        against: (traces) =>
          `x-b3-sampled é ${attribute(caller(traces), B3_SAMPLED)}: o site mandou gravar. E, se não mandasse, este trace dele não existiria.`,
      },
      {
        text: 'O site manda o contexto em cabeçalhos B3, e as sessões só leem o traceparent.',
        holds: (traces) => {
          const served = callee(traces);
          return isBoth(served, attribute(caller(traces), REQUEST_ID)) && !served.parent && !served.orphan;
        },
        against: () => 'Não há cabeçalho do B3 no span de quem recebe, ou ele tem um pai.',
      },
      {
        text: 'São de reservas diferentes: os spans que faltam a cada trace se perderam no caminho para o backend.',
        holds: (traces) => attribute(caller(traces), REQUEST_ID) !== attribute(callee(traces), REQUEST_ID),
        against: (traces) =>
          `O x-request-id é o mesmo nos dois: ${attribute(caller(traces), REQUEST_ID)}. E um span cujo pai se perdeu seria órfão: o das sessões é uma raiz.`,
      },
    ],
  },
  explain: () =>
    'O contexto foi, e chegou, em x-b3-traceid, x-b3-spanid e x-b3-sampled; mas quem recebe só procura traceparent, não o acha, e ' +
    'começa um trace. Nenhum dos dois está errado sozinho, e ninguém avisa: é o par que não combina. O conserto é um propagator em ' +
    'comum: nas sessões, new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new B3Propagator()] }), que lê os ' +
    'dois; ou, sem tocar no código, OTEL_PROPAGATORS=tracecontext,baggage,b3multi onde o SDK lê essa variável.',
};

/** Recebeu o B3, e o traceparent não, do mesmo pedido. */
function isBoth(node: SpanNode, requestId: string | undefined): boolean {
  const isSame = attribute(node, REQUEST_ID) === requestId;
  return isSame && attribute(node, B3_SAMPLED) !== undefined && attribute(node, TRACEPARENT) === undefined;
}

function carriesContext(node: SpanNode): boolean {
  return [B3_SAMPLED, TRACEPARENT].some((key) => attribute(node, key) !== undefined);
}

function caller(traces: Traces): SpanNode {
  return theOnly(callOf(traces, front), 'chama as sessões');
}

function callee(traces: Traces): SpanNode {
  return theOnly(callOf(traces, back), 'atende o site');
}

function callOf(traces: Traces, service: string): SpanNode[] {
  return allNodes(traces).filter(({ span }) => span.name === CALL && span.resource.serviceName === service);
}
