/**
 * As páginas no Chromium: o que só um navegador mostra; a do trace tem a sua suíte (`trace.browser.test.ts`). Os scripts são empacotados antes, para que o teste veja os das
 * fontes de agora.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fixtureTraces, makeSpan } from '../query/testing/fixture-traces.ts';
import { bigTrace } from './testing/big-trace.ts';
import { launchChromium } from './testing/chromium.ts';
import { FakeStore } from './testing/fake-store.ts';
import { serveUi, type ServedUi } from './testing/serve.ts';

const T1 = '/trace/5b8efff798038103d269b633813fc60c';
const BIG = `/trace/${'b16'.padStart(32, '0')}`;
const nowMs = Date.parse('2026-11-20T12:10:00Z');

let browser: Browser;
let full: ServedUi;
let empty: ServedUi;
/** O que o console reclamou na página em teste; violações da CSP aparecem nele. */
let complaints: string[] = [];

beforeAll(async () => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../build.mjs', import.meta.url))]);
  const nasty = makeSpan({ traceId: 'd'.repeat(32), service: '<script>alert(1)</script>', name: 'x'.repeat(3_000) });
  const traces = [...fixtureTraces(), bigTrace(10_000), { traceId: nasty.traceId, spans: [nasty] }];
  full = await serveUi(new FakeStore(traces), { now: () => nowMs });
  empty = await serveUi(new FakeStore(), { now: () => nowMs });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await full?.close();
  await empty?.close();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  if (complaints.length > 0) throw new Error(`O navegador reclamou: ${complaints.join('\n')}`);
});

async function open(path: string, options: BrowserContextOptions = {}, served = full): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'pt-BR', ...options });
  const page = await context.newPage();
  complaints = [];
  page.on('console', (message) => {
    // O próprio navegador anota no console a página que veio com 400 ou 404 de propósito.
    const expected = message.text().startsWith('Failed to load resource') && message.location().url.endsWith(path);
    if (message.type() === 'error' && !expected) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(served.url)) complaints.push(`pedido para fora: ${request.url()}`);
  });
  await page.goto(served.url + path);
  return page;
}

async function visibleRows(page: Page): Promise<number> {
  return page.locator('.rows > li:not([hidden])').count();
}

describe('da busca ao trace', () => {
  test('clicar num resultado abre a linha do tempo', async () => {
    const page = await open('/search');
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
    const page = await open('/search');
    expect(await page.isVisible('#custom-period')).toBe(false);
    await page.selectOption('#lookback', 'custom');
    expect(await page.isVisible('#custom-period')).toBe(true);
    await page.selectOption('#service', 'orders');
    await page.waitForSelector('#operations option[value="SELECT orders"]', { state: 'attached' });
  });

  test('abrir um trace pelo id', async () => {
    const page = await open('/search');
    await page.fill('.lookup input', 'ABCDEF01234567');
    await page.press('.lookup input', 'Enter');
    await page.waitForURL('**/trace/000000000000000000abcdef01234567');
    expect(await page.textContent('h1')).toContain('short id');
  });
});

describe('sem JavaScript', () => {
  const options = { javaScriptEnabled: false };

  test('busca, linha do tempo, detalhes e busca dentro do trace', async () => {
    const page = await open('/search?service=frontend', options);
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
  const page = await open('/search');
  await page.evaluate(() => {
    const probe = document.createElement('div');
    probe.innerHTML = '<p style="color: red">x</p><img src="https://example.invalid/x.png">';
    document.body.append(probe);
  });
  await expect.poll(() => complaints.join('\n')).toMatch(/style-src[^]*img-src|img-src[^]*style-src/);
  // Fechada a página, nenhuma queixa atrasada pode chegar depois da limpeza.
  await page.context().close();
  complaints = [];
});

describe('aparência', () => {
  const NASTY = `/trace/${'d'.repeat(32)}`;

  test.each(['/search', '/search?minDuration=fast', T1, `${T1}?uiFind=eee19b7ec3c1b174`, '/trace/1', BIG, NASTY])(
    '%s cabe em 390 e em 1440 pixels',
    async (path) => {
      for (const width of [390, 1440]) {
        const page = await open(path, { viewport: { width, height: 844 } });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, `${width} px`).toBeLessThanOrEqual(0);
      }
    },
  );

  test('a página vazia cabe no celular e ensina o comando', async () => {
    const page = await open('/search', { viewport: { width: 390, height: 844 } }, empty);
    expect(await page.isVisible('text=npx tsx exemplos/example_exporter.ts')).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });

  test('o tema segue o sistema', async () => {
    const background = async (colorScheme: 'light' | 'dark'): Promise<string> => {
      const page = await open('/search', { colorScheme });
      return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    };
    expect(await background('light')).toBe('rgb(246, 244, 238)');
    expect(await background('dark')).toBe('rgb(15, 20, 29)');
  });

  test('HTML no nome de um serviço é só texto', async () => {
    const page = await open(NASTY);
    expect(await page.textContent('h1 .svc')).toBe('<script>alert(1)</script>');
  });
});
