/** O que um defeito muda no tráfego, e como se reconhece: um por arquivo, em `faults/`. */
import type { TraceTree } from '../luneta/query/trace-tree.ts';
import type { Random } from './random.ts';
import type { Operation, Service, System } from './topology.ts';

/** O que muda de um pedido para o outro, do instante do defeito em diante. O que não está aqui fica como era. */
export interface Disturbance {
  /** Quanto a operação trabalha, em milissegundos. */
  selfMs?(usual: number, operation: Operation, instance: string): number;
  /** A mensagem do erro, se a operação falha neste pedido. @param request Qual é, a partir de 0. */
  failure?(operation: Operation, request: number): string | undefined;
  /** O que a operação chama. */
  calls?(operation: Operation): readonly Operation[];
  /** Quantas vezes `caller` chama `callee`: a última dá certo, e as outras desistem antes da resposta. */
  attempts?(caller: Operation, callee: Operation): number;
  /** O serviço não lê o contexto de quem o chama? */
  losesContext?(callee: Service): boolean;
  /** O `service.version`. */
  version?(service: Service): string;
}

/** O que um serviço lento trabalha a mais, em milissegundos: para aparecer também em quem quase não trabalha. */
export const SLOW_FLOOR_MS = 120;

/** Um defeito sorteado. */
export interface Fault {
  /** O serviço da resposta. */
  service: Service;
  disturbance: Disturbance;
  /** O que houve, para quem acertou tudo. Sem a hora. */
  told: string;
  /** Este trace mostra o defeito? @param usual O que o serviço faz quando está bem. */
  isShownBy(trace: TraceTree, usual: Usual): boolean;
}

/** Como o serviço da resposta trabalhava antes do defeito. */
export interface Usual {
  /** O maior tempo próprio de um span SERVER dele, em microssegundos. */
  maxSelfUs: number;
}

export interface FaultKind {
  /** O que o aluno escreve. */
  word: string;
  /** O que é, e qual é o serviço da resposta. */
  title: string;
  /** O que se veria se fosse este: para quem o respondeu e não é. */
  wouldShow: string;
  draw(random: Random, system: System): Fault;
}
