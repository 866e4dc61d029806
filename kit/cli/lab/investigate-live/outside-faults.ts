/** Os defeitos de um serviço que é de outros, e não manda telemetria: reconhecem-se no span de quem o chama. */
import type { LiveFaultKind } from '../../../course/live-incidents.ts';
import { attributeOf } from '../../../luneta/query/span-attributes.ts';
import type { SpanNode } from '../../../luneta/query/trace-tree.ts';

export interface OutsideFault {
  /** O que houve, para quem acertou tudo. Sem a hora. */
  told(service: string): string;
  /** Esta chamada mostra o defeito? */
  isShownBy(call: SpanNode): boolean;
}

/** Quem está bem responde em muito menos; e quem espera desiste bem depois. */
const SLOW_US = 1_000_000;
/** `error.type`: o código da resposta, ou o nome do que houve. */
const SERVER_ERROR = /^5\d\d$/;

export const OUTSIDE_FAULTS: Readonly<Partial<Record<LiveFaultKind, OutsideFault>>> = {
  slow: {
    told: (service) =>
      `${service}, que é de outros, passou a demorar mais do que o prazo de quem o chama. Cada nova tentativa é outra chamada, e todas se pagam.`,
    isShownBy: ({ durationUs }) => durationUs >= SLOW_US,
  },
  failing: {
    told: (service) =>
      `${service}, que é de outros, passou a responder 500 a toda chamada. Tentar de novo só dobrou as chamadas.`,
    isShownBy: (call) => SERVER_ERROR.test(errorType(call)),
  },
  off_schema: {
    told: (service) =>
      `${service}, que é de outros, passou a responder fora da forma combinada: ninguém viu um erro, e cada pergunta pagou também a correção.`,
    isShownBy: (call) => errorType(call) === 'invalid_answer',
  },
};

function errorType({ span }: SpanNode): string {
  return attributeOf(span, 'error.type') ?? '';
}
