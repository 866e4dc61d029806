/** O que toda página recebe de quem monta o servidor, já com os padrões. */
import { DOORS } from '../doors.ts';
import type { SpanStore } from '../store/store.ts';
import { type AssetStore, loadAssets } from './assets.ts';
import type { DoorUrls } from './pages/empty-search.tsx';
import type { PageContext } from './pages/layout.tsx';
import { NAV_LINKS } from './nav.ts';
import { assignServiceColors, type ServiceColors } from './service-colors.ts';
import { TraceCache } from './trace-cache.ts';

export interface UiOptions {
  store: SpanStore;
  /** Onde cada porta escuta, para a página vazia ensinar; os padrões, se omitido. */
  doors?: DoorUrls;
  now?: () => number;
  assets?: AssetStore;
}

export interface UiDeps extends Required<UiOptions> {
  cache: TraceCache;
  context(): PageContext;
  /** As cores destes serviços, ao lado de todos os que estão guardados. */
  colorsFor(present: readonly string[]): ServiceColors;
}

export function createUiDeps({
  store,
  doors = defaultDoors(),
  now = Date.now,
  assets = loadAssets(),
}: UiOptions): UiDeps {
  return {
    store,
    doors,
    now,
    assets,
    cache: new TraceCache(store),
    context: () => ({ assets: assets.urls, nav: NAV_LINKS, stats: store.getStats() }),
    colorsFor: (present) => assignServiceColors([...store.getServices(), ...present]),
  };
}

function defaultDoors(): DoorUrls {
  return Object.fromEntries(
    Object.entries(DOORS).map(([name, { defaultPort, transport }]) => {
      const address = `127.0.0.1:${defaultPort}`;
      return [name, transport === 'udp' ? address : `http://${address}`];
    }),
  );
}
