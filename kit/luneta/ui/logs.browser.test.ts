/** Os logs no Chromium, com uma Luneta de verdade: filtrar, ver chegar, ir ao trace e voltar, eventos e logs juntos. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startLuneta, type Luneta } from '../start.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';
import type { AssetStore } from './assets.ts';
import { bundleAssets } from './testing/bundled-assets.ts';
import { launchChromium } from './testing/chromium.ts';
import { LOG_ONLY_TRACE, shopLogs } from './testing/sample-logs.ts';
import { sendTraces } from './testing/sample-luneta.ts';
import { shopRequests, shopTraceId } from './testing/shop.ts';
import { axeViolations, WatchedPages } from './testing/watched-pages.ts';

const TRACES = 12;
const FIRST = shopTraceId(0);

let assets: AssetStore;
let browser: Browser;
let luneta: Luneta;
let pages: WatchedPages;

beforeAll(async () => {
  [assets, browser] = await Promise.all([bundleAssets(['logs', 'trace']), launchChromium()]);
  pages = new WatchedPages(browser, () => luneta.urls.ui!);
});
afterAll(() => browser?.close());
beforeEach(async () => {
  luneta = await startLuneta({ ports: ANY_PORTS, assets });
});
afterEach(() => pages.close().finally(() => luneta.close()));

async function sendLogs(request: unknown): Promise<void> {
  const response = await fetch(`${luneta.urls.otlpHttp}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`A Luneta recusou os logs: ${await response.text()}`);
}

async function fillShop(): Promise<void> {
  const now = Date.now();
  for (const request of shopRequests(now, TRACES)) await sendTraces(luneta, request);
  for (const request of shopLogs(now, TRACES)) await sendLogs(request);
}

/** Um log de agora. */
function line(body: string, severityNumber = 9): unknown {
  const record = { timeUnixNano: `${Date.now()}000000`, severityNumber, body: { stringValue: body } };
  const attributes = [{ key: 'service.name', value: { stringValue: 'loja' } }];
  return { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords: [record] }] }] };
}

async function sendLines(...bodies: string[]): Promise<void> {
  for (const body of bodies) await sendLogs(line(body));
}

const bodies = (page: Page): Promise<string[]> => page.locator('.log .log-body').allInnerTexts();

describe('filtrar', () => {
  test('pelo formulário, pelo nível e por uma barra do gráfico; o endereço guarda tudo', async () => {
    await fillShop();
    const page = await pages.open('/logs');
    const all = await page.locator('.log').count();
    await page.fill('[name=text]', 'exception.type~declined');
    await page.press('[name=text]', 'Enter');
    // A página que ainda chega também tem menos linhas.
    await page.waitForURL(/text=/);
    expect(await page.locator('.log').count()).toBeLessThan(all);
    expect(new Set(await bodies(page))).toEqual(new Set(['falha ao cobrar o cartão']));
    expect([...new URL(page.url()).searchParams.keys()].toSorted()).toEqual(['limit', 'lookback', 'text']);

    await page.goto(`${luneta.urls.ui}/logs`);
    await page.click('.log-levels >> text=aviso');
    await page.waitForURL(/level=warn/);
    expect(await page.locator('.log.l-info').count()).toBe(0);
    expect(await page.locator('.log.l-error').count()).toBeGreaterThan(0);

    await page.goto(`${luneta.urls.ui}/logs`);
    const bar = page.locator('.log-bar').last();
    const wanted = /: (\d+) logs?/.exec((await bar.getAttribute('aria-label'))!)![1];
    await bar.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/start=/);
    expect(await page.innerText('h1')).toMatch(new RegExp(`^${wanted} `));
    expect(await page.isVisible('#custom-period')).toBe(true);
    await page.click('text=Tirar o período');
    await expect.poll(() => page.locator('.log').count()).toBe(all);
  });

  test('as setas andam no gráfico, e o Tab para nele uma vez só', async () => {
    await fillShop();
    const page = await pages.open('/logs');
    const bars = page.locator('.log-bar');
    await bars.first().focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => bars.nth(1).evaluate((bar) => bar === document.activeElement)).toBe(true);
    await page.keyboard.press('End');
    await expect.poll(() => bars.last().evaluate((bar) => bar === document.activeElement)).toBe(true);
    await page.keyboard.press('Tab');
    await expect.poll(() => page.locator('.log-bar:focus').count()).toBe(0);
  });

  test('os mais antigos entram na mesma página', async () => {
    await sendLines(...Array.from({ length: 25 }, (_, i) => `linha ${i}`));
    const page = await pages.open('/logs?limit=10');
    expect(await page.locator('.log').count()).toBe(10);
    await page.click('#older a');
    await expect.poll(() => page.locator('.log').count()).toBe(20);
    // O foco vai para a primeira das que vieram.
    await expect
      .poll(() =>
        page
          .locator('.log > details > summary')
          .nth(10)
          .evaluate((row) => row === document.activeElement),
      )
      .toBe(true);
    await page.click('#older a');
    await expect.poll(() => bodies(page)).toEqual(Array.from({ length: 25 }, (_, i) => `linha ${24 - i}`));
    expect(await page.innerText('#older')).toBe('Estes são todos.');
    expect(await page.locator('.log-day').count()).toBe(1);
  });
});

describe('ao vivo', () => {
  test('a página vazia mostra o primeiro log, e os seguintes no alto', async () => {
    const page = await pages.open('/logs');
    expect(await page.innerText('main')).toContain('OTEL_LOGS_EXPORTER=otlp');
    await sendLines('o primeiro');
    await expect.poll(() => bodies(page)).toEqual(['o primeiro']);
    await sendLines('o segundo', 'o terceiro');
    await expect.poll(() => bodies(page)).toEqual(['o terceiro', 'o segundo', 'o primeiro']);
    await expect.poll(() => page.innerText('h1')).toBe('3 logs');
    await expect.poll(() => page.locator('.log-bar').count()).toBeGreaterThan(0);
  });

  test('só o que o filtro deixa passar', async () => {
    await sendLogs(line('erro antigo', 17));
    const page = await pages.open('/logs?level=error');
    await sendLines('não interessa');
    await sendLogs(line('erro novo', 17));
    await expect.poll(() => bodies(page)).toEqual(['erro novo', 'erro antigo']);
  });

  test('quem lê não perde o lugar: uma linha diz quantos esperam, e o clique os mostra', async () => {
    await sendLines(...Array.from({ length: 60 }, (_, i) => `linha ${i}`));
    const page = await pages.open('/logs');
    await page.locator('.log > details > summary').nth(3).click();
    await page.evaluate(() => scrollTo({ top: 500, behavior: 'instant' }));
    const top = await page.locator('.log').nth(30).boundingBox();
    await sendLines('nova 1', 'nova 2');
    await page.locator('#news', { hasText: '2 logs novos' }).waitFor();
    expect(await page.locator('.log').nth(30).boundingBox()).toEqual(top);
    await sendLines('nova 3');
    await page.locator('#news', { hasText: '3 logs novos' }).click();
    await expect.poll(async () => (await bodies(page)).slice(0, 4)).toEqual(['nova 3', 'nova 2', 'nova 1', 'linha 59']);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    // O que estava aberto continua aberto.
    expect(await page.locator('.log details[open]').count()).toBe(1);
    expect(await page.isVisible('#news')).toBe(false);
  });

  test('desligado, nada muda; ligado de novo, o que faltava chega; o endereço guarda a escolha', async () => {
    await sendLines('um');
    const page = await pages.open('/logs');
    await page.click('#live');
    await expect.poll(() => new URL(page.url()).searchParams.get('live')).toBe('0');
    const other = await pages.open('/logs');
    await sendLines('dois');
    await expect.poll(() => bodies(other)).toEqual(['dois', 'um']);
    expect(await bodies(page)).toEqual(['um']);
    await page.click('#live');
    await expect.poll(() => bodies(page)).toEqual(['dois', 'um']);
  });
});

describe('do log ao trace, e de volta', () => {
  test('o link abre o span que o escreveu, e o span leva aos logs dele', async () => {
    await fillShop();
    const page = await pages.open(`/logs?traceID=${FIRST}&text=cobrar`);
    await page.click('.log-trace');
    await page.waitForURL(/\/trace\//);
    const row = page.locator('#rows > ol > li:has(> details[open])');
    await expect.poll(() => row.locator('.svc').first().innerText()).toBe('pagamentos');
    await row.locator('text=falha ao cobrar o cartão').waitFor();
    await row.locator('text=Abrir na página dos logs').click();
    await page.waitForURL(/\/logs\?/);
    expect(await bodies(page)).toEqual(['falha ao cobrar o cartão']);
  });

  test('eventos e logs: por texto e severidade, até a linha do span e até o log aberto', async () => {
    await fillShop();
    const page = await pages.open(`/trace/${FIRST}`);
    await page.click('.facts a[href*="view=events"]');
    const moments = page.locator('.trace-events > li');
    await expect.poll(() => moments.count()).toBe(8);
    await page.click('.choices >> text=erro');
    await expect.poll(() => moments.count()).toBe(3);
    await page.click('.choices >> text=todos');
    await expect.poll(() => moments.count()).toBe(8);
    await page.fill('[name=text]', 'pedido.id=1000');
    await page.press('[name=text]', 'Enter');
    await page.waitForURL(/text=/);
    expect(await moments.count()).toBe(3);
    await moments.first().locator('.to-logs').click();
    await page.waitForURL(/\/logs\?.*#log-/);
    await expect.poll(() => page.locator('.log details[open] .log-details').count()).toBe(1);
    await page.goBack();
    await moments.first().locator('.span-link').click();
    await page.waitForURL(/#span-/);
  });

  test('um trace de que só há logs espera pelos spans, e abre quando chegam', async () => {
    await fillShop();
    const page = await pages.open(`/trace/${LOG_ONLY_TRACE}`);
    expect(await bodies(page)).toHaveLength(2);
    const [request] = shopRequests(Date.now(), 1);
    await sendTraces(luneta, JSON.parse(JSON.stringify(request).replaceAll(FIRST, LOG_ONLY_TRACE)));
    await page.waitForSelector('#rows');
    await expect.poll(() => page.locator('.loose-logs .log-line').count()).toBe(2);
  });
});

const PAGES = ['/logs?limit=30', `/trace/${FIRST}?view=events`, `/trace/${FIRST}`, `/trace/${LOG_ONLY_TRACE}`];

test.each([320, 1600].flatMap((width) => PAGES.map((path) => [path, width] as const)))(
  '%s em %i px, clara e escura, acessível e sem rolar para o lado',
  async (path, width) => {
    await fillShop();
    const page = await pages.open(path, { viewport: { width, height: 900 }, reducedMotion: 'reduce' });
    for (const summary of await page.locator('.log summary, .log-more > summary').all()) {
      if (await summary.isVisible()) await summary.click();
      if ((await page.locator('details[open] .details').count()) > 3) break;
    }
    expect(await axeViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeViolations(page, ['color-contrast'])).toEqual([]);
    expect(await page.locator('main').evaluate((main) => main.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  },
);
