/** O relatório de uma carga de verdade, num Chromium: acessível em claro e escuro, largo e estreito, sem pedir nada a ninguém. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../luneta/ui/testing/chromium.ts';
import { axeViolations, overflowOf, WatchedPages } from '../luneta/ui/testing/watched-pages.ts';
import type { LoadResult } from './load-result.ts';
import { readLoadWords } from './read-load-words.ts';
import { loadReport } from './report.tsx';
import { sendLoad } from './send-load.ts';

const words = readLoadWords(['rate=400', 'seconds=4', 'seed=42']);

let browser: Browser;
let server: Server;
let pages: WatchedPages;
let result: LoadResult;

/** O mesmo servidor recebe a carga, recusando um pedido em cinco, e depois mostra o relatório dela. */
beforeAll(async () => {
  let requests = 0;
  server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(loadReport(words, variantOf(request.url)));
      return;
    }
    request.resume().on('end', () => {
      response.statusCode = ++requests % 5 === 0 ? 503 : 200;
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  result = await sendLoad({ ...words, url });
  browser = await launchChromium();
  pages = new WatchedPages(browser, () => url);
});
afterEach(() => pages.close());
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

/** Menos de um segundo, e nada confirmado: o desenho não tem o que mostrar. */
function nothingOf(full: LoadResult): LoadResult {
  const spans = { sent: 20, acknowledged: 0 };
  return { ...full, durationMs: 400, spans, bytes: 0, acknowledged: [], latency: undefined, timeline: [] };
}

function variantOf(path: string | undefined): LoadResult {
  if (path === '/vazio') return nothingOf(result);
  const timeline = result.timeline.slice(0, 4);
  if (path === '/mal-comecou') return { ...result, timeline, durationMs: 4030 };
  return path === '/quase-inteiro' ? { ...result, timeline, durationMs: 4900 } : result;
}

/** Até onde vão os traços de um desenho, em pixels da página. */
function drawnBox(page: Page, selector: string): Promise<{ width: number; height: number }> {
  return page
    .locator(selector)
    .first()
    .evaluate((path) => {
      const { width, height } = path.getBoundingClientRect();
      return { width, height };
    });
}

test.each(['/', '/vazio'])('%s: acessível em claro e escuro, larga e estreita', async (path) => {
  const page = await pages.open(path, { reducedMotion: 'reduce' });
  await page.locator('summary').click();
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeViolations(page), `${width} px, ${colorScheme}`).toEqual([]);
    }
    expect(await overflowOf(page), `${width} px`).toBeLessThanOrEqual(0);
  }
});

test('o claro e o escuro têm fundos diferentes', async () => {
  const page = await pages.open('/');
  const background = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await background();
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await background()).not.toBe(light);
});

test('as linhas dos confirmados e dos não aceitos, e a do mais demorado, ocupam o desenho', async () => {
  const page = await pages.open('/', { javaScriptEnabled: false });
  expect(await page.locator('.line').count()).toBe(3);
  for (const line of ['.line.c1', '.line.c4', '.line.c2']) {
    expect((await drawnBox(page, line)).width, `linha ${line}`).toBeGreaterThan(400);
  }
  expect(await page.locator('svg.plot').first().getAttribute('aria-label')).toContain('não aceitos ao todo');
  expect(await page.locator('.chart-legend').innerText()).toMatch(/confirmados\s+não aceitos/);
});

test('um último segundo que mal começou não se desenha; na tabela, está', async () => {
  const page = await pages.open('/');
  const drawnSeconds = async (path: string): Promise<number> => {
    await page.goto(new URL(path, page.url()).href);
    const plot = page.locator('svg.plot').first();
    return (Number(await plot.getAttribute('data-to')) - Number(await plot.getAttribute('data-from'))) / 1000;
  };
  expect(await drawnSeconds('/mal-comecou')).toBe(4);
  expect(await page.locator('details tbody tr').count()).toBe(5);
  expect(await drawnSeconds('/quase-inteiro')).toBe(5);
});

test('os números são os do resultado', async () => {
  const page = await pages.open('/');
  const cell = (name: string): Promise<string> =>
    page
      .locator('tr', { has: page.getByRole('rowheader', { name, exact: true }) })
      .locator('td')
      .innerText();
  expect(await cell('spans confirmados')).toBe(result.spans.acknowledged.toLocaleString('pt-BR'));
  expect(await cell('recusas: HTTP 503')).toBe(String(result.refusals['HTTP 503']));
  expect(await cell('semente')).toBe('42');
  await page.locator('summary').click();
  const sums = await page
    .locator('details tbody tr')
    .evaluateAll((rows) => rows.map((row) => Number(row.querySelectorAll('td')[1]?.textContent?.replace('.', ''))));
  expect(sums.reduce((sum, each) => sum + each, 0)).toBe(result.spans.acknowledged);
});
