/** A página da conversa num Chromium de verdade: perguntar, ler enquanto chega, parar, e o que dá errado. */
import { describe, expect, test } from 'vitest';
import { askAndWait, focusedId, gate, send, watchChatPages } from './testing/chat-pages.ts';
import { type FakeFrontend, MODELS, REPLY, TEXT } from './testing/fake-frontend.ts';

const TRACE = 'http://localhost:16686/trace/abc123';

const pages = watchChatPages();

describe('uma pergunta', () => {
  test('a resposta, a piada, a pergunta de volta, e o que tudo isso custou', async () => {
    const page = await pages.open();
    expect(await page.innerText('h1')).toBe('Como posso ajudar?');
    await page.selectOption('#model', 'lab-down');
    await send(page, '  O que é um span?  ');
    await page.waitForSelector('.facts');
    expect(pages.frontend.scene.asked).toEqual([{ question: 'O que é um span?', model: 'lab-down' }]);
    expect(await page.innerText('.question')).toContain('O que é um span?');
    expect(await page.innerText('.text')).toBe(TEXT);
    expect(await page.innerText('.joke')).toContain(REPLY.answer.joke);
    expect(await page.innerText('.facts')).toMatch(
      /lab-1[^]*118 tokens de entrada, 92 de saída[^]*US\$\s0,000073[^]*1 chamada[^]*\d,\d\ss \(\d,\d\ss até começar\)/,
    );
    expect(await page.getAttribute('.facts a', 'href')).toBe(TRACE);
    // O que se pergunta não vai parar na URL, que fica escrita em todo lugar.
    expect(page.url()).toBe(pages.frontend.url);
    expect(pages.frontend.scene.urls.filter((url) => url.includes('?'))).toEqual([]);
    expect(await page.innerText('#status')).toBe(
      `${TEXT} Uma piada: ${REPLY.answer.joke} E agora? ${REPLY.answer.question}`,
    );
  });

  test('lê-se enquanto chega; quem ouve a página recebe a resposta uma vez, inteira', async () => {
    const { opened, open: finish } = gate();
    pages.frontend.scene.respond = async ({ partial, answer }) => {
      partial('');
      partial('Um span');
      await opened;
      // Numa correção, o modelo recomeça.
      partial('Um');
      answer();
    };
    // Com os relógios parados, a resposta não passa a demorar enquanto se olha.
    const page = await pages.open({ clock: true });
    await send(page, 'O que é um span?');
    await expect.poll(() => page.innerText('.answer')).toBe('Um span');
    expect(await page.getAttribute('.answer', 'aria-busy')).toBe('true');
    expect(await page.innerText('#status')).toBe('Pensando…');
    expect(await page.innerText('#send')).toBe('Parar');
    finish();
    await page.waitForSelector('.facts');
    expect(await page.getAttribute('.answer', 'aria-busy')).toBeNull();
    expect(await page.innerText('#send')).toBe('Perguntar');
    expect(await page.innerText('#status')).toContain(TEXT);
  });

  test('a pergunta de volta é um botão que a faz; a sugestão também, e o foco vai para a conversa', async () => {
    const page = await pages.open();
    await page.click('#suggestions button');
    await page.waitForSelector('.facts');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Pergunta 1');
    await page.click('.ask');
    await expect.poll(() => pages.frontend.scene.asked.length).toBe(2);
    expect(pages.frontend.scene.asked.map(({ question }) => question)).toEqual([
      'O que é um span?',
      REPLY.answer.question,
    ]);
  });

  test('Shift+Enter muda de linha; vazia, não sai; muito longa, começa dobrada', async () => {
    const page = await pages.open();
    await send(page, '   ');
    expect(await page.innerText('#question-error')).toBe('Escreva a pergunta.');
    expect(await page.getAttribute('#question', 'aria-invalid')).toBe('true');
    expect(await focusedId(page)).toBe('question');
    await page.fill('#question', 'Uma linha');
    expect(await page.innerText('#question-error')).toBe('');
    await page.press('#question', 'Shift+Enter');
    await page.keyboard.type('outra');
    await page.press('#question', 'Enter');
    await page.waitForSelector('.facts');
    expect(pages.frontend.scene.asked).toEqual([{ question: 'Uma linha\noutra', model: 'lab-1' }]);
    expect(await page.locator('.more').count()).toBe(0);

    await askAndWait(page, 'uma pergunta sem fim '.repeat(190));
    const heightOf = (): Promise<number> =>
      page
        .locator('.question')
        .last()
        .evaluate((one) => one.clientHeight);
    const folded = await heightOf();
    await page.click('.more');
    expect(await page.getAttribute('.more', 'aria-expanded')).toBe('true');
    expect(await heightOf()).toBeGreaterThan(folded * 2);
  });

  test('sem configuração, não há o que escolher, e a pergunta vai ao modelo de sempre', async () => {
    pages.frontend.scene.config = [];
    const page = await pages.open();
    expect(await page.isVisible('#model-choice')).toBe(false);
    await askAndWait(page, 'O que é um span?');
    expect(pages.frontend.scene.asked).toEqual([{ question: 'O que é um span?' }]);
    expect(await page.locator('.facts a').count()).toBe(0);
    expect(await page.innerText('.facts .trace')).toBe('trace abc123');
  });

  test('o modelo de um provedor, que não é um dos da aula, já vem escolhido', async () => {
    pages.frontend.scene.config = { models: MODELS, model: 'gpt-x' };
    const page = await pages.open();
    await askAndWait(page, 'O que é um span?');
    expect(pages.frontend.scene.asked[0]!.model).toBe('gpt-x');
  });
});

describe('parar e esperar', () => {
  test.each(['o botão', 'Escape'] as const)('com %s, a conexão fecha, e o que já se lia fica', async (how) => {
    let gone: Promise<void> | undefined;
    pages.frontend.scene.respond = (answering) => {
      gone = answering.gone;
      answering.partial('Um span é');
    };
    const page = await pages.open();
    await send(page, 'O que é um span?');
    await page.waitForSelector('.text');
    await (how === 'Escape' ? page.keyboard.press('Escape') : page.click('#send'));
    await page.waitForSelector('.stopped');
    await gone;
    expect(await page.innerText('.answer')).toMatch(/^Um span é\s+Você parou esta resposta/);
    expect(await page.locator('.failure').count()).toBe(0);
    pages.frontend.scene.respond = ({ answer }) => answer();
    await page.click('.again');
    await page.waitForSelector('.joke');
    expect(pages.frontend.scene.asked.map(({ question }) => question)).toEqual([
      'O que é um span?',
      'O que é um span?',
    ]);
  });

  test('enquanto uma não acaba, outra não sai, e o que se escreve fica; quem espera sabe que ainda se espera', async () => {
    const { opened, open: finish } = gate();
    pages.frontend.scene.respond = async ({ answer }) => {
      await opened;
      answer();
    };
    const page = await pages.open({ clock: true });
    await send(page, 'O que é um span?');
    await send(page, 'E um trace?');
    expect(await page.innerText('#question-error')).toBe('Espere o fim desta resposta, ou pare.');
    await page.clock.runFor(3_000);
    await expect.poll(() => page.innerText('.waiting')).toContain('demorando mais');
    finish();
    await page.waitForSelector('.facts');
    expect(pages.frontend.scene.asked).toHaveLength(1);
    expect(await page.inputValue('#question')).toBe('E um trace?');
    expect(await page.innerText('#question-error')).toBe('');
  });

  test('uma conversa nova esquece a antiga, e não recebe o que ainda vinha para ela', async () => {
    let gone: Promise<void> | undefined;
    pages.frontend.scene.respond = (answering) => void (gone = answering.gone);
    const page = await pages.open();
    await send(page, 'O que é um span?');
    await expect.poll(() => gone !== undefined).toBe(true);
    await page.click('#restart');
    await gone;
    expect(await page.locator('.turn').count()).toBe(0);
    expect(await page.isVisible('#suggestions')).toBe(true);
    expect(await focusedId(page)).toBe('question');
    pages.frontend.scene.respond = ({ answer }) => answer();
    await askAndWait(page, 'E um trace?');
    expect(await page.locator('.turn').count()).toBe(1);
    expect(await page.innerText('#send')).toBe('Perguntar');
  });
});

describe('o que dá errado', () => {
  test.each([
    ['model_failed', '401', /O modelo falhou[^]*confira OPENAI_API_KEY/],
    ['model_busy', '429', /pedidos demais[^]*Espere um pouco/],
    ['model_slow', 'timeout', /demorou demais[^]*prazo/],
    ['bad_answer', 'invalid_answer', /fora da forma[^]*JSON/],
  ])('%s: o que aconteceu, o que fazer, o trace, e como perguntar de novo', async (error, cause, said) => {
    pages.frontend.scene.respond = (answering) => {
      answering.partial('Um span');
      answering.error({ error, cause, message: 'O modelo recusou: confira OPENAI_API_KEY.', traceId: 'abc123' });
    };
    const page = await pages.open();
    await askAndWait(page, 'O que é um span?');
    expect(await page.innerText('.broken')).toMatch(said);
    expect(await page.innerText('.text')).toBe('Um span');
    expect(await page.innerText('.facts')).toContain(`error.type: ${cause}`);
    expect(await page.getAttribute('.facts a', 'href')).toBe(TRACE);
    expect(await page.innerText('#status')).toMatch(said);
    await page.click('.again');
    await expect.poll(() => pages.frontend.scene.asked.length).toBe(2);
  });

  test.each([
    ['question_required', 400, /Faltou a pergunta/],
    ['question_too_long', 400, /longa demais[^]*cabem 4000/],
    ['bad_request', 413, /longa demais/],
    ['not_allowed', 422, /moderação/],
  ])('%s (%i): a pergunta volta ao campo, para ser mudada', async (error, status, said) => {
    pages.frontend.scene.respond = ({ refuse }) => refuse(status, { error, message: 'Ela tem 5000; cabem 4000.' });
    const page = await pages.open();
    await askAndWait(page, 'Uma pergunta ruim');
    expect(await page.innerText('.failure:not(.broken)')).toMatch(said);
    expect(await page.inputValue('#question')).toBe('Uma pergunta ruim');
    expect(await focusedId(page)).toBe('question');
    expect(await page.locator('.again').count()).toBe(0);
  });

  test('a conexão cai no meio, acaba cedo, traz o que não se lê, ou nem começa: é a mesma falha', async () => {
    const page = await pages.open();
    const { opened, open: cutNow } = gate();
    pages.frontend.scene.respond = async ({ partial, cut }) => {
      partial('Um span');
      await opened;
      cut();
    };
    await send(page, 'O que é um span?');
    await page.waitForSelector('.text');
    cutNow();
    await page.waitForSelector('.broken');
    const broken: FakeFrontend['scene']['respond'][] = [
      ({ answer }) => answer({ answer: {} }),
      ({ refuse }) => refuse(200, {}),
      ({ cut }) => cut(),
    ];
    for (const respond of broken) {
      pages.frontend.scene.respond = respond;
      await askAndWait(page, 'O que é um span?');
    }
    expect(await page.locator('.broken h3').allInnerTexts()).toEqual(
      ['', ...broken].map(() => 'A resposta não chegou inteira'),
    );
    expect(await page.locator('.broken').last().innerText()).toContain('veja, no terminal');
    expect(await page.locator('.text').allInnerTexts()).toEqual(['Um span']);
  });

  test('o que vem do modelo é texto, e nunca HTML', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    pages.frontend.scene.respond = ({ answer }) =>
      answer({ ...REPLY, answer: { text: evil, joke: evil, question: evil }, model: evil });
    const page = await pages.open();
    await askAndWait(page, evil);
    expect(await page.innerText('.text')).toBe(evil);
    expect(await page.locator('#turns img').count()).toBe(0);
  });
});
