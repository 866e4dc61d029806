/** As páginas de métricas num Chromium e numa Luneta de verdade, com os scripts delas. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startLuneta, type Luneta } from '../start.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';
import { bundleAssets } from './testing/bundled-assets.ts';
import { launchChromium } from './testing/chromium.ts';
import { sendTraces } from './testing/sample-luneta.ts';
import { fillSampleMetrics, SampleShop } from './testing/sample-metrics.ts';
import { shopRequests } from './testing/shop.ts';
import { axeViolations, WatchedPages } from './testing/watched-pages.ts';

const HISTOGRAM = 'http_server_request_duration_seconds';
const DETAIL = `/metricas?metric=${HISTOGRAM}`;

let browser: Browser;
let luneta: Luneta;
let pages: WatchedPages;

beforeAll(async () => {
  const assets = await bundleAssets(['metrics', 'search', 'trace']);
  [browser, luneta] = await Promise.all([launchChromium(), startLuneta({ ports: ANY_PORTS, assets })]);
  pages = new WatchedPages(browser, () => luneta.urls.ui!);
  const nowMs = Date.now();
  fillSampleMetrics(luneta.metrics, { nowMs, lastMs: 300_000, everyMs: 10_000, bombSeries: 40, derived: false });
  for (const request of shopRequests(nowMs, 60)) await sendTraces(luneta, request);
});
afterEach(() => pages.close());
afterAll(async () => {
  await browser?.close();
  await luneta?.close();
});

const card = (page: Page, name: string) =>
  page.locator('.metric-card', { has: page.locator(`a[href*="metric=${name}"]`) });

test('um gráfico por métrica, e o losango abre o trace medido ali', async () => {
  const page = await pages.open('/metricas');
  // A atualização troca os gráficos: o que se mede e o que se clica precisam ser o mesmo.
  await page.click('[data-action=pause]');
  const chart = card(page, HISTOGRAM);
  expect(await chart.locator('.line').count()).toBe(3);
  const box = (await chart.locator('.plot .line').first().boundingBox())!;
  expect(box.width).toBeGreaterThan(200);
  const exemplar = chart.locator('.exemplar').last();
  const href = (await exemplar.getAttribute('href'))!;
  await exemplar.click();
  await page.waitForURL(`**${href}`);
  expect(await page.textContent('h1')).toContain('POST /comprar');
});

test('com o teclado: o Tab para uma vez no gráfico, e as setas andam entre os exemplars', async () => {
  const page = await pages.open(DETAIL);
  await page.click('[data-action=pause]');
  const all = page.locator('.metric-main .exemplar');
  expect(await page.locator('.metric-main .exemplar[tabindex="0"]').count()).toBe(1);
  await all.last().focus();
  const hrefAt = (): Promise<string | null | undefined> =>
    page.evaluate(() => document.activeElement?.getAttribute('href'));
  await page.keyboard.press('ArrowLeft');
  expect(await hrefAt()).toBe(await all.nth(-2).getAttribute('href'));
  await page.keyboard.press('Home');
  expect(await hrefAt()).toBe(await all.first().getAttribute('href'));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/trace/**');
});

test('o que chega aparece sem recarregar, e também depois de uma pausa', async () => {
  const page = await pages.open('/metricas?q=nova');
  await page.evaluate(() => document.body.setAttribute('data-same', 'yes'));
  expect(await page.isVisible('text=Nenhuma métrica com estes filtros')).toBe(true);
  const send = (value: number): void => {
    luneta.metrics.append([
      {
        metadata: { name: 'nova_medida', type: 'gauge', unit: '', help: '', isDelta: false },
        points: [
          { timestampMs: Date.now(), isDelta: false, samples: [{ labels: [['__name__', 'nova_medida']], value }] },
        ],
      },
    ]);
  };
  send(7);
  const now = card(page, 'nova_medida').locator('.metric-now b');
  await expect.poll(() => now.allTextContents(), { timeout: 15_000 }).toEqual(['7']);
  await page.click('[data-action=pause]');
  send(8);
  await page.click('[data-action=pause]');
  await expect.poll(() => now.allTextContents(), { timeout: 15_000 }).toEqual(['8']);
  expect(await page.getAttribute('body', 'data-same')).toBe('yes');
});

test('o filtro vale enquanto se escreve, e fica no endereço', async () => {
  const page = await pages.open('/metricas');
  const field = page.locator('#filtro [name=q]');
  await field.pressSequentially('memory');
  // A palavra pela metade já deixa um gráfico só: o endereço diz quando ela vale inteira.
  await expect.poll(() => new URL(page.url()).searchParams.get('q'), { timeout: 15_000 }).toBe('memory');
  await expect.poll(() => page.locator('.metric-card').count(), { timeout: 15_000 }).toBe(1);
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.reload();
  expect(await page.locator('.metric-card').count()).toBe(1);
  await page.selectOption('#filtro [name=type]', 'histogram');
  await expect.poll(() => page.isVisible('text=Nenhuma métrica com estes filtros'), { timeout: 15_000 }).toBe(true);
});

test('sob o ponteiro: o valor, e o mesmo instante em todos os gráficos', async () => {
  const page = await pages.open('/metricas');
  await page.click('[data-action=pause]');
  const plot = card(page, 'process_memory_usage_bytes').locator('.plot');
  await plot.scrollIntoViewIfNeeded();
  await plot.hover();
  expect(await page.locator('.chart-card').count()).toBe(1);
  expect(await page.locator('.chart-card').innerText()).toMatch(/gateway\s+[\d,]+\s*MB/);
  expect(await page.locator('.cursor').count()).toBe(await page.locator('.plot[data-factor]').count());
  await page.mouse.move(0, 0);
  expect(await page.locator('.cursor, .chart-card').count()).toBe(0);
});

test('o botão copia a consulta; no campo, como está escrita agora', async () => {
  const page = await pages.open(DETAIL, { permissions: ['clipboard-read', 'clipboard-write'] });
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await page.click('[data-live=heatmap] [data-copy]');
  await expect.poll(copied).toMatch(/^sum by \(le\) \(increase\(/);
  await page.fill('#consulta', 'up == 0');
  await page.click('.query-form [data-copy]');
  await expect.poll(copied).toBe('up == 0');
});

test('uma consulta que não se avalia: o erro, e de volta à da métrica', async () => {
  const page = await pages.open(DETAIL);
  await page.fill('#consulta', 'topk(3, x)');
  await page.click('.query-form button[type=submit]');
  await page.waitForSelector('.query-problem mark');
  expect(await page.textContent('.query-problem mark')).toBe('topk');
  await page.click('text=Voltar à consulta da métrica');
  await page.waitForSelector('.metric-main .line');
});

test.each(['/metricas', DETAIL])('%s: acessível em claro e escuro, de 320 a 1600 pixels', async (path) => {
  const page = await pages.open(path, { reducedMotion: 'reduce' });
  await page.click('[data-action=pause]');
  for (const width of [1600, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await axeViolations(page), `${width} px, claro`).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeViolations(page, ['color-contrast']), `${width} px, escuro`).toEqual([]);
    // O alto da página tem a largura dele; aqui, o conteúdo.
    const wider = await page.evaluate(() =>
      [...document.querySelectorAll('main *')]
        .filter(
          (element) => !element.closest('.table-scroll, svg') && element.getBoundingClientRect().right > innerWidth + 1,
        )
        .map((element) => element.outerHTML.slice(0, 100)),
    );
    expect(wider, `${width} px`).toEqual([]);
  }
});

test('um exportador que continua: os pontos entram pela direita', async () => {
  const shop = new SampleShop(Date.now() - 1_000, 0, false);
  const page = await pages.open('/metricas?q=carrinhos');
  const line = page.locator('.metric-card .line');
  const before = await line.getAttribute('d');
  luneta.metrics.append(shop.export(Date.now()));
  await expect.poll(() => line.getAttribute('d'), { timeout: 15_000 }).not.toBe(before);
});
