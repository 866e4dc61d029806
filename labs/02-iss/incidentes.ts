/** O que pode quebrar neste sistema quando se investiga um incidente nele: `npm run lab investigar 02`. */
import type { LiveIncidents } from '../../kit/course/live-incidents.ts';
import { VISITS } from './visits.ts';

/** Quem recebe os visitantes. */
const ENTRY = 'frontend';
/** Os de dentro. A station-api não é nossa, e falha de vez em quando desde sempre: isso não é o incidente. */
const BEHIND = ['gateway', 'geolocator-service', 'iss-distance-service'];

export const issIncidents: LiveIncidents = {
  entry: ENTRY,
  services: {
    slow: [ENTRY, ...BEHIND],
    // O que o frontend recusa nem chega a uma rota dele: não haveria operação em que medir o alerta.
    failing: BEHIND,
    // Quem visita não manda traceparent: no frontend não há o que perder.
    dropped_header: BEHIND,
    n_plus_one: ['gateway'],
  },
  warmUp: [{ path: '/' }, ...VISITS],
};
