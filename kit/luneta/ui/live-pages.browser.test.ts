/** O que as ilhas do mapa, do doutor e do curso fazem, num Chromium e numa Luneta de verdade. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LABS_PATH } from '../api/course-body.ts';
import type { Luneta } from '../start.ts';
import type { AssetStore } from './assets.ts';
import { ISLAND_NAMES } from './island-names.ts';
import { bundleAssets } from './testing/bundled-assets.ts';
import { launchChromium } from './testing/chromium.ts';
import { sendTraces, SHOP_TRACES, startSampleLuneta } from './testing/sample-luneta.ts';
import { sampleCourse, shopRequests } from './testing/shop.ts';

let browser: Browser;
let luneta: Luneta;
let assets: AssetStore;

beforeAll(async () => {
  assets = await bundleAssets(ISLAND_NAMES);
  [browser, luneta] = await Promise.all([launchChromium(), startSampleLuneta('shop', assets)]);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await luneta?.close();
});

/** Um corpo cortado, que a porta recusa. */
async function sendMalformed({ urls }: Luneta): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${urls.otlpHttp}/v1/traces`, { method: 'POST', headers, body: '{' });
}

async function open(path: string, width = 1440, from = luneta): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, locale: 'pt-BR' });
  // Os relógios da página andam sozinhos, e o teste pode adiantá-los.
  await page.clock.install();
  await page.goto(from.urls.ui + path);
  return page;
}

describe('o mapa', () => {
  const viewBox = async (page: Page): Promise<number[]> =>
    (await page.getAttribute('#map > svg', 'viewBox'))!.split(' ').map(Number);
  const button = (page: Page, action: string): Promise<void> => page.click(`.map-tools [data-action=${action}]`);

  test('botões e teclas aproximam, movem e mostram tudo', async () => {
    const page = await open('/dependencies', 390);
    const [x, , width] = await viewBox(page);
    await button(page, 'in');
    expect((await viewBox(page))[2]).toBeLessThan(width);
    await button(page, 'out');
    expect((await viewBox(page))[2]).toBeCloseTo(width, 0);
    await page.focus('#map');
    await page.keyboard.press('ArrowRight');
    expect((await viewBox(page))[0]).toBeGreaterThan(x);
    await page.keyboard.press('0');
    const drawn = Number(await page.getAttribute('#map > svg', 'width'));
    expect((await viewBox(page))[2]).toBeGreaterThanOrEqual(drawn - 1);
    await page.keyboard.press('+');
    expect((await viewBox(page))[2]).toBeLessThan(drawn);
  });

  test('arrastar move e não abre o que está debaixo; clicar abre', async () => {
    const page = await open('/dependencies', 390);
    const box = (await page.locator('.box[data-name=gateway] .frame').boundingBox())!;
    const [x] = await viewBox(page);
    const visited: string[] = [];
    page.on('framenavigated', (frame) => visited.push(frame.url().replace(luneta.urls.ui!, '')));
    await page.mouse.move(box.x + 60, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x - 40, box.y + 20, { steps: 5 });
    await page.mouse.up();
    expect((await viewBox(page))[0]).toBeGreaterThan(x);
    await page.click('.box[data-name=pedidos] .name');
    await page.waitForURL('**/dependencies?service=pedidos');
    await page.click('.arrow[data-ends=\'["pedidos","pagamentos"]\'] .calls');
    await page.waitForURL('**/dependencies/calls?parent=pedidos&child=pagamentos');
    expect(await page.textContent('h1')).toMatch(/pedidos\s*→\s*pagamentos/);
    // O que se arrastou não abriu nada: uma página aberta assim chegaria depois, e estaria aqui.
    expect(visited).toEqual(['/dependencies?service=pedidos', '/dependencies/calls?parent=pedidos&child=pagamentos']);
  });

  test('um serviço em foco vem para a vista, e as setas que não são dele esmaecem', async () => {
    const page = await open('/dependencies', 390);
    const inside = (): Promise<boolean> =>
      page.evaluate(() => {
        const box = document.querySelector('.box[data-name=antifraude]')!.getBoundingClientRect();
        const view = document.querySelector('#map')!.getBoundingClientRect();
        return box.left >= view.left && box.right <= view.right;
      });
    expect(await inside()).toBe(false);
    // O teclado liga o :focus-visible.
    await page.focus('#map');
    for (
      let i = 0;
      i < 40 && !(await page.evaluate(() => document.activeElement?.matches('[data-name=antifraude]')));
      i++
    ) {
      await page.keyboard.press('Tab');
    }
    await expect.poll(inside).toBe(true);
    expect(await page.locator('.arrow.dim').count()).toBe((await page.locator('.arrow').count()) - 1);
  });

  test('sem JavaScript o desenho rola, e a tabela está lá', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    await page.goto(`${luneta.urls.ui}/dependencies`);
    expect(await page.isVisible('.map-tools')).toBe(false);
    await page.locator('.box[data-name=antifraude] .name').scrollIntoViewIfNeeded();
    expect(await page.isVisible('table.data')).toBe(true);
  });
});

describe('o doutor', () => {
  test('o que chega aparece sem recarregar, e o foco e o que está aberto ficam', async () => {
    const sick = await startSampleLuneta('sick', assets);
    try {
      const page = await open('/doutor', 1440, sick);
      await page.evaluate(() => document.body.setAttribute('data-same', 'yes'));
      // O último achado sobe quando o número dele aumenta: quem estava nele continua nele.
      const key = 'message_rejected';
      const details = page.locator(`details[data-key=${key}]`);
      await details.locator('summary').click();
      const spans = page.locator('.doors-table tbody tr').first().locator('td').nth(2);
      const before = await spans.textContent();
      for (const request of shopRequests(Date.now(), 63).slice(60)) await sendTraces(sick, request);
      for (let i = 0; i < 3; i++) await sendMalformed(sick);
      await expect.poll(() => spans.textContent(), { timeout: 15_000 }).not.toBe(before);
      await expect
        .poll(() => page.locator('.finding').first().getAttribute('id'), { timeout: 15_000 })
        .toBe(`achado-${key}`);
      expect(await details.getAttribute('open')).not.toBeNull();
      // De uma vez: a página troca os achados enquanto se olha.
      const focused = (): string | undefined =>
        document.activeElement?.closest('summary')?.closest<HTMLElement>('details[data-key]')?.dataset.key;
      expect(await page.evaluate(focused)).toBe(key);
      expect(await page.getAttribute('body', 'data-same')).toBe('yes');
    } finally {
      await sick.close();
    }
  });

  test('de saudável a doente: a frase e a cor mudam; pausada, a página não pede nada', async () => {
    const healthy = await startSampleLuneta('empty', assets);
    try {
      for (const request of shopRequests(Date.now(), 3)) await sendTraces(healthy, request);
      const page = await open('/doutor', 390, healthy);
      expect(await page.textContent('[role=status]')).toBe('Nenhum problema à vista');
      expect(await page.isVisible('text=Céu limpo')).toBe(true);
      await fetch(`${healthy.urls.otlpHttp}/v1/trace`, { method: 'POST', body: '{}' });
      await expect.poll(() => page.textContent('[role=status]'), { timeout: 15_000 }).toBe('1 erro');
      expect(await page.getAttribute('[role=status]', 'class')).toContain('error');
      await page.click('[data-action=pause]');
      let asked = 0;
      page.on('request', () => asked++);
      await page.clock.runFor(30_000);
      expect(asked).toBe(0);
      await page.click('[data-action=pause]');
      await page.clock.runFor(30_000);
      await expect.poll(() => asked).toBeGreaterThan(0);
    } finally {
      await healthy.close();
    }
  });

  test('a Luneta parou: a página avisa, e não apaga o que mostrava', async () => {
    const gone = await startSampleLuneta('empty', assets);
    const page = await open('/doutor', 1440, gone);
    await gone.close();
    await page.waitForSelector('#lost:not(:empty)', { timeout: 15_000 });
    expect(await page.isVisible('text=Caminho do span')).toBe(true);
  });
});

test('o curso: um passo conferido no terminal aparece sem recarregar', async () => {
  const page = await open('/labs');
  expect(await page.locator('.lab-step.passed').count()).toBe(3);
  const course = sampleCourse(SHOP_TRACES[0]) as {
    labs: { steps: { status: string }[] }[];
    last: { passed: boolean; ghosts: unknown[] };
  };
  course.labs[0].steps[2].status = 'passed';
  course.last.passed = true;
  await fetch(`${luneta.urls.ui}${LABS_PATH}`, { method: 'PUT', body: JSON.stringify(course) });
  await expect.poll(() => page.locator('.lab-step.passed').count(), { timeout: 15_000 }).toBe(4);
  expect(await page.textContent('[role=status]')).toBe('Passo 01/3: passou.');
  await page.click('.check.failed a');
  await page.waitForURL(`**/trace/${SHOP_TRACES[0]}`);
  // O que faltou vem junto: a página do trace leu a mesma conferência.
  expect(await page.locator('.rows > .ghost').count()).toBe(course.last.ghosts.length);
});
