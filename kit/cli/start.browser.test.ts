/** O caminho do aluno até o fim: `npm start`, e o trace do app de exemplo num Chromium de verdade. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../luneta/ui/testing/chromium.ts';
import { ANY_PORT_ENV } from './backend/testing/any-port-env.ts';
import { poll } from '../poll.ts';
import { type KitProcess, startNode } from './testing/kit-process.ts';

let browser: Awaited<ReturnType<typeof launchChromium>>;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** O endereço que o `npm start` mostra com esta etiqueta. */
async function shownUrl(kit: KitProcess, label: string): Promise<string> {
  const url = await poll(() => new RegExp(`${label} +(http\\S+)`).exec(kit.stdout())?.[1], { deadlineMs: 30_000 });
  if (!url) throw new Error(`não apareceu "${label}": ${kit.stdout()}\n${kit.stderr()}`);
  return url;
}

test('o link do terminal abre a linha do tempo da requisição; uma visita ao app vira mais um trace', async () => {
  const kit = startNode(['kit/run.mjs', 'start'], ANY_PORT_ENV);
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));

  await page.goto(await shownUrl(kit, 'este trace'));
  const rows = page.locator('#rows li[data-level]');
  // Uma linha só tem texto depois de desenhada.
  await expect
    .poll(() => rows.allInnerTexts())
    .toEqual([expect.stringContaining('GET /'), expect.any(String), expect.stringContaining('test_span')]);

  const app = await shownUrl(kit, 'o app');
  expect(await (await fetch(app)).text()).toBe('SRE and DevOps work together!!!');
  const search = await shownUrl(kit, 'a busca');
  await expect
    .poll(
      async () => {
        await page.goto(search);
        return page.locator('main').innerText();
      },
      { timeout: 15_000 },
    )
    .toMatch(/2 traces/);
  expect(complaints).toEqual([]);
});
