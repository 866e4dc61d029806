/** O que se exige da entrega: o que foi confirmado a quem mandou está guardado; no fim, uma vez só. */
import { span } from '../../../kit/verify/expectations.ts';

const EXPERIMENT = 'experiment';

/** @param traces Quantos pedidos a experiência manda. */
function delivered(traces: number) {
  return span(EXPERIMENT).attribute('scale.acknowledged_traces', traces).attribute('scale.lost_spans', 0);
}

export const deliveryChecks = {
  // Quem não ouviu a resposta manda de novo, e neste passo ninguém ainda reconhece a repetição.
  '06/6': [delivered(200).attribute('scale.killed', 'collector')],
  '06/7': [delivered(240).attribute('scale.repeated_spans', 0).attribute('scale.killed', 'ingester')],
};
