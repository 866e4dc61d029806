/** Uma mensagem que nunca vai dar certo, tentada de novo e de novo, e as outras da partição dela esperando atrás. */
import { formatDuration } from '../../../kit/format.ts';
import type { SpanNode } from '../../../kit/luneta/query/trace-tree.ts';
import type { Mystery, Traces } from '../../../kit/mysteries/mystery.ts';
import { allNodes, attribute, endUs, hasFailed, nodesNamed, theOnly } from '../../../kit/mysteries/read-traces.ts';
import { during, exceptionEvent, type PlannedSpan } from '../../../kit/scripted/planned-span.ts';

const shop = 'livraria-loja';
const labels = 'livraria-etiquetas';

const PUBLISH = 'send orders';
const PROCESS = 'process orders';
const PRINT = 'print label';

const PARTITION = 'messaging.destination.partition.id';
const OFFSET = 'messaging.kafka.offset';

/** Quando a etiqueta que não sai foi tentada, em segundos: a pausa dobra, e ninguém desiste. */
const TRIED_AT = [0.2, 1.3, 3.4, 7.5, 15.6, 31.7] as const;
const SECOND = 1000;
/** Até quando a partição ficou presa, em segundos: alguém apagou a mensagem à mão. */
const FREED_AT = 41;
const STUCK = '1';

export const stuckPartition: Mystery = {
  id: 'm12',
  title: 'A etiqueta que demora só para alguns',
  story:
    'Uma livraria publica cada pedido pago numa fila do Kafka, com três partições, e outro serviço imprime a etiqueta. De manhã, um terço dos ' +
    'clientes esperou quase um minuto pela etiqueta, e os outros, nada. Puseram mais dois consumidores, e não mudou nada.',
  question: 'Estes são quatro pedidos dessa manhã, um por trace. Por que o de número 5120 esperou tanto?',
  plan: [
    order({ number: 5117, partition: '0', offset: 881, sentAt: 0, startedAt: 40, printMs: 95 }),
    stuckOrder(),
    order({ number: 5119, partition: '2', offset: 902, sentAt: 900, startedAt: 935, printMs: 102 }),
    order({
      number: 5120,
      partition: STUCK,
      offset: 875,
      sentAt: 1200,
      startedAt: FREED_AT * SECOND + 20,
      printMs: 90,
    }),
  ],
  answer: {
    type: 'choice',
    alternatives: [
      {
        text: 'A impressora é lenta: é no print label que o tempo passa.',
        holds: (traces) => late(traces).print.durationUs > waitUs(traces),
        against: (traces) =>
          `A impressão do 5120 levou ${formatDuration(late(traces).print.durationUs)}, como a dos outros. Antes dela é que há um vazio.`,
      },
      {
        text: 'O Kafka demorou a aceitar o pedido.',
        holds: (traces) => late(traces).send.durationUs > waitUs(traces),
        against: (traces) =>
          `O send do 5120 levou ${formatDuration(late(traces).send.durationUs)}: o Kafka o aceitou na hora, e o guardou.`,
      },
      {
        text: 'Faltam consumidores: com mais, a fila andaria.',
        holds: (traces) => othersWaitUs(traces) > waitUs(traces) / 2,
        against: (traces) =>
          `Os das outras partições esperaram no máximo ${formatDuration(othersWaitUs(traces))}: havia quem os lesse. E uma partição é lida por ` +
          'um consumidor só: mais gente no grupo não a divide.',
      },
      {
        text: 'Outro pedido, da mesma partição, falhava sempre, e era tentado de novo: os de trás esperavam.',
        holds: (traces) => blocker(traces) !== undefined,
        against: () => 'Nenhum outro pedido da mesma partição falhou enquanto este esperava.',
      },
      {
        text: 'O relógio do serviço de etiquetas está adiantado: a espera não existiu.',
        holds: (traces) => waitUs(traces) < 0,
        against: () => 'Os outros pedidos passam pelas mesmas duas máquinas, e neles a espera é de milissegundos.',
      },
    ],
  },
  explain: (traces) =>
    `O 5120 ficou ${formatDuration(waitUs(traces))} na partição ${STUCK}, atrás do 5118, que tem o offset anterior. A etiqueta do 5118 falha ` +
    `sempre do mesmo jeito (o endereço não tem CEP), foi tentada ${TRIED_AT.length} vezes, com pausas que dobram, e até alguém a tirar à mão nada ` +
    'atrás dela andou: numa partição a ordem é a das mensagens, e quem a lê é um só. Insistir é o certo contra quem está fora do ar, porque ' +
    'amanhã dá; contra um defeito da mensagem, nunca dá. O que se recusa para sempre vai para outro tópico, com o motivo, e a fila anda: é o ' +
    'dead-letter do ingester do lab 06.',
};

interface PlannedOrder {
  number: number;
  partition: string;
  offset: number;
  /** Em milissegundos desde o zero do plano. */
  sentAt: number;
  startedAt: number;
  printMs: number;
}

function order({ number, partition, offset, sentAt, startedAt, printMs }: PlannedOrder): PlannedSpan {
  const child = during(startedAt + 5, startedAt + 5 + printMs, { service: labels, name: PRINT });
  return sent(number, partition, sentAt, [
    processed({ partition, offset, number }, startedAt, startedAt + printMs + 10, [child]),
  ]);
}

/** O que falha sempre: um process por tentativa. */
function stuckOrder(): PlannedSpan {
  const number = 5118;
  const attempts = TRIED_AT.map((seconds, index): PlannedSpan => {
    const at = seconds * SECOND;
    const message = 'o endereço não tem CEP';
    return {
      ...processed({ partition: STUCK, offset: 874, number }, at, at + 100, [
        during(at + 5, at + 95, {
          service: labels,
          name: PRINT,
          error: message,
          attributes: { 'error.type': 'InvalidAddressError', 'label.attempt': index + 1 },
          events: [exceptionEvent('InvalidAddressError', message, at + 90)],
        }),
      ]),
      error: message,
    };
  });
  return sent(number, STUCK, 100, attempts);
}

function sent(number: number, partition: string, atMs: number, children: readonly PlannedSpan[]): PlannedSpan {
  return during(atMs, atMs + 12, {
    service: shop,
    name: PUBLISH,
    kind: 'PRODUCER',
    attributes: {
      'messaging.system': 'kafka',
      'messaging.destination.name': 'orders',
      [PARTITION]: partition,
      'order.number': number,
    },
    children,
  });
}

function processed(
  { partition, offset, number }: Pick<PlannedOrder, 'partition' | 'offset' | 'number'>,
  fromMs: number,
  toMs: number,
  children: readonly PlannedSpan[],
): PlannedSpan {
  return during(fromMs, toMs, {
    service: labels,
    name: PROCESS,
    kind: 'CONSUMER',
    attributes: { 'messaging.system': 'kafka', [PARTITION]: partition, [OFFSET]: offset, 'order.number': number },
    children,
  });
}

function ofOrder(traces: Traces, name: string, number: number): SpanNode[] {
  return nodesNamed(traces, name).filter((node) => attribute(node, 'order.number') === String(number));
}

/** O pedido que esperou. */
function late(traces: Traces): { send: SpanNode; process: SpanNode; print: SpanNode } {
  const handled = theOnly(ofOrder(traces, PROCESS, 5120), 'trata o pedido 5120');
  const [print] = allNodes(traces).filter(({ span }) => span.parentSpanId === handled.span.spanId);
  return { send: theOnly(ofOrder(traces, PUBLISH, 5120), 'publica o pedido 5120'), process: handled, print: print! };
}

/** De publicado a começado, em microssegundos. */
function waitUs(traces: Traces): number {
  const { send, process: handled } = late(traces);
  return handled.startUs - endUs(send);
}

/** A maior espera dos que foram para as outras partições, em microssegundos. */
function othersWaitUs(traces: Traces): number {
  const others = nodesNamed(traces, PUBLISH).filter((send) => attribute(send, PARTITION) !== STUCK);
  return Math.max(
    ...others.map((send) => {
      const [started] = ofOrder(traces, PROCESS, Number(attribute(send, 'order.number')));
      return started!.startUs - endUs(send);
    }),
  );
}

/** Um process que falhou, da partição e do offset logo antes. */
function blocker(traces: Traces): SpanNode | undefined {
  const { process: handled } = late(traces);
  return nodesNamed(traces, PROCESS).find(
    (node) =>
      hasFailed(node) &&
      attribute(node, PARTITION) === attribute(handled, PARTITION) &&
      Number(attribute(node, OFFSET)) < Number(attribute(handled, OFFSET)),
  );
}
