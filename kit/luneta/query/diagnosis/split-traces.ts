/** O que se pergunta a quem pediu e a quem atendeu, quando os dois estão em traces diferentes. */
import type { Span } from '../../store/model.ts';

/** Tempo para o filho verdadeiro chegar: o dobro do intervalo com que o BatchSpanProcessor manda. */
export const SETTLED_MS = 10_000;
/** Quem atende pode acabar um instante depois: um servidor HTTP fecha quando a conexão esvazia. */
const LATE_END_NS = 20_000_000n;

/** O atendimento coube no tempo da chamada. */
export function isWithin(served: Span, call: Span): boolean {
  return (
    served.startTimeUnixNano >= call.startTimeUnixNano &&
    served.startTimeUnixNano <= call.endTimeUnixNano &&
    served.endTimeUnixNano <= call.endTimeUnixNano + LATE_END_NS
  );
}
