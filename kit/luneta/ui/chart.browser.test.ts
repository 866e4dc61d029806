/** Marcar um trecho no gráfico da busca, e o mapa que abre inteiro, no Chromium. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { makeSpan, spanId } from '../query/testing/fixture-traces.ts';
import { chromiumApp } from './testing/chromium-app.ts';
import { numberedId as id, SEARCH_NOW_MS, shownIds } from './testing/search-results.ts';

const site = chromiumApp(['search', 'dependencies'], () => SEARCH_NOW_MS);

/**
 * Nove traces, um por minuto, de 1 a 9 segundos. O serviço `estoque` só aparece 30 s depois do começo de cada um, e por
 * 1 ms: nem o instante nem a duração dele são os do trace.
 */
function sendNine(): void {
  for (let n = 1; n <= 9; n++) {
    const traceId = id(n);
    const startMs = (n - 9) * 60_000;
    site.app.send({
      traceId,
      spans: [
        makeSpan({ traceId, spanId: spanId(n), startMs, durationMs: n * 1_000 + 30_000 }),
        makeSpan({
          traceId,
          spanId: spanId(100 + n),
          parentSpanId: spanId(n),
          service: 'estoque',
          startMs: startMs + 30_000,
          durationMs: 1,
        }),
      ],
    });
  }
}

/** Arrasta do ponto `from` ao ponto `to`, mais o desvio dado, e espera a página seguinte. */
async function drag(page: Page, from: number, to: number, [dx, dy, dx2, dy2]: number[]): Promise<void> {
  const centerOf = (n: number): Promise<{ x: number; y: number }> =>
    page.locator(`.point[href$="${id(n)}"]`).evaluate((point) => {
      const { x, y, width, height } = point.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    });
  const [a, b] = [await centerOf(from), await centerOf(to)];
  await page.mouse.move(a.x + dx, a.y + dy);
  await page.mouse.down();
  await page.mouse.move(b.x + dx2, b.y + dy2, { steps: 5 });
  await Promise.all([page.waitForURL(/Trace/), page.mouse.up()]);
  await page.waitForSelector('.selected-range');
}

describe('o trecho', () => {
  const around = [-14, 9, 14, -9];

  test('um retângulo acha os traces que estão nele, e nenhum outro, com qualquer serviço escolhido', async () => {
    sendNine();
    for (const query of ['', '?service=estoque&limit=9']) {
      const page = await site.pages.open(`/search${query}`);
      await drag(page, 4, 6, around);
      expect((await shownIds(page)).toSorted()).toEqual([4, 5, 6].map(id));
      expect(await page.textContent('.selected-range')).toMatch(/começaram de .*; duraram de 3[\d,]+\ss a 3[\d,]+\ss/);
      await page.click('.selected-range a');
      await page.waitForSelector('.selected-range', { state: 'detached' });
      expect(new URL(page.url()).search).not.toContain('Trace');
      await page.context().close();
    }
  });

  test('quase na horizontal é só tempo; quase na vertical, só duração', async () => {
    sendNine();
    const page = await site.pages.open('/search');
    // O ponteiro desce só 8 pixels: o sétimo, o oitavo e o nono ficam muito acima da faixa arrastada.
    const [first, last] = await Promise.all(
      [7, 9].map((n) => page.locator(`.point[href$="${id(n)}"]`).evaluate((e) => e.getBoundingClientRect().toJSON())),
    );
    await drag(page, 7, 9, [-14, 0, 6, first.y - last.y + 8]);
    expect((await shownIds(page)).toSorted()).toEqual([7, 8, 9].map(id));
    const params = new URL(page.url()).searchParams;
    expect([...params.keys()].filter((name) => name.endsWith('Duration'))).toEqual([]);

    await page.goto(`${site.app.url}/search`);
    const spots = await Promise.all(
      [3, 7].map((n) => page.locator(`.point[href$="${id(n)}"]`).evaluate((e) => e.getBoundingClientRect().toJSON())),
    );
    await drag(page, 3, 7, [0, 1.5, spots[0].x - spots[1].x + 3, -1.5]);
    const vertical = new URL(page.url()).searchParams;
    expect([...vertical.keys()].filter((name) => name.endsWith('Start'))).toEqual([]);
    expect(vertical.get('minTraceDuration')).toMatch(/^[\d.]+s$/);
    expect((await shownIds(page)).toSorted()).toEqual([3, 4, 5, 6, 7].map(id));
  });

  test('o que se baixa é o trecho', async () => {
    sendNine();
    const page = await site.pages.open('/search');
    await drag(page, 4, 6, around);
    const href = (await page.getAttribute('.results-actions a[download]', 'href'))!;
    const { data } = (await (await fetch(site.app.url + href)).json()) as { data: { traceID: string }[] };
    expect(data.map(({ traceID }) => traceID.padStart(32, '0')).toSorted()).toEqual([4, 5, 6].map(id));
  });
});

test('os exemplos dentro dos campos da busca cabem neles', async () => {
  const page = await site.pages.open('/search');
  const examples = page.locator('#busca input[placeholder]');
  expect(await examples.count()).toBeGreaterThanOrEqual(4);
  const cut = await examples.evaluateAll((inputs) =>
    (inputs as HTMLInputElement[])
      .filter((input) => {
        const style = getComputedStyle(input);
        const pen = document.createElement('canvas').getContext('2d')!;
        pen.font = `${style.fontSize} ${style.fontFamily}`;
        const room = input.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
        return pen.measureText(input.placeholder).width > room;
      })
      .map(({ placeholder }) => placeholder),
  );
  expect(cut).toEqual([]);
});

test('um mapa de dezessete serviços abre inteiro', async () => {
  const traceId = id(99);
  // Uma corrente de nove, e oito pendurados nela: largo demais para o tamanho natural.
  const names = Array.from({ length: 17 }, (_, i) => `servico-numero-${i}`);
  site.app.send({
    traceId,
    spans: names.map((service, i) =>
      makeSpan({ traceId, service, spanId: spanId(i + 1), parentSpanId: i === 0 ? '' : spanId(i < 9 ? i : i - 8) }),
    ),
  });
  const page = await site.pages.open('/dependencies');
  const outside = await page.locator('#map .box .frame').evaluateAll((boxes) => {
    const view = document.querySelector('#map')!.getBoundingClientRect();
    return boxes.filter((box) => {
      const { left, right, top, bottom } = box.getBoundingClientRect();
      return left < view.left || right > view.right || top < view.top || bottom > view.bottom;
    }).length;
  });
  expect(await page.locator('#map .box').count()).toBe(17);
  expect(outside).toBe(0);
});
