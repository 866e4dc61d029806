/** De onde `kit/run.mjs` vai iniciar a Luneta: do pacote pronto ou das fontes. Os números mudam muito com isso. */
import type { BundleState } from '../../../bundle-state.mjs';

export const BUNDLE_TEXTS: Record<BundleState, string> = {
  fresh: 'a do pacote pronto (kit/dist)',
  stale: 'a das fontes, sob tsx, porque o pacote (kit/dist) é mais velho que elas; npm run prepare o refaz',
  absent: 'a das fontes, sob tsx, porque não há pacote (kit/dist); npm run prepare o faz',
};
