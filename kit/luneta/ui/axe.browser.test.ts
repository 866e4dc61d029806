/**
 * Todas as páginas (`testing/all-pages.ts`) num Chromium: acessíveis segundo o axe em claro e escuro, em 390 e 1440
 * pixels; sem queixa no console; sem rolagem para o lado; e com o conteúdo à vista sem JavaScript.
 */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Luneta } from '../start.ts';
import { ISLAND_NAMES } from './island-names.ts';
import { ALL_PAGES, type PageCase } from './testing/all-pages.ts';
import { bundleAssets } from './testing/bundled-assets.ts';
import { launchChromium } from './testing/chromium.ts';
import { type Sample, startSampleLuneta } from './testing/sample-luneta.ts';
import { axeViolations, overflowOf, WatchedPages } from './testing/watched-pages.ts';

const SAMPLES: readonly Sample[] = ['empty', 'shop', 'sick'];

const lunetas = new Map<Sample, Luneta>();
const watched = new Map<Sample, WatchedPages>();
let browser: Browser;

beforeAll(async () => {
  const assets = await bundleAssets(ISLAND_NAMES);
  browser = await launchChromium();
  for (const sample of SAMPLES) {
    const luneta = await startSampleLuneta(sample, assets);
    lunetas.set(sample, luneta);
    watched.set(sample, new WatchedPages(browser, () => luneta.urls.ui!));
  }
});
afterEach(async () => {
  for (const pages of watched.values()) await pages.close();
});
afterAll(async () => {
  await browser?.close();
  for (const luneta of lunetas.values()) await luneta.close();
});

async function open({ sample, path, status = 200 }: PageCase, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await watched.get(sample)!.open(path, { reducedMotion: 'reduce', ...options });
  const navigated = (): number =>
    (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).responseStatus;
  expect(await page.evaluate(navigated)).toBe(status);
  return page;
}

describe.each(ALL_PAGES)('$sample $path', (one) => {
  test('acessível em claro e escuro, larga e estreita, sem queixas', async () => {
    const page = await open(one);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme: 'light' });
      expect(await axeViolations(page), `${width} px, claro`).toEqual([]);
      // Do claro para o escuro só mudam as cores.
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await axeViolations(page, ['color-contrast']), `${width} px, escuro`).toEqual([]);
      expect(await overflowOf(page), `${width} px`).toBeLessThanOrEqual(0);
    }
  });

  test('sem JavaScript o conteúdo está à vista', async () => {
    const page = await open(one, { javaScriptEnabled: false });
    expect(await page.locator('main h1').count()).toBeGreaterThan(0);
    await expect.poll(() => page.locator('main').innerText()).toContain(one.text);
  });
});

test('o axe vê o que está errado', async () => {
  const page = await open({ sample: 'empty', path: '/labs', text: '' });
  await page.evaluate(() => document.querySelector('main')!.append(document.createElement('button')));
  expect((await axeViolations(page)).join()).toContain('button-name');
});
