/** A página da conversa à vista de todos: a rolagem, a acessibilidade, e os programas do lab por trás dela. */
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { JaegerTrace } from '../../kit/cli/find-trace.ts';
import { startNode } from '../../kit/cli/testing/kit-process.ts';
import { startLuneta } from '../../kit/luneta/start.ts';
import { ANY_PORTS } from '../../kit/luneta/testing/any-ports.ts';
import { waitReady } from '../../kit/luneta/testing/ready-line.ts';
import { axeViolations, overflowOf } from '../../kit/luneta/ui/testing/watched-pages.ts';
import { poll } from '../../kit/poll.ts';
import { askAndWait, focusedId, gate, send, watchChatPages } from './testing/chat-pages.ts';
import { REPLY } from './testing/fake-frontend.ts';

const pages = watchChatPages();

/** Onde a parte de cima do elemento está, em pixels da janela. */
const topOf = (page: Page, selector: string): Promise<number> =>
  page.evaluate((which) => document.querySelector(which)!.getBoundingClientRect().top, selector);

describe('a rolagem', () => {
  const LONG = Array.from({ length: 60 }, (_, line) => `linha ${line}`).join('\n');

  test('vinte perguntas: a última está sempre à vista, e o campo também', async () => {
    const page = await pages.open({ reducedMotion: 'reduce' });
    for (let number = 1; number <= 20; number++) await askAndWait(page, `Pergunta de número ${number}`);
    expect(await page.locator('.turn').count()).toBe(20);
    const fits = await page.evaluate(() => {
      const facts = document.querySelector('.turn:last-child .facts')!.getBoundingClientRect();
      const dock = document.querySelector('#composer')!.getBoundingClientRect();
      return facts.top > 0 && facts.bottom <= dock.top && dock.bottom <= innerHeight;
    });
    expect(fits).toBe(true);
  });

  test('uma resposta maior que a tela se lê do começo: a pergunta não sai por cima', async () => {
    const { opened, open: finish } = gate();
    pages.frontend.scene.respond = async ({ partial, answer }) => {
      partial(LONG);
      await opened;
      answer({ ...REPLY, answer: { ...REPLY.answer, text: LONG } });
    };
    const page = await pages.open({ reducedMotion: 'reduce' });
    await send(page, 'Conte tudo');
    await page.waitForSelector('.text');
    finish();
    await page.waitForSelector('.facts');
    const top = await topOf(page, '.turn:last-child .question');
    expect(top).toBeGreaterThan(40);
    expect(top).toBeLessThan(200);
  });

  test('quem subiu para reler fica onde está', async () => {
    const page = await pages.open({ reducedMotion: 'reduce' });
    for (let number = 1; number <= 5; number++) await askAndWait(page, `Pergunta de número ${number}`);
    const { opened, open: finish } = gate();
    pages.frontend.scene.respond = async ({ partial, answer }) => {
      partial('Um span');
      await opened;
      partial(LONG);
      answer();
    };
    await send(page, 'Conte tudo');
    await page.locator('.turn').last().locator('.text').waitFor();
    await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
    // A página só sabe que alguém subiu quando o navegador lhe conta.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    finish();
    await page.locator('.turn').last().locator('.facts').waitFor();
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });
});

describe('à vista de todos', () => {
  test.each([320, 768, 1600])('acessível e sem rolagem para o lado, com %i px, em claro e escuro', async (width) => {
    const page = await pages.open({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
    const check = async (moment: string): Promise<void> => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axeViolations(page), `${moment} ${colorScheme}`).toEqual([]);
      }
      expect(await overflowOf(page), `${moment}`).toBeLessThanOrEqual(0);
    };
    await check('o convite');
    pages.frontend.scene.respond = ({ partial }) => partial('Um span');
    await send(page, 'O que é um span?');
    await page.waitForSelector('.text');
    await check('aos pedaços');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.stopped');
    pages.frontend.scene.respond = ({ answer }) => answer();
    await askAndWait(page, `${'palavracomprida'.repeat(60)} fim`);
    pages.frontend.scene.respond = ({ error }) => error({ error: 'model_failed', cause: '500', traceId: 'abc123' });
    await askAndWait(page, 'E agora?');
    pages.frontend.scene.respond = ({ refuse }) => refuse(400, { error: 'question_too_long', message: 'Longa.' });
    await askAndWait(page, 'E esta?');
    await check('a conversa');
  });

  test('só com o teclado: do campo à pergunta de volta, com o foco sempre visível', async () => {
    const page = await pages.open();
    for (const id of ['question', 'model', 'send']) {
      await page.keyboard.press('Tab');
      expect(await focusedId(page)).toBe(id);
      // O campo mostra o foco no quadro em volta dele.
      const outlines = await page.evaluate(() =>
        [document.activeElement!, document.querySelector('#composer')!].map(
          (one) => getComputedStyle(one).outlineStyle,
        ),
      );
      expect(outlines).toContain('solid');
    }
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.facts');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('ask');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.turn').count()).toBe(2);
  });

  test('quem prefere menos movimento não vê nada piscar', async () => {
    pages.frontend.scene.respond = () => {};
    const animations = async (reducedMotion: 'reduce' | 'no-preference'): Promise<number> => {
      const page = await pages.open({ reducedMotion });
      await send(page, 'O que é um span?');
      await page.waitForSelector('.waiting');
      return page.evaluate(() => document.getAnimations().length);
    };
    expect(await animations('no-preference')).toBeGreaterThan(0);
    expect(await animations('reduce')).toBe(0);
  });
});

test('de ponta a ponta: os programas do lab, a resposta aos pedaços, e o trace que o link abre', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  // O último a fechar: os programas ainda entregam o que têm na memória.
  onTestFinished(() => luneta.close());
  const start = async (name: string, env: Record<string, string> = {}): Promise<string> => {
    const { child } = startNode(['-r', 'tsx/cjs', path.join('labs', '03-llm', 'app', `${name}.ts`)], {
      PORT: '0',
      OTEL_SERVICE_NAME: name,
      OTEL_EXPORTER_OTLP_ENDPOINT: luneta.urls.otlpHttp!,
      OTEL_BSP_SCHEDULE_DELAY: '100',
      ...env,
    });
    return `http://127.0.0.1:${(await waitReady<{ port: number }>(child, name)).port}`;
  };
  const MODEL_URL = await start('model-server');
  const ASK_URL = await start('backend', { MODEL_URL });
  const address = await start('frontend', { ASK_URL, BACKEND_URL: luneta.urls.ui! });
  const page = await pages.open({ from: `${address}/` });
  await askAndWait(page, 'O que é um span?');
  expect(await page.innerText('.text')).toContain('Um trace é a história de um pedido');
  expect(await page.innerText('.joke')).toContain('faltou o end()');
  const href = await page.getAttribute('.facts a', 'href');
  expect(href).toMatch(new RegExp(`^${luneta.urls.ui}/trace/[0-9a-f]{32}$`));
  const wanted = ['POST /api/ask/stream', 'POST /ask/stream', 'call_llm_api'];
  // Cada programa manda o que é seu quando pode: o trace está inteiro quando veio o último.
  const names = await poll(
    async () => {
      const response = await fetch(`${luneta.urls.ui}/api/traces/${href!.split('/').at(-1)}`);
      const { data } = (await response.json()) as { data?: JaegerTrace[] };
      const found = data?.[0]?.spans.map(({ operationName }) => operationName) ?? [];
      return wanted.every((name) => found.includes(name)) ? found : undefined;
    },
    { deadlineMs: 20_000 },
  );
  expect(names).toEqual(expect.arrayContaining(wanted));

  await page.selectOption('#model', 'lab-down');
  await askAndWait(page, 'E agora?');
  expect(await page.innerText('.broken')).toContain('O modelo falhou');
});
