/** Páginas no Chromium, vigiadas: nada de erros no console, nem pedidos para fora. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export class WatchedPages {
  readonly #browser: Browser;
  readonly #origin: () => string;
  readonly #complaints: string[] = [];

  constructor(browser: Browser, origin: () => string) {
    this.#browser = browser;
    this.#origin = origin;
  }

  async open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'pt-BR',
      timezoneId: 'UTC',
      ...options,
    });
    const page = await context.newPage();
    page.on('console', (message) => {
      // O próprio navegador anota no console a página que veio com 400 ou 404 de propósito.
      const expected = message.text().startsWith('Failed to load resource') && message.location().url === page.url();
      if (message.type() === 'error' && !expected) this.#complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.#complaints.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(this.#origin())) this.#complaints.push(`pedido para fora: ${request.url()}`);
    });
    await page.goto(this.#origin() + path);
    return page;
  }

  /** O que o navegador reclamou até agora; violações da política de segurança também. */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** Fecha tudo. @throws Error com o que o navegador reclamou. */
  async close(): Promise<void> {
    for (const context of this.#browser.contexts()) await context.close();
    const complaints = this.#complaints.splice(0);
    if (complaints.length > 0) throw new Error(`O navegador reclamou: ${complaints.join('\n')}`);
  }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * O que o axe acha de errado, uma linha por regra. Entra pelo protocolo do navegador, que a política de segurança da
 * página não barra.
 * @param rules Só estas; padrão: todas.
 */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  await session.detach();
  const { violations } = await page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    return axe.run(runOnly ? { runOnly } : {});
  }, rules);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

/** Quantos pixels a página passa da largura da janela. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}
