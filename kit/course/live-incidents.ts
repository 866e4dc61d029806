/** O que o manifesto diz dos incidentes que podem acontecer no sistema de um lab: `lab investigar 02`. */
import type { StepRequest } from './manifest.ts';

/** Os defeitos, como os serviços os leem: as chaves de `Lab.faults.kinds`, que diz também como o aluno os escreve. */
export const LIVE_FAULT_KINDS = ['slow', 'failing', 'dropped_header', 'n_plus_one', 'off_schema'] as const;
export type LiveFaultKind = (typeof LIVE_FAULT_KINDS)[number];

/** Uma conta que só faz sentido neste sistema, e que também se pergunta: quantas vezes um pedido faz uma coisa. */
export interface LiveCount {
  /** "Depois do defeito, quantas chamadas ao modelo faz cada pergunta, em média?" */
  readonly question: string;
  /** O que se conta, antes do número: "Chamadas ao modelo por pergunta". */
  readonly unit: string;
  /** O nome do span que se conta. */
  readonly span: string;
  /** O pedido: o span SERVER deste serviço, com este nome. */
  readonly per: { readonly service: string; readonly name: string };
}

export interface LiveIncidents {
  /** Quem recebe as visitas: o alerta é medido nele. */
  readonly entry: string;
  /** Os defeitos que este sistema sabe ter, e os serviços em que cada um pode estar. */
  readonly services: Readonly<Partial<Record<LiveFaultKind, readonly string[]>>>;
  /** Os serviços que são de outros e não mandam telemetria; de cada um, o nome do span com que se mede, de fora, a chamada a ele. */
  readonly outside?: Readonly<Record<string, string>>;
  /** O que se pede uma vez antes da primeira visita: o que só a primeira paga não entra na conta. */
  readonly warmUp: readonly StepRequest[];
  /** Variáveis que os serviços recebem, diga o ambiente o que disser. */
  readonly env?: Readonly<Record<string, string>>;
  /** O que cada visitante pede: um destes, sorteado. Padrão: as visitas à página do lab 02. */
  readonly visits?: readonly StepRequest[];
  readonly count?: LiveCount;
  /** O atributo de span em que cada chamada diz quanto custou, em dólares. */
  readonly cost?: string;
}

/** Os defeitos que este sistema sabe ter, sempre na mesma ordem. */
export function liveFaultKinds({ services }: Pick<LiveIncidents, 'services'>): readonly LiveFaultKind[] {
  return LIVE_FAULT_KINDS.filter((kind) => services[kind] !== undefined);
}
