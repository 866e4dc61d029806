/**
 * “← Traces” leva à busca de onde se veio. O servidor a conhece pelo `Referer` só na primeira página do trace: guardada
 * aqui, vale também nas outras vistas, que se abrem umas das outras.
 */
import { readStored, store } from './storage.ts';

const KEY = 'luneta.search';

export function keepBackLink(): void {
  const link = document.querySelector<HTMLAnchorElement>('#back');
  const href = link?.getAttribute('href');
  if (!link || !href) return;
  if (link.dataset.from === 'search') {
    store('sessionStorage', KEY, href);
    return;
  }
  const last = readStored('sessionStorage', KEY);
  if (last !== undefined && /^\/search(\?|$)/.test(last)) link.href = last;
}
