/** A comparação de dois traces no Chromium. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeSpan, spanId } from '../query/testing/fixture-traces.ts';
import type { Span, Trace } from '../store/model.ts';
import { bigTrace } from './testing/big-trace.ts';
import { bundleAssets } from './testing/bundled-assets.ts';
import { launchChromium } from './testing/chromium.ts';
import { serveApp, type ServedApp } from './testing/serve-app.ts';
import { WatchedPages } from './testing/watched-pages.ts';

const [A, B, BIG_A, BIG_B] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(32));

let browser: Browser;
let app: ServedApp;
let pages: WatchedPages;

beforeAll(async () => {
  const [assets, launched] = await Promise.all([bundleAssets([]), launchChromium()]);
  browser = launched;
  app = await serveApp({ assets });
  app.send(checkout(A, 0));
  app.send(checkout(B, 160));
  app.send(bigTrace(10_000, BIG_A));
  const slower = bigTrace(10_000, BIG_B);
  slower.spans[5_000] = { ...slower.spans[5_000], endTimeUnixNano: slower.spans[5_000].endTimeUnixNano + 900_000_000n };
  app.send(slower);
  pages = new WatchedPages(browser, () => app.url);
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
});

afterEach(() => pages.close());

/** O mesmo pedido; com `slow`, a cobrança demora mais, falha e é tentada de novo, e o aviso não é publicado. */
function checkout(traceId: string, slow: number): Trace {
  const span = (n: number, parent: number, service: string, name: string, startMs: number, durationMs: number): Span =>
    makeSpan({
      traceId,
      spanId: spanId(n),
      parentSpanId: parent ? spanId(parent) : '',
      service,
      name,
      startMs: startMs + (slow ? 60_000 : 0),
      durationMs,
    });
  const charge = span(3, 1, 'pagamentos', 'POST /cobrar', 26, 70 + slow);
  if (slow) charge.status = { code: 2, message: 'recusado' };
  return {
    traceId,
    spans: [
      span(1, 0, 'loja', 'GET /checkout', 0, 120 + slow),
      span(2, 1, 'carrinho', 'GET /carrinho', 4, 18),
      charge,
      slow ? span(4, 3, 'pagamentos', 'tentar de novo', 80, 9) : span(4, 1, 'avisos', 'publicar', 110, 5),
    ],
  };
}

/** Uma linha só tem texto depois de desenhada: o que se lê aqui, espera-se por ele. */
const rows = (page: Page): Promise<string[]> =>
  page
    .locator('.compared')
    .evaluateAll((items) => items.map((item) => (item as HTMLElement).innerText.replace(/\s+/g, ' ').trim()));

describe('dois traces do mesmo pedido', () => {
  test('linha a linha: quem ficou lento, quem apareceu, quem sumiu, o erro novo', async () => {
    const page = await pages.open(`/trace/${A}...${B}`);
    await expect
      .poll(() => rows(page))
      .toEqual([
        'loja GET /checkout A 120 ms B 280 ms mais lento +160 ms ×2,3',
        'carrinho GET /carrinho A 18 ms B 18 ms igual',
        'pagamentos POST /cobrar erro novo A 70 ms B 230 ms mais lento +160 ms ×3,3',
        'pagamentos tentar de novo B 9 ms só em B',
        'avisos publicar A 5 ms só em A',
      ]);
    expect((await page.textContent('.verdict'))?.replaceAll('\u00a0', ' ')).toBe(
      'B demorou 160 ms a mais (133,3%)1 erro novo em B',
    );
    expect(await page.locator('.compare-counts li').allTextContents()).toEqual([
      '1 só em A',
      '1 só em B',
      '2 mais lentos',
      '1 igual',
    ]);
    const widths = await page
      .locator('.compared >> nth=0')
      .locator('rect')
      .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
    expect(widths[1] / widths[0]).toBeCloseTo(280 / 120, 1);
  });

  test('só diferenças; trocar os lados; abrir um span num dos traces', async () => {
    const page = await pages.open(`/trace/${A}...${B}`);
    await page.click('text=Só diferenças');
    await page.waitForURL(/only=diff/);
    await expect.poll(async () => (await rows(page)).join()).toMatch(/^(?!.*carrinho).*mais lento \+160 ms/);
    await page.click('text=Trocar os lados');
    await page.waitForURL(`**/trace/${B}...${A}?only=diff`);
    await expect.poll(async () => (await rows(page))[0]).toContain('mais rápido −160 ms');
    await page.click('.compared a.num >> nth=1');
    await page.waitForURL(new RegExp(`/trace/${A}\\?uiFind`));
  });

  test('um trace com ele mesmo: nenhuma diferença, e como ver tudo', async () => {
    const page = await pages.open(`/trace/${A}...${A}?only=diff`);
    expect(await page.textContent('.compare-empty')).toContain('Nenhuma diferença');
    await page.click('.compare-empty a');
    await expect.poll(() => rows(page)).toHaveLength(4);
  });

  test('sem JavaScript é a mesma página', async () => {
    const page = await pages.open(`/trace/${A}...${B}`, { javaScriptEnabled: false });
    expect(await page.locator('.compared').count()).toBe(5);
  });
});

test.each([
  [`/trace/${A}...${'9'.repeat(32)}`, 'O trace B, 99999999999999999999999999999999, não está aqui'],
  [`/trace/xyz...${A}`, 'O id do trace A, “xyz”, não é válido'],
  [`/trace/...${A}`, 'Falta o id do trace A'],
  ['/comparar', 'nenhum foi escolhido'],
  [`/comparar?trace=${A}`, 'veio 1'],
])('%s diz o que falta, e deixa corrigir', async (path, message) => {
  const page = await pages.open(path);
  const said = await page.textContent('main');
  expect(said).toContain(message);
  // Quem ainda não escolheu não errou: não há o que corrigir.
  expect([said?.includes('Escolha dois traces'), said?.includes('corrija-os')]).toEqual(
    path === '/comparar' ? [true, false] : [false, path.startsWith('/trace/')],
  );
  await page.fill('.compare-ids input >> nth=0', A);
  await page.fill('.compare-ids input >> nth=1', B);
  await page.click('.compare-ids button');
  await page.waitForURL(`**/trace/${A}...${B}`);
});

test('10.000 spans de cada lado: todos, e só os que mudaram com os antepassados deles', async () => {
  const whole = await (await fetch(`${app.url}/trace/${BIG_A}...${BIG_B}`)).text();
  expect(whole.match(/<li class="compared /g)).toHaveLength(10_000);
  expect(whole.length).toBeLessThan(7_000_000);
  const page = await pages.open(`/trace/${BIG_A}...${BIG_B}?only=diff`);
  await expect.poll(async () => (await rows(page)).at(-1)).toMatch(/mais lento \+900 ms/);
  expect((await rows(page)).length).toBeLessThan(50);
});
