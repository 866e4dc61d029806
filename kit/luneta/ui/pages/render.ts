/** De componente a documento HTML. O escape é o do Preact; só `waterfall.tsx` junta HTML já pronto, saído daqui. */
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

export function renderDocument(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`;
}

export function renderFragment(part: VNode): string {
  return renderToString(part);
}
