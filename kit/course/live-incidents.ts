/** O que o manifesto diz dos incidentes que podem acontecer no sistema de um lab: `lab investigar 02`. */

/** Os defeitos, como os serviços os leem: as chaves de `Lab.faults.kinds`, que diz também como o aluno os escreve. */
export const LIVE_FAULT_KINDS = ['slow', 'failing', 'dropped_header', 'n_plus_one'] as const;
export type LiveFaultKind = (typeof LIVE_FAULT_KINDS)[number];

export interface LiveIncidents {
  /** Quem recebe as visitas: o alerta é medido nele. */
  readonly entry: string;
  /** Os serviços em que cada defeito pode estar. */
  readonly services: Readonly<Record<LiveFaultKind, readonly string[]>>;
  /** O que se pede uma vez antes da primeira visita: o que só a primeira paga não entra na conta. */
  readonly warmUp: readonly string[];
}
