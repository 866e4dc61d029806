/** A página da conversa no Chromium, vigiada: nada de erros no console, nem pedidos para fora. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchChromium } from '../../../kit/luneta/ui/testing/chromium.ts';
import { stopClock } from '../../../kit/luneta/ui/testing/stop-clock.ts';
import { buildPage } from '../app/page-bundle.ts';
import { type FakeFrontend, startFakeFrontend } from './fake-frontend.ts';

export interface OpenOptions extends BrowserContextOptions {
  /** Os relógios da página ficam parados, e o teste os adianta. */
  clock?: boolean;
  /** Com barra no fim. Padrão: o frontend de mentira. */
  from?: string;
}

export interface ChatPages {
  /** A cena é outra a cada teste. */
  readonly frontend: FakeFrontend;
  open(options?: OpenOptions): Promise<Page>;
}

/** Para os testes de um arquivo: um navegador só, e cada teste reprova se o navegador reclamou de algo. */
export function watchChatPages(): ChatPages {
  let browser: Browser;
  let frontend: FakeFrontend;
  let complaints: string[];

  beforeAll(async () => {
    [browser, frontend] = await Promise.all([launchChromium(), startFakeFrontend(), buildPage()]);
  });
  beforeEach(() => {
    frontend.reset();
    complaints = [];
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    if (complaints.length > 0) throw new Error(`O navegador reclamou: ${complaints.join('\n')}`);
  });
  afterAll(async () => {
    await browser?.close();
    frontend?.close();
  });

  return {
    get frontend() {
      return frontend;
    },
    async open({ clock, from = frontend.url, ...options } = {}) {
      const context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      page.on('console', (message) => {
        // A resposta que um teste pediu errada, o navegador a anota sozinho.
        const isAnswer = message.location().url.includes('/api/');
        if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('request', (request) => {
        if (!request.url().startsWith(from)) complaints.push(request.url());
      });
      if (clock) await stopClock(page);
      await page.goto(from);
      await page.waitForSelector('[data-state]', { timeout: 15_000 });
      return page;
    },
  };
}

export async function send(page: Page, question: string): Promise<void> {
  await page.fill('#question', question);
  await page.press('#question', 'Enter');
}

/** Envia, e espera por como acabou: `.facts` está em toda resposta, e em toda falha. */
export async function askAndWait(page: Page, question: string): Promise<void> {
  const before = await page.locator('.turn').count();
  await send(page, question);
  await page.locator('.turn').nth(before).locator('.facts').waitFor();
}

export function focusedId(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.id ?? '');
}

/** Uma promessa que o teste cumpre quando quer. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let release = (): void => {};
  const opened = new Promise<void>((resolve) => (release = resolve));
  return { opened, open: () => release() };
}
