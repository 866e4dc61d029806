/** Os relógios de uma página parados, para o teste os adiantar: o que depende da hora não muda enquanto se olha. */
import type { Page } from 'playwright-core';

/** Antes de abrir a página. Daí em diante ela só vê o tempo passar com `page.clock.runFor`. */
export async function stopClock(page: Page): Promise<void> {
  const time = Date.now();
  await page.clock.install({ time });
  // Só se para num instante que ainda não passou.
  await page.clock.pauseAt(time + 60_000);
}
