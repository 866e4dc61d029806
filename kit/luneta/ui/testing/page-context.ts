/** O que o servidor daria a uma página, para os testes que a escrevem sem um. */
import type { StoreStats } from '../../store/store.ts';
import type { PageContext } from '../pages/layout.tsx';

export function pageContext(stats: Partial<StoreStats> = {}): PageContext {
  const maxBytes = 268_435_456;
  return {
    assets: { styles: '/static/ui.css', favicon: '/static/favicon.svg', scripts: {} },
    nav: [],
    stats: { traces: 3, spans: 30, bytes: 1_000_000, maxBytes, evictedTraces: 0, evictedSpans: 0, ...stats },
    stored: { series: 0, logs: 0, bytes: 1_000_000, maxBytes },
  };
}
