/**
 * As páginas no Chromium: o que só um navegador mostra; a do trace tem a sua suíte (`trace.browser.test.ts`). Os scripts
 * são empacotados antes, para que o teste veja os das fontes de agora.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fixtureTraces, makeSpan } from '../query/testing/fixture-traces.ts';
import { bigTrace } from './testing/big-trace.ts';
import { bundleAssets } from './testing/bundled-assets.ts';
import { launchChromium } from './testing/chromium.ts';
import { FakeStore } from './testing/fake-store.ts';
import { RECORDED_TRACE } from './testing/recorded-trace.ts';
import { serveUi, type ServedUi } from './testing/serve.ts';
import { overflowOf, WatchedPages } from './testing/watched-pages.ts';

const T1 = `/trace/${RECORDED_TRACE}`;
const BIG = `/trace/${'b16'.padStart(32, '0')}`;
const nowMs = Date.parse('2026-11-20T12:10:00Z');

let browser: Browser;
let full: ServedUi;
let empty: ServedUi;
let pages: WatchedPages;
let emptyPages: WatchedPages;

beforeAll(async () => {
  const assets = await bundleAssets(['search', 'trace']);
  const nasty = makeSpan({ traceId: 'd'.repeat(32), service: '<script>alert(1)</script>', name: 'x'.repeat(3_000) });
  const traces = [...fixtureTraces(), bigTrace(10_000), { traceId: nasty.traceId, spans: [nasty] }];
  full = await serveUi(new FakeStore(traces), { assets, now: () => nowMs });
  empty = await serveUi(new FakeStore(), { assets, now: () => nowMs });
  browser = await launchChromium();
  pages = new WatchedPages(browser, () => full.url);
  emptyPages = new WatchedPages(browser, () => empty.url);
});

afterAll(async () => {
  await browser?.close();
  await full?.close();
  await empty?.close();
});

afterEach(async () => {
  await pages.close();
  await emptyPages.close();
});

async function visibleRows(page: Page): Promise<number> {
  return page.locator('.rows > li:not([hidden])').count();
}

describe('da busca ao trace', () => {
  test('clicar num resultado abre a linha do tempo', async () => {
    const page = await pages.open('/search');
    await page.selectOption('#service', 'frontend');
    await page.click('#busca button[type=submit]');
    await page.waitForURL(/service=frontend/);
    expect(page.url()).not.toContain('operation=');
    await page.click('.trace:has-text("GET /checkout")');
    await page.waitForURL(`**${T1}`);
    expect(await visibleRows(page)).toBe(9);
    const bar = await page.locator('#span-ccc19b7ec3c1b17b .r > svg > rect').first().boundingBox();
    expect(bar?.width).toBeGreaterThan(100);
  });

  test('o menu de operações segue o serviço, e o período fixo só aparece quando vale', async () => {
    const page = await pages.open('/search');
    expect(await page.isVisible('#custom-period')).toBe(false);
    await page.selectOption('#lookback', 'custom');
    expect(await page.isVisible('#custom-period')).toBe(true);
    await page.selectOption('#service', 'orders');
    await page.waitForSelector('#operations option[value="SELECT orders"]', { state: 'attached' });
  });

  test('abrir um trace pelo id', async () => {
    const page = await pages.open('/search');
    await page.fill('.lookup input', 'ABCDEF01234567');
    await page.press('.lookup input', 'Enter');
    await page.waitForURL('**/trace/000000000000000000abcdef01234567');
    expect(await page.textContent('h1')).toContain('short id');
  });
});

describe('sem JavaScript', () => {
  const options = { javaScriptEnabled: false };

  test('busca, linha do tempo, detalhes e busca dentro do trace', async () => {
    const page = await pages.open('/search?service=frontend', options);
    await page.click('.trace:has-text("GET /checkout") .trace-link');
    await page.waitForURL(`**${T1}`);
    expect(await page.isVisible('[data-action=help]')).toBe(false);
    await page.click('#span-ccc19b7ec3c1b17b .r');
    expect(await page.isVisible('#span-ccc19b7ec3c1b17b .exception')).toBe(true);
    await page.fill('#find input', 'retry');
    await page.click('#find button');
    await page.waitForURL(/uiFind=retry/);
    expect(await page.isVisible('#span-ccc19b7ec3c1b17c .details')).toBe(true);
  });
});

test('a vigilância vê o que a política de segurança barra', async () => {
  const page = await pages.open('/search');
  await page.evaluate(() => {
    const probe = document.createElement('div');
    probe.innerHTML = '<p style="color: red">x</p><img src="https://example.invalid/x.png">';
    document.body.append(probe);
  });
  await expect.poll(() => pages.complaints.join('\n')).toMatch(/style-src[^]*img-src|img-src[^]*style-src/);
  await expect(pages.close()).rejects.toThrow('style-src');
});

describe('aparência', () => {
  const NASTY = `/trace/${'d'.repeat(32)}`;

  test.each(['/search', '/search?minDuration=fast', T1, `${T1}?uiFind=eee19b7ec3c1b174`, '/trace/1', BIG, NASTY])(
    '%s cabe em 390 e em 1440 pixels',
    async (path) => {
      for (const width of [390, 1440]) {
        const page = await pages.open(path, { viewport: { width, height: 844 } });
        const overflow = await overflowOf(page);
        expect(overflow, `${width} px`).toBeLessThanOrEqual(0);
      }
    },
  );

  test('a página vazia cabe no celular e ensina o comando', async () => {
    const page = await emptyPages.open('/search', { viewport: { width: 390, height: 844 } });
    expect(await page.isVisible('text=npx tsx exemplos/example_exporter.ts')).toBe(true);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
  });

  test('o tema segue o sistema', async () => {
    const background = async (colorScheme: 'light' | 'dark'): Promise<string> => {
      const page = await pages.open('/search', { colorScheme });
      return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    };
    expect(await background('light')).toBe('rgb(246, 244, 238)');
    expect(await background('dark')).toBe('rgb(15, 20, 29)');
  });

  test('HTML no nome de um serviço é só texto', async () => {
    const page = await pages.open(NASTY);
    expect(await page.textContent('h1 .svc')).toBe('<script>alert(1)</script>');
  });
});
