/** A página da turma, num Chromium e numa Luneta de verdade. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Luneta } from '../start.ts';
import { bundleAssets } from './testing/bundled-assets.ts';
import { launchChromium } from './testing/chromium.ts';
import { joinClass, sampleClass } from './testing/sample-class.ts';
import { startSampleLuneta } from './testing/sample-luneta.ts';
import { overflowOf } from './testing/watched-pages.ts';

let browser: Browser;
let luneta: Luneta;

beforeAll(async () => {
  const assets = await bundleAssets(['class']);
  [browser, luneta] = await Promise.all([launchChromium(), startSampleLuneta('shop', assets)]);
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await luneta?.close();
});

async function open(path: string, width = 1440, height = 900): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height }, locale: 'pt-BR' });
  await page.goto(luneta.urls.ui + path);
  return page;
}

test('quarenta alunos cabem num projetor, e a página não passa da largura de um telefone', async () => {
  const page = await open('/turma?names=1');
  // De uma vez: a página troca as linhas enquanto se olha.
  const bottoms = await page
    .locator('.pupils tbody tr')
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().bottom));
  expect(bottoms).toHaveLength(40);
  expect(Math.max(...bottoms)).toBeLessThanOrEqual(900);
  const phone = await open('/turma?names=1', 390, 844);
  expect(await overflowOf(phone)).toBeLessThanOrEqual(0);
  const rights = await phone
    .locator('.pupils tbody tr')
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().right));
  expect(rights).toHaveLength(40);
  expect(Math.max(...rights)).toBeLessThanOrEqual(390);
});

test('um aluno que passa sai do alto sem recarregar; o que se abriu continua aberto, e o foco, onde estava', async () => {
  const page = await open('/turma?names=1');
  const summary = page.locator('.pupils tbody tr summary').nth(1);
  await summary.focus();
  await page.keyboard.press('Enter');
  const opened = page.locator('details[open]');
  const key = await opened.getAttribute('data-key');
  expect(await opened.locator('dd').first().isVisible()).toBe(true);
  const [, bia] = sampleClass(2);
  await joinClass(luneta, [{ ...bia, last: undefined }]);
  await expect.poll(() => page.textContent('[role=status]')).toContain('9 não passam');
  expect(await page.locator('.pupils tbody tr').first().locator('bdi').textContent()).not.toBe(bia.student);
  expect(await page.locator('details[open]').getAttribute('data-key')).toBe(key);
  expect(await page.evaluate(() => document.activeElement?.closest('details')?.dataset.key)).toBe(key);
  await joinClass(luneta, [bia]);
});

test('os nomes aparecem a pedido, e levam aos traces do aluno', async () => {
  const page = await open('/turma');
  expect(await page.locator('.pupils').first().innerText()).not.toContain('Souza');
  await page.click('text=Mostrar os nomes');
  await page.click('.pupils a:has-text("Bia Souza")');
  await page.waitForURL('**/search?**');
  expect(await page.inputValue('[name=tags]')).toBe('lab.student="Bia Souza"');
});
