/**
 * Todas as páginas (`testing/all-pages.ts`) num Chromium: acessíveis segundo o axe em claro e escuro, em 390 e 1440
 * pixels; sem queixa no console; sem rolagem para o lado; e com o conteúdo à vista sem JavaScript.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Luneta } from '../start.ts';
import { ALL_PAGES, type PageCase } from './testing/all-pages.ts';
import { launchChromium } from './testing/chromium.ts';
import { type Sample, startSampleLuneta } from './testing/sample-luneta.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SAMPLES: readonly Sample[] = ['empty', 'shop', 'sick'];

const lunetas = new Map<Sample, Luneta>();
let browser: Browser;

beforeAll(async () => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../build.mjs', import.meta.url))]);
  for (const sample of SAMPLES) lunetas.set(sample, await startSampleLuneta(sample));
  browser = await launchChromium();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser?.close();
  for (const luneta of lunetas.values()) await luneta.close();
});

/** A página aberta, e o que o console disse dela; violações da CSP aparecem nele. */
async function open({ sample, path, status = 200 }: PageCase, javaScriptEnabled = true) {
  const context = await browser.newContext({ locale: 'pt-BR', javaScriptEnabled, reducedMotion: 'reduce' });
  // Por aqui, e não por uma tag <script>, que a CSP barra.
  if (javaScriptEnabled) await context.addInitScript({ path: AXE });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // O próprio navegador anota no console a página que veio com 400 ou 404 de propósito.
    const own = message.text().startsWith('Failed to load resource') && status !== 200;
    if (message.type() === 'error' && !own) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const response = await page.goto(`${lunetas.get(sample)!.urls.ui}${path}`);
  expect(response?.status()).toBe(status);
  return { page, complaints };
}

/** O que o axe encontra: a regra, e onde. @param rules Só estas; padrão: todas. */
async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const results = await page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    return axe.run(runOnly ? { runOnly } : {});
  }, rules);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

describe.each(ALL_PAGES)('$sample $path', (one) => {
  test('acessível em claro e escuro, larga e estreita, sem queixas', async () => {
    const { page, complaints } = await open(one);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme: 'light' });
      expect(await violations(page), `${width} px, claro`).toEqual([]);
      // Do claro para o escuro só mudam as cores.
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await violations(page, ['color-contrast']), `${width} px, escuro`).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `${width} px`).toBeLessThanOrEqual(0);
    }
    expect(complaints).toEqual([]);
  });

  test('sem JavaScript o conteúdo está à vista', async () => {
    const { page } = await open(one, false);
    expect(await page.locator('main h1').count()).toBeGreaterThan(0);
    await expect.poll(() => page.locator('main').innerText()).toContain(one.text);
  });
});

test('o axe vê o que está errado', async () => {
  const { page } = await open({ sample: 'empty', path: '/labs', text: '' });
  await page.evaluate(() => document.querySelector('main')!.append(document.createElement('button')));
  expect((await violations(page)).join()).toContain('button-name');
});
