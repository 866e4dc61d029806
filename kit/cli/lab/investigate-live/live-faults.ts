/** Os defeitos de um sistema de verdade: como se chamam, e como se reconhecem nos spans que ele emitiu. */
import type { LiveFaultKind } from '../../../course/live-incidents.ts';
import type { FaultKind } from '../../../incident/fault.ts';
import { chattyDeploy } from '../../../incident/faults/chatty-deploy.ts';
import { failingOperation } from '../../../incident/faults/failing-operation.ts';
import { lostContext } from '../../../incident/faults/lost-context.ts';
import { slowDependency } from '../../../incident/faults/slow-dependency.ts';
import { attributeOf } from '../../../luneta/query/span-attributes.ts';
import type { SpanNode, TraceTree } from '../../../luneta/query/trace-tree.ts';
import { SpanKind } from '../../../luneta/store/model.ts';
import { callsOf, serverNodes } from '../../../incident/recognize.ts';
import { OUTSIDE_FAULTS, type OutsideFault } from './outside-faults.ts';

export interface LiveFault {
  /** O mesmo defeito, nos sistemas inventados, se há: a palavra de lá também serve aqui. */
  like?: FaultKind;
  /** O que é, e qual é o serviço da resposta. */
  title: string;
  /** O que se veria se fosse este: para quem o respondeu e não é. */
  wouldShow: string;
  /** O que houve, para quem acertou tudo. Sem a hora. */
  told(service: string): string;
  /** Este trace mostra o defeito, neste serviço? */
  isShownBy(trace: TraceTree, service: string): boolean;
}

/** Quem está bem responde em alguns milissegundos, e o defeito soma mais que isto: nem uma máquina ocupada os confunde. */
const SLOW_US = 400_000;
/** Abaixo disto, pedir de novo é normal. */
const MANY_CALLS = 5;

export const LIVE_FAULTS: Readonly<Record<LiveFaultKind, LiveFault>> = {
  slow: {
    like: slowDependency,
    title: 'um serviço ficou lento (o que trabalha, não o que espera)',
    wouldShow:
      'um serviço teria bem mais tempo próprio em todos os pedidos. Compare um trace de antes com um de depois, e não a duração: o tempo próprio.',
    told: (service) => `${service} passou a demorar quase um segundo em cada pedido. Quem o chama só esperou.`,
    // O tempo próprio de uma chamada é o da rede, ou o de quem não responde: não é trabalho de quem chama.
    isShownBy: ({ nodes }, service) =>
      nodes.some(
        ({ span, selfTimeUs }) =>
          span.resource.serviceName === service && span.kind !== SpanKind.CLIENT && selfTimeUs >= SLOW_US,
      ),
  },
  failing: {
    like: failingOperation,
    title: 'um serviço responde 5xx (aquele em que o erro nasce)',
    wouldShow:
      'um serviço responderia 5xx sem chamar ninguém. Busque os traces com erro, e desça até o span mais fundo que falhou.',
    told: (service) => `${service} passou a responder 503 a todo pedido. Os erros acima dele são o mesmo, subindo.`,
    isShownBy: (trace, service) => serverNodes(trace, service).some(isServerError),
  },
  dropped_header: {
    like: lostContext,
    title: 'o traceparent se perde (o serviço que começa outro trace)',
    wouldShow: lostContext.wouldShow,
    told: (service) =>
      `${service} deixou de ler o cabeçalho traceparent: cada pedido a ele começa um trace, e a chamada de quem o fez fica vazia.`,
    isShownBy: (trace, service) => serverNodes(trace, service).some(({ parent }) => !parent),
  },
  n_plus_one: {
    like: chattyDeploy,
    title: 'um pedido virou muitos, todos iguais (quem os faz)',
    wouldShow: 'num mesmo trace, um serviço faria muitas chamadas iguais, uma depois da outra: uma escada.',
    told: (service) => `${service} passou a pedir um por um o que antes pedia de uma vez: o N+1.`,
    isShownBy: (trace, service) => callsOf(trace, service).some((calls) => calls.length >= MANY_CALLS),
  },
  off_schema: {
    title: 'as respostas vêm fora da forma combinada (quem as escreve)',
    wouldShow:
      'haveria chamadas com error.type=invalid_answer: a resposta chegou, e não serviu. Depois de cada uma, outra, para corrigi-la.',
    told: (service) => `${service} passou a responder fora da forma combinada.`,
    // Quem confere a forma é quem chama: dos spans de quem escreve, não se sabe.
    isShownBy: () => false,
  },
};

/**
 * O defeito neste serviço, que pode ser de outros.
 * @param outside Os que não mandam telemetria, e o nome do span de quem chama cada um.
 */
export function liveFault(
  kind: LiveFaultKind,
  service: string,
  outside: Readonly<Record<string, string>> = {},
): Pick<LiveFault, 'told' | 'isShownBy'> {
  const call = outside[service];
  const seen: OutsideFault | undefined = call === undefined ? undefined : OUTSIDE_FAULTS[kind];
  if (call === undefined || !seen) return LIVE_FAULTS[kind];
  return {
    told: seen.told,
    isShownBy: ({ nodes }) => nodes.some((node) => node.span.name === call && seen.isShownBy(node)),
  };
}

function isServerError({ span }: SpanNode): boolean {
  return Number(attributeOf(span, 'http.response.status_code')) >= 500;
}
