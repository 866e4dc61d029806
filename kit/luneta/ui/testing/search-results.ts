/** O que as suítes da busca e do gráfico dela têm em comum. */
import type { Page } from 'playwright-core';

/** Agora, para as páginas: os spans avulsos (`makeSpan`) começam em 2026-11-20T12:00:00Z. */
export const SEARCH_NOW_MS = Date.parse('2026-11-20T12:10:00Z');

export function numberedId(n: number): string {
  return n.toString(16).padStart(32, '0');
}

/** Os ids dos traces da lista, na ordem. */
export function shownIds(page: Page): Promise<string[]> {
  return page.locator('.traces > li').evaluateAll((items) => items.map(({ id }) => id.replace('t-', '')));
}
