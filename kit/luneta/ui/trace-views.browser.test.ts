/** A tabela de spans, o flamegraph e o grafo de um trace, no Chromium: de teclado e de dedo, estreitos e largos. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { groupBy } from '../../group-by.ts';
import { fixtureTrace } from '../query/testing/fixture-traces.ts';
import { bigTrace } from './testing/big-trace.ts';
import { bundleAssets } from './testing/bundled-assets.ts';
import { launchChromium } from './testing/chromium.ts';
import { FakeStore } from './testing/fake-store.ts';
import { serveUi, type ServedUi } from './testing/serve.ts';
import { axeViolations, overflowOf, WatchedPages } from './testing/watched-pages.ts';
import { TRACE_VIEWS } from './trace-params.ts';

const checkout = fixtureTrace('3fc60c');
const big = bigTrace(10_000);
const medium = bigTrace(80, 'b8'.padStart(32, '0'));
const PHONE = { viewport: { width: 390, height: 844 } };

let browser: Browser;
let served: ServedUi;
let pages: WatchedPages;

beforeAll(async () => {
  const [assets, launched] = await Promise.all([bundleAssets(['trace']), launchChromium()]);
  browser = launched;
  served = await serveUi(new FakeStore([checkout, medium, big]), { assets });
  pages = new WatchedPages(browser, () => served.url);
});
afterEach(() => pages.close());
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const params = (page: Page): URLSearchParams => new URL(page.url()).searchParams;
const names = (page: Page): Promise<string[]> => page.locator('.spans-table tbody th').allInnerTexts();

describe('a tabela de spans', () => {
  test('ordena, inverte, filtra e leva ao span, sem JavaScript', async () => {
    const page = await pages.open(`/trace/${checkout.traceId}?view=spans`, { javaScriptEnabled: false });
    await page.click('thead >> text=Duração');
    await page.waitForURL(/spanSort=duration/);
    expect((await names(page))[0]).toBe('GET /checkout');
    await page.click('thead >> text=Duração');
    await page.waitForURL(/reverse=1/);
    expect((await names(page))[0]).toBe('validate');
    await page.fill('.view-filter [type=search]', 'service=orders');
    await page.press('.view-filter [type=search]', 'Enter');
    await page.waitForURL(/uiFind=/);
    expect(await names(page)).toHaveLength(5);
    // A ordem fica com o filtro.
    expect(Object.fromEntries(params(page))).toMatchObject({ view: 'spans', spanSort: 'duration', reverse: '1' });
    await page.click('text=Tirar o filtro');
    await page.waitForURL((url) => !url.searchParams.has('uiFind'));
    expect(await names(page)).toHaveLength(9);
    await page.click('tbody >> text=retry');
    await expect.poll(() => page.locator('#span-ccc19b7ec3c1b17c').isVisible()).toBe(true);
  });

  test('dez mil spans: páginas que se percorrem', async () => {
    const page = await pages.open(`/trace/${big.traceId}?view=spans`);
    await page.click('[rel=next]');
    await expect.poll(() => page.innerText('.pages')).toContain('Spans 501 a 1.000 de 10.000');
    await page.click('[rel=prev]');
    await expect.poll(() => page.innerText('.pages')).toContain('Spans 1 a 500');
  });
});

describe('o flamegraph', () => {
  test('Enter num retângulo aproxima, e a migalha volta, sem JavaScript', async () => {
    const page = await pages.open(`/trace/${checkout.traceId}?view=flamegraph`, { javaScriptEnabled: false });
    const all = await page.locator('.flame').count();
    await page.locator('.flame', { hasText: 'POST /charge' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.flame').count()).toBe(2);
    expect(params(page).get('frame')).toBe('ccc19b7ec3c1b17b');
    await page.click('text=Trace inteiro');
    await expect.poll(() => page.locator('.flame').count()).toBe(all);
  });

  test.each([390, 1440])('em %i px, cada retângulo dentro do pai, e nenhum sobre outro', async (width) => {
    const page = await pages.open(`/trace/${big.traceId}?view=flamegraph`, { viewport: { width, height: 900 } });
    const spots = await page.locator('.flamegraph foreignObject').evaluateAll((all) =>
      all.map((one) => {
        const { left, right, top } = one.getBoundingClientRect();
        return { left, right, top };
      }),
    );
    expect(spots.length).toBeGreaterThan(100);
    const [root] = spots;
    for (const { left, right, top } of spots) {
      expect(left).toBeGreaterThanOrEqual(root.left - 0.1);
      expect(right).toBeLessThanOrEqual(root.right + 0.1);
      const under = spots.filter((one) => one.top < top && one.left <= left + 0.1 && one.right >= right - 0.1);
      expect(under.length).toBe(Math.round((top - root.top) / 26));
    }
    for (const row of groupBy(spots, ({ top }) => top).values()) {
      const sorted = row.toSorted((a, b) => a.left - b.left);
      for (let i = 1; i < sorted.length; i++) expect(sorted[i].left).toBeGreaterThanOrEqual(sorted[i - 1].right - 0.1);
    }
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
  });
});

describe('o grafo', () => {
  test('abre com a raiz à vista, aproxima com a tecla e o botão, e uma caixa leva ao flamegraph', async () => {
    const page = await pages.open(`/trace/${big.traceId}?view=graph`);
    const viewBox = (): Promise<string | null> => page.getAttribute('#map > svg', 'viewBox');
    const root = page.locator('#map .box').first();
    const [box, view] = [await root.boundingBox(), await page.locator('#map').boundingBox()];
    expect(box!.x).toBeGreaterThanOrEqual(view!.x);
    expect(box!.y).toBeGreaterThanOrEqual(view!.y);
    const before = await viewBox();
    await page.focus('#map');
    await page.keyboard.press('+');
    await expect.poll(viewBox).not.toBe(before);
    await page.click('[data-action=fit]');
    const whole = (await viewBox())!.split(' ').map(Number);
    expect(whole[3]).toBeGreaterThan(3_000);
    await page.locator('#map .box').first().press('Enter');
    await page.waitForURL(/view=flamegraph&frame=/);
  });

  test('sem JavaScript, inteiro e rolável', async () => {
    const page = await pages.open(`/trace/${checkout.traceId}?view=graph`, { ...PHONE, javaScriptEnabled: false });
    expect(await page.locator('#map .box').count()).toBe(9);
    expect(await page.locator('#map').evaluate((map) => map.scrollWidth > map.clientWidth)).toBe(true);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
  });
});

test('num telefone as sete vistas estão à vista, e se alcançam com o dedo', async () => {
  const page = await pages.open(`/trace/${checkout.traceId}?view=graph`, PHONE);
  const tabs = await page.locator('.views a').evaluateAll((all) =>
    all.map((one) => {
      const { left, right, height } = one.getBoundingClientRect();
      return { inside: left >= 0 && right <= innerWidth, tall: height >= 24 };
    }),
  );
  expect(tabs).toEqual(TRACE_VIEWS.map(() => ({ inside: true, tall: true })));
});

test.each(['spans', 'flamegraph', 'graph'])(
  '%s de um trace com caminhos repetidos e erros é acessível',
  async (view) => {
    const page = await pages.open(`/trace/${medium.traceId}?view=${view}`, { ...PHONE, reducedMotion: 'reduce' });
    expect(await axeViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeViolations(page, ['color-contrast'])).toEqual([]);
  },
);
