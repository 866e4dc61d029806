/** A busca no Chromium: gráfico, traces que chegam, envio de arquivos, escolha de dois. A aplicação é a de verdade. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fixtureTraces, makeSpan, spanId, text } from '../query/testing/fixture-traces.ts';
import type { Trace } from '../store/model.ts';
import { chromiumApp } from './testing/chromium-app.ts';
import { numberedId as id, SEARCH_NOW_MS, shownIds } from './testing/search-results.ts';
import { overflowOf } from './testing/watched-pages.ts';

const site = chromiumApp(['search'], () => SEARCH_NOW_MS);

interface TraceOptions {
  service?: string;
  name?: string;
  startMs?: number;
  durationMs?: number;
  failed?: boolean;
}

function trace(n: number, { failed, ...span }: TraceOptions = {}): Trace {
  const traceId = id(n);
  const status = failed ? { code: 2, message: 'falhou' } : { code: 0, message: '' };
  return { traceId, spans: [makeSpan({ traceId, spanId: spanId(n), name: `pedido ${n}`, ...span, status })] };
}

/** Doze traces, um por minuto, de 1 ms a quase 3 s, o quarto com erro. */
function sendDozen(): void {
  for (let n = 1; n <= 12; n++) {
    site.app.send(trace(n, { startMs: (n - 12) * 60_000, durationMs: 1.5 ** (n * 1.6), failed: n === 4 }));
  }
}

describe('gráfico', () => {
  test('o ponto sob o ponteiro mostra o trace dele e o destaca na lista; o clique o abre', async () => {
    sendDozen();
    const page = await site.pages.open('/search');
    await page.hover(`.point[href$="${id(4)}"]`);
    expect(await page.textContent('.card')).toContain('pedido 4');
    expect(await page.getAttribute(`#t-${id(4)}`, 'class')).toContain('pointed');
    expect(await page.locator(`.point[href$="${id(4)}"] path.failed`).count()).toBe(1);
    expect(await page.locator(`.point[href$="${id(5)}"] circle`).count()).toBe(1);
    await page.click(`.point[href$="${id(4)}"]`);
    await page.waitForURL(`**/trace/${id(4)}`);
  });

  test('teclado: o Tab para uma vez, as setas andam no tempo, Enter abre', async () => {
    sendDozen();
    const page = await site.pages.open('/search');
    expect(await page.locator('.point[tabindex="0"]').count()).toBe(1);
    await page.focus('.point[tabindex="0"]');
    const focused = (): Promise<string | null> => page.evaluate(() => document.activeElement!.getAttribute('href'));
    expect(await focused()).toBe(`/trace/${id(12)}`);
    await page.keyboard.press('ArrowLeft');
    expect(await focused()).toBe(`/trace/${id(11)}`);
    expect(await page.textContent('.card')).toContain('pedido 11');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe(`/trace/${id(2)}`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/trace/${id(2)}`);
  });

  test('arrastar busca no tempo e nas durações do retângulo; Esc desiste', async () => {
    sendDozen();
    const page = await site.pages.open('/search');
    const plot = (await page.locator('.plot').boundingBox())!;
    const point = (n: number): Promise<{ x: number; y: number; width: number; height: number }> =>
      page.locator(`.point[href$="${id(n)}"]`).evaluate((element) => element.getBoundingClientRect().toJSON());
    const [from, to] = [await point(9), await point(11)];
    // Do canto abaixo e à esquerda do nono ao canto acima e à direita do décimo primeiro.
    const start = [from.x - 4, from.y + from.height + 3] as const;
    const end = [to.x + to.width + 4, to.y - 3] as const;
    await page.mouse.move(...start);
    await page.mouse.down();
    await page.mouse.move(...end, { steps: 4 });
    expect(await page.locator('.selection').count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await page.locator('.selection').count()).toBe(0);
    await page.mouse.up();
    expect(page.url()).toBe(`${site.app.url}/search`);

    await page.mouse.move(...start);
    await page.mouse.down();
    await page.mouse.move(...end, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/lookback=custom/);
    expect((await shownIds(page)).toSorted()).toEqual([id(9), id(10), id(11)]);
    const params = new URL(page.url()).searchParams;
    expect(params.get('minTraceDuration')).toMatch(/^[\d.]+ms$/);
    expect(Number(params.get('maxTraceStart')) - Number(params.get('minTraceStart'))).toBeGreaterThan(120e6);
    expect(plot.width).toBeGreaterThan(400);
    // Um período fechado não tem o que esperar.
    expect(await page.locator('#live').count()).toBe(0);
  });

  test('durações de muitas ordens de grandeza: a escala logarítmica as separa', async () => {
    sendDozen();
    const page = await site.pages.open('/search');
    const heights = async (): Promise<number> => {
      const [a, b] = [
        await page.locator(`.point[href$="${id(1)}"]`).boundingBox(),
        await page.locator(`.point[href$="${id(6)}"]`).boundingBox(),
      ];
      return a!.y - b!.y;
    };
    expect(await heights()).toBeLessThan(4);
    await page.click('.scales a:has-text("Logarítmica")');
    await page.waitForURL(/scale=log/);
    expect(await heights()).toBeGreaterThan(30);
    // A escolha segue nas outras ordens e na próxima busca.
    await page.click('.sorts a:has-text("Longos")');
    await page.waitForURL(/sort=longest/);
    await Promise.all([page.waitForEvent('load'), page.click('#busca button[type=submit]')]);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({ sort: 'longest', scale: 'log' });
  });
});

describe('ao vivo', () => {
  test('o primeiro trace entra no lugar da página vazia, e um novo, no alto da lista', async () => {
    const page = await site.pages.open('/search');
    expect(await page.textContent('#outcome')).toContain('aparece aqui sozinho');
    site.app.send(trace(1));
    await page.waitForSelector(`#t-${id(1)}`);
    expect(await page.locator('#service option[value=loja]').count()).toBe(1);
    expect(await page.textContent('.bottom')).toContain('1 trace guardado');
    site.app.send(trace(2, { startMs: 10 }));
    await page.waitForSelector(`#t-${id(2)}`);
    expect(await shownIds(page)).toEqual([id(2), id(1)]);
    expect(await page.textContent('#live-status')).toBe('1 trace novo na lista');
    expect(await page.getAttribute('#live-status', 'role')).toBe('status');
  });

  test('o que chega entre a página e a conexão não se perde', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.route('**/api/events?*', async (route) => {
      site.app.send(trace(1));
      await route.continue();
    });
    await page.goto(`${site.app.url}/search`);
    await page.waitForSelector('.traces');
    expect(await shownIds(page)).toEqual([id(1)]);
  });

  test('o que chega enquanto a página é pedida de novo não se perde', async () => {
    const page = await site.pages.open('/search');
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const told: string[] = [];
          const source = new EventSource('/api/events?ids=1');
          source.addEventListener('trace', ({ data }) => told.push(String(data)));
          source.addEventListener('hello', resolve);
          Object.assign(globalThis, { told });
        }),
    );
    let held = false;
    await page.route(`${site.app.url}/search`, async (route) => {
      const response = await route.fetch();
      if (!held) {
        held = true;
        // Esta resposta não o tem, e o aviso dele chega à página antes dela.
        site.app.send(trace(2, { startMs: 10 }));
        const isTold = (traceId: string): boolean =>
          (globalThis as unknown as { told: string[] }).told.some((data) => data.includes(traceId));
        await page.waitForFunction(isTold, id(2));
      }
      await route.fulfill({ response });
    });
    site.app.send(trace(1));
    await page.waitForSelector(`#t-${id(1)}`);
    await page.waitForSelector(`#t-${id(2)}`);
    expect(await shownIds(page)).toEqual([id(2), id(1)]);
  });

  test('um trace que cresce é refeito no lugar', async () => {
    site.app.send(trace(1));
    const page = await site.pages.open('/search');
    await page.waitForSelector(`#t-${id(1)}`);
    site.app.send({
      traceId: id(1),
      spans: [makeSpan({ traceId: id(1), spanId: spanId(99), parentSpanId: spanId(1) })],
    });
    await page.waitForSelector('.trace:has-text("2 spans")');
    expect(await shownIds(page)).toEqual([id(1)]);
  });

  test('só entra o que casa com a busca: quem decide é o servidor', async () => {
    site.app.send(trace(1));
    const page = await site.pages.open('/search?service=loja&tags=cor%3Dazul');
    await page.waitForSelector('text=Nenhum trace com estes filtros');
    site.app.send(trace(2));
    const blue = trace(3);
    blue.spans[0].attributes = [text('cor', 'azul')];
    site.app.send(blue);
    await page.waitForSelector('.traces');
    expect(await shownIds(page)).toEqual([id(3)]);
  });

  test('quem rolou a página, ou está com o foco na lista, não perde o lugar', async () => {
    sendDozen();
    const page = await site.pages.open('/search');
    await page.focus(`#t-${id(3)} .trace-link`);
    const before = await page.evaluate(() => scrollY);
    expect(before).toBeGreaterThan(0);
    site.app.send(trace(13, { startMs: 1_000 }));
    await page.waitForSelector('#news:visible');
    expect(await page.textContent('#news')).toBe('1 trace novo — mostrar');
    site.app.send(trace(14, { startMs: 2_000 }));
    await page.waitForSelector('#news:has-text("2 traces novos")');
    expect(await page.evaluate(() => [scrollY, document.activeElement!.closest('li')!.id])).toEqual([
      before,
      `t-${id(3)}`,
    ]);
    expect(await shownIds(page)).not.toContain(id(13));
    await page.click('#news');
    expect((await shownIds(page)).slice(0, 2)).toEqual([id(14), id(13)]);
    expect(await page.evaluate(() => [scrollY, document.activeElement!.closest('li')!.id])).toEqual([0, `t-${id(14)}`]);
    expect(await page.isVisible('#news')).toBe(false);
  });

  test('a chave desliga, fica na URL e na próxima busca, e religa trazendo o que faltou', async () => {
    site.app.send(trace(1));
    const page = await site.pages.open('/search');
    await page.click('#live');
    expect(await page.getAttribute('#live', 'aria-checked')).toBe('false');
    await expect.poll(() => page.url()).toContain('live=0');
    // O endereço e a chave já são os da página seguinte: só o `load` dela diz que é ela.
    await Promise.all([page.waitForEvent('load'), page.click('#busca button[type=submit]')]);
    expect(page.url()).toContain('live=0');
    expect(await page.getAttribute('#live', 'aria-checked')).toBe('false');
    site.app.send(trace(2));
    await page.click('#live');
    await page.waitForSelector(`#t-${id(2)}`);
    await expect.poll(() => page.url()).not.toContain('live');
  });

  test('a Luneta cai e volta: a página avisa, reconecta e traz o que faltou', async () => {
    site.app.send(trace(1));
    // O console reclama da queda, que aqui é de propósito.
    const page = await site.browser.newPage();
    await page.goto(`${site.app.url}/search`);
    await page.waitForSelector(`#t-${id(1)}`);
    const { port } = new URL(site.app.url);
    await site.app.close();
    await page.locator('.toast', { hasText: 'parou de responder' }).waitFor();
    expect(await page.locator('.toast').evaluate((toast) => getComputedStyle(toast).opacity)).toBe('1');
    await site.replaceApp(Number(port));
    site.app.send(trace(2));
    await page.waitForSelector(`#t-${id(2)}`);
    expect(await shownIds(page)).toEqual([id(2)]);
    expect(await page.textContent('.toast [role=status]')).toBe('');
    await page.close();
  });

  test('com a página escondida a conexão fecha; à vista de novo, vem o que faltou', async () => {
    site.app.send(trace(1));
    const page = await site.pages.open('/search');
    const streams = (): Promise<number> =>
      page.evaluate(
        () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/events')).length,
      );
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await expect.poll(streams).toBe(1);
    site.app.send(trace(2));
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForSelector(`#t-${id(2)}`);
  });
});

describe('baixar e enviar', () => {
  test('o que a busca baixa, enviado a outra Luneta, mostra os mesmos traces', async () => {
    for (const recorded of fixtureTraces()) site.app.send(recorded);
    const page = await site.pages.open('/search?lookback=custom&service=frontend');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Baixar JSON')]);
    expect(download.suggestedFilename()).toBe('traces.json');
    const ids = await shownIds(page);
    const file = (await download.path())!;
    const sent = { name: 'traces.json', mimeType: 'application/json', buffer: readFileSync(file) };
    await page.context().close();
    const first = site.app;
    await site.replaceApp();
    try {
      const other = await site.pages.open('/search');
      await other.click('.upload summary');
      await other.setInputFiles('.upload-form input', sent);
      await other.waitForURL(/lookback=custom/);
      expect((await shownIds(other)).toSorted()).toEqual(ids.toSorted());
      // De novo: já estão aqui, e não se repetem.
      await other.goto(`${site.app.url}/enviar`);
      await other.setInputFiles('.upload-form input', sent);
      await other.waitForSelector('text=já estavam aqui');
      expect(site.app.store.getStats().traces).toBe(ids.length);
    } finally {
      await first.close();
    }
  });

  test('um arquivo solto na página abre o trace; um estragado diz onde', async () => {
    const page = await site.pages.open('/search');
    const drop = (name: string, content: string): Promise<void> =>
      page.evaluate(
        ([fileName, body]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([body], fileName, { type: 'application/json' }));
          for (const type of ['dragenter', 'dragover', 'drop']) {
            document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
          }
        },
        [name, content] as const,
      );
    const span = {
      traceId: 'ab'.repeat(16),
      spanId: 'cd'.repeat(8),
      name: 'solto',
      startTimeUnixNano: '1',
      endTimeUnixNano: '2',
    };
    const request = (item: object): string => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [item] }] }] });
    await drop('meu.json', request({ ...span, spanId: 'x' }));
    await page.waitForURL('**/enviar');
    expect(await page.textContent('[role=alert]')).toMatch(
      /“meu.json”.*resourceSpans\[0\].scopeSpans\[0\].spans\[0\]: spanId: esperava 16 dígitos hexadecimais e veio "x"/,
    );
    await drop('meu.json', request(span));
    await page.waitForURL(`**/trace/${span.traceId}`);
  });

  test('sem JavaScript, o formulário envia', async () => {
    const page = await site.pages.open('/enviar', { javaScriptEnabled: false });
    const request = {
      resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) }] }] }],
    };
    const buffer = Buffer.from(JSON.stringify(request));
    await page.setInputFiles('.upload-form input', { name: 'a.json', mimeType: 'application/json', buffer });
    await page.click('.upload-form button');
    await page.waitForURL(`**/trace/${'ab'.repeat(16)}`);
    expect(site.app.store.getStats().spans).toBe(1);
  });
});

describe('escolher dois', () => {
  test('o botão só vale com dois, e leva à comparação com o mais antigo à esquerda', async () => {
    sendDozen();
    const page = await site.pages.open('/search');
    const button = page.locator('#comparar button');
    expect(await button.isDisabled()).toBe(true);
    await page.check(`#t-${id(9)} input`);
    expect(await button.textContent()).toBe('Comparar (1 de 2)');
    await page.check(`#t-${id(7)} input`);
    await button.click();
    await page.waitForURL(`**/trace/${id(7)}...${id(9)}`);
  });

  test('sem JavaScript, com três, a página explica', async () => {
    sendDozen();
    const page = await site.pages.open('/search', { javaScriptEnabled: false });
    for (const n of [1, 2, 3]) await page.check(`#t-${id(n)} input`);
    await page.click('#comparar button');
    await page.waitForURL(/comparar/);
    expect(await page.textContent('main')).toContain('vieram 3');
  });
});

test('sem nenhum trace: o que rodar, o doutor, e o arquivo', async () => {
  const page = await site.pages.open('/search', { viewport: { width: 390, height: 844 } });
  expect(await page.isVisible('text=npx tsx exemplos/example_exporter.ts')).toBe(true);
  expect(await page.getAttribute('#outcome a:has-text("doutor")', 'href')).toBe('/doutor');
  expect(await overflowOf(page)).toBeLessThanOrEqual(0);
});
