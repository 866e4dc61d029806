/** O trace aberto e o que chega dele depois, no Chromium: o aviso, a espera por um trace que falta, a Luneta que cai. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { spanId } from '../query/testing/fixture-traces.ts';
import type { Span } from '../store/model.ts';
import { bigTrace } from './testing/big-trace.ts';
import { chromiumApp } from './testing/chromium-app.ts';

const ID = 'ab'.repeat(16);
const { spans: SPANS } = bigTrace(80, ID);

const site = chromiumApp(['search', 'trace']);

function send(from: number, to: number): void {
  site.app.send({ traceId: ID, spans: SPANS.slice(from, to) });
}

/** Antes de todos os que já vieram: desce uma posição tudo o que está na tela. */
function sendFirst(): void {
  const [root] = SPANS;
  const early: Span = {
    ...root,
    spanId: spanId(999),
    parentSpanId: root.spanId,
    startTimeUnixNano: root.startTimeUnixNano + 1n,
  };
  site.app.send({ traceId: ID, spans: [early] });
}

const toast = (page: Page): Promise<string | null> => page.textContent('.toast [role=status]');
const scrolled = (page: Page): Promise<number> => page.evaluate(() => scrollY);

describe('chegam mais spans do trace aberto', () => {
  test('um aviso, sem mexer no que se lê; atualizar mantém o endereço, o que está aberto e o lugar', async () => {
    send(0, 60);
    const page = await site.pages.open(`/trace/${ID}?expected=${encodeURIComponent('[{"name":"falta"}]')}`);
    await page.click('#span-0000000000000004 .tw');
    const row = page.locator('#span-000000000000001e');
    await row.locator('.r').click();
    await page.keyboard.press('+');
    await expect.poll(() => page.url()).toContain('from=');
    // A linha que se abriu só vem inteira para a vista no quadro seguinte: antes dele, a rolagem ainda andaria.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.evaluate(() => scrollBy({ top: 80, behavior: 'instant' }));
    const [url, y, place] = [page.url(), await scrolled(page), await row.boundingBox()];
    const shown = await page.locator('.rows > li:visible').count();
    expect(await toast(page)).toBe('');

    send(60, 63);
    await expect.poll(() => toast(page)).toBe('Chegaram mais 3 spans neste trace.');
    expect([await scrolled(page), await page.locator('.rows > li:visible').count()]).toEqual([y, shown]);
    sendFirst();
    await expect.poll(() => toast(page)).toBe('Chegaram mais 4 spans neste trace.');

    await Promise.all([page.waitForEvent('load'), page.click('.toast [data-action=reload]')]);
    expect(page.url()).toBe(url);
    expect(await page.locator('#span-00000000000003e7').count()).toBe(1);
    await expect.poll(() => row.locator('> details').getAttribute('open')).not.toBeNull();
    expect(await page.getAttribute('#span-0000000000000004 .tw', 'aria-expanded')).toBe('false');
    // Há linhas a mais acima: o lugar na janela é o mesmo, e não os pixels rolados.
    await expect.poll(async () => Math.abs((await row.boundingBox())!.y - place!.y)).toBeLessThan(3);
    expect(await toast(page)).toBe('');
    expect(await scrolled(page)).not.toBe(y);

    send(63, 70);
    await expect.poll(() => toast(page)).toBe('Chegaram mais 7 spans neste trace.');
    await Promise.all([page.waitForEvent('load'), page.click('.toast [data-action=reload]')]);
    await expect.poll(async () => Math.abs((await row.boundingBox())!.y - place!.y)).toBeLessThan(3);
  });

  test('o que chega entre a página e a conexão não se perde; o aviso se fecha', async () => {
    send(0, 5);
    const page = await site.browser.newPage();
    await page.route('**/api/events?*', async (route) => {
      send(5, 6);
      await route.continue();
    });
    await page.goto(`${site.app.url}/trace/${ID}?view=statistics`);
    await expect.poll(() => toast(page)).toBe('Chegou mais 1 span neste trace.');
    await page.click('.toast [data-action=close-notice]');
    expect(await toast(page)).toBe('');
    await page.close();
  });

  test('spans de outro trace, ou cópias de um que já está aqui, não são novidade', async () => {
    send(0, 5);
    const page = await site.pages.open(`/trace/${ID}`);
    const counted = page.waitForResponse('**/api/events?trace=*');
    await page.reload();
    await counted;
    site.app.send(bigTrace(4, 'cd'.repeat(16)));
    send(0, 5);
    send(5, 7);
    await expect.poll(() => toast(page)).toBe('Chegaram mais 2 spans neste trace.');
  });
});

describe('um trace que ainda não chegou', () => {
  test('a página diz que espera, e o abre quando chega, no mesmo endereço', async () => {
    const page = await site.pages.open(`/trace/${ID.toUpperCase()}?view=statistics`);
    expect(await page.isVisible('text=Esperando o trace')).toBe(true);
    site.app.send(bigTrace(4, 'cd'.repeat(16)));
    send(0, 3);
    await page.waitForSelector('.statistics');
    expect(new URL(page.url()).search).toBe('?view=statistics');
  });

  test('sem JavaScript não promete esperar', async () => {
    const page = await site.pages.open(`/trace/${ID}`, { javaScriptEnabled: false });
    expect(await page.isVisible('text=Esperando o trace')).toBe(false);
    expect(await page.isVisible('text=Tentar de novo')).toBe(true);
  });
});

test('a Luneta cai e volta: a página diz; sem o trace, diz que recarregar o perderia', async () => {
  send(0, 5);
  // O console reclama da queda, que aqui é de propósito.
  const page = await site.browser.newPage();
  await page.goto(`${site.app.url}/trace/${ID}`);
  const { port } = new URL(site.app.url);
  await site.app.close();
  await page.locator('.toast', { hasText: 'parou de responder' }).waitFor();
  expect(await page.locator('.toast').evaluate((place) => getComputedStyle(place).opacity)).toBe('1');
  await site.replaceApp(Number(port));
  await page.locator('.toast', { hasText: 'já não tem o que está na tela' }).waitFor();
  expect(await page.isVisible('.toast [data-action=reload]')).toBe(false);
  send(0, 7);
  await expect.poll(() => toast(page)).toBe('Chegaram mais 2 spans neste trace.');
  await page.close();
});
