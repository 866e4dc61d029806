/** Uma aplicação nova para cada teste, e um Chromium para todos: o começo e o fim das suítes que mandam os seus traces. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { AssetStore } from '../assets.ts';
import type { IslandName } from '../island-names.ts';
import { bundleAssets } from './bundled-assets.ts';
import { launchChromium } from './chromium.ts';
import { serveApp, type ServedApp } from './serve-app.ts';
import { WatchedPages } from './watched-pages.ts';

export interface ChromiumApp {
  browser: Browser;
  app: ServedApp;
  /** Páginas da aplicação de agora. */
  pages: WatchedPages;
  /** Outra aplicação, vazia, no lugar da de agora, que continua aberta. */
  replaceApp(port?: number): Promise<void>;
}

/** Chamada no alto da suíte. O que ela devolve só vale dentro dos testes. @param now Milissegundos Unix. */
export function chromiumApp(islands: readonly IslandName[], now?: () => number): ChromiumApp {
  let assets: AssetStore;
  const held = {
    async replaceApp(port) {
      held.app = await serveApp({ assets, now, port });
    },
  } as ChromiumApp;
  beforeAll(async () => {
    [assets, held.browser] = await Promise.all([bundleAssets(islands), launchChromium()]);
    held.pages = new WatchedPages(held.browser, () => held.app.url);
  });
  afterAll(() => held.browser?.close());
  beforeEach(() => held.replaceApp());
  afterEach(() => held.pages.close().finally(() => held.app.close()));
  return held;
}
