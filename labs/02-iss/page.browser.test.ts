/** A página da estação num Chromium de verdade: o mapa, a busca, o que dá errado, e o trace que começa nela. */
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JaegerTrace } from '../../kit/cli/find-trace.ts';
import { startNode } from '../../kit/cli/testing/kit-process.ts';
import { type Luneta, startLuneta } from '../../kit/luneta/start.ts';
import { ANY_PORTS } from '../../kit/luneta/testing/any-ports.ts';
import { waitReady } from '../../kit/luneta/testing/ready-line.ts';
import { launchChromium } from '../../kit/luneta/ui/testing/chromium.ts';
import { stopClock } from '../../kit/luneta/ui/testing/stop-clock.ts';
import { axeViolations, overflowOf } from '../../kit/luneta/ui/testing/watched-pages.ts';
import { poll } from '../../kit/poll.ts';
import { buildPage } from './app/page-bundle.ts';
import { type FakeFrontend, startFakeFrontend } from './testing/fake-frontend.ts';

const EMAIL = 'ana@exemplo.com.br';

let browser: Browser;
let luneta: Luneta;
let frontend: FakeFrontend;
let complaints: string[];

beforeAll(async () => {
  [browser, luneta, frontend] = await Promise.all([
    launchChromium(),
    startLuneta({ ports: ANY_PORTS }),
    startFakeFrontend(),
    buildPage(),
  ]);
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
  await luneta?.close();
  frontend?.close();
});

/** @param clock Os relógios da página ficam parados, e o teste os adianta. */
async function open(
  { clock, ...options }: BrowserContextOptions & { clock?: boolean } = {},
  from = frontend.url,
): Promise<Page> {
  const context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.on('console', (message) => {
    // A resposta que um teste pediu errada, o navegador a anota sozinho.
    const isAnswer = message.location().url.includes('/api/');
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (![from, luneta.urls.otlpHttp!].some((known) => request.url().startsWith(known))) complaints.push(request.url());
  });
  if (clock) await stopClock(page);
  await page.goto(from);
  await page.waitForSelector('[data-state]', { timeout: 15_000 });
  // A posição pode chegar antes do primeiro quadro, e é nele que o mapa sabe a sua largura e se desenha.
  await page.waitForSelector('#map .land[d]', { state: 'attached' });
  return page;
}

async function search(page: Page, place: string): Promise<void> {
  await page.fill('#place', place);
  await page.press('#place', 'Enter');
}

/** O meio de um símbolo do mapa, em frações da largura e da altura dele. */
function spotOf(page: Page, symbol: string): Promise<number[]> {
  return page.evaluate((name) => {
    const map = document.querySelector('#map')!.getBoundingClientRect();
    const { x, y, width, height } = document.querySelector(`#map ${name}`)!.getBoundingClientRect();
    return [(x + width / 2 - map.x) / map.width, (y + height / 2 - map.y) / map.height];
  }, symbol);
}

const pathOf = async (page: Page, layer: string): Promise<string> =>
  (await page.getAttribute(`#map ${layer}`, 'd')) ?? '';

describe('o mapa e o painel', () => {
  test('a estação no seu lugar, e o que se sabe dela', async () => {
    const page = await open();
    const [x, y] = await spotOf(page, '.station .module');
    expect(x).toBeCloseTo(0.65, 1);
    expect(y).toBeCloseTo(0.15, 1);
    for (const layer of ['.land', '.borders', '.night', '.horizon'])
      expect((await pathOf(page, layer)).length).toBeGreaterThan(100);
    expect(await page.innerText('.facts')).toMatch(/50,00°\sN, 66,00°\sL[^]*Cazaquistão[^]*419\skm[^]*27\.576\skm\/h/);
    expect(await page.textContent('#light')).toMatch(/Dia|Crepúsculo|Noite/);
    expect(await page.textContent('#map-text')).toContain('sobre Cazaquistão');
  });

  test('o caminho que passa do antimeridiano é cortado, e não atravessa o mapa', async () => {
    frontend.scene.positions = [[170, 10]];
    const page = await open();
    const future = await pathOf(page, '.future');
    const lines = future
      .split('M')
      .filter(Boolean)
      .map((piece) => piece.split('L').map((point) => Number(point.split(',')[0])));
    expect(lines.length).toBe(2);
    const width = await page.evaluate(() => document.querySelector('#map')!.clientWidth);
    for (const points of lines) {
      points.forEach((point, index) => expect(Math.abs(point - (points[index - 1] ?? point))).toBeLessThan(width / 10));
    }
  });

  test.each([
    ['no-preference', 0.5, 0.55],
    ['reduce', 0.72, 0.78],
  ] as const)('de uma posição à outra, com o movimento em %s', async (reducedMotion, least, most) => {
    frontend.scene.positions = [
      [0, 0],
      [90, 0],
    ];
    const page = await open({ reducedMotion, clock: true });
    expect(await page.textContent('#position')).toContain('0,00°\u00a0L');
    await page.clock.runFor(5_000);
    await expect.poll(() => page.textContent('#position')).toContain('90,00°\u00a0L');
    await page.clock.runFor(500);
    const [before] = await spotOf(page, '.station .module');
    expect(before).toBeGreaterThanOrEqual(least);
    expect(before).toBeLessThan(most);
    await page.clock.runFor(5_000);
    const [after] = await spotOf(page, '.station .module');
    expect(after).toBeCloseTo(0.75, 1);
  });

  test('sem notícias, a página diz isso e guarda o que sabia', async () => {
    const page = await open({ clock: true });
    await page.route('**/api/station', (route) => route.fulfill({ status: 502, json: {} }));
    await page.clock.runFor(5_000);
    await expect.poll(() => page.textContent('#live')).toMatch(/Sem notícias.*502/);
    expect(await page.textContent('#over')).toBe('Cazaquistão');
    await page.unroute('**/api/station');
    await page.clock.runFor(5_000);
    await expect.poll(() => page.textContent('#live')).toBe('Simulada');
  });
});

describe('a busca', () => {
  test('a distância, o lugar e a linha até a estação', async () => {
    const page = await open();
    await search(page, 'Recife');
    await page.waitForSelector('.sighting');
    expect(await page.innerText('#result')).toMatch(
      /De Recife, Brasil[^]*5\.421\skm[^]*8,05°\sS, 34,90°\sO[^]*abaixo do seu horizonte/,
    );
    expect(await page.getAttribute('#result', 'aria-live')).toBe('polite');
    expect(await page.textContent('#map .place text')).toBe('Recife');
    const [x, y] = await spotOf(page, '.place .ring');
    expect(x).toBeCloseTo(0.4, 1);
    expect(y).toBeCloseTo(0.55, 1);
    expect(await pathOf(page, '.link')).toMatch(/^M[\d.,L]+$/);
    // Sem otlpUrl, ninguém grava: nem trace, nem link para ele.
    expect(frontend.scene.requests.filter(({ headers }) => headers.traceparent)).toEqual([]);
    expect(await page.locator('#result a').count()).toBe(0);
  });

  test('um lugar que ninguém conhece, e um nome vazio', async () => {
    const page = await open();
    await search(page, 'Xangrilá');
    await expect.poll(() => page.innerText('#result')).toMatch(/Não conhecemos “Xangrilá”[^]*404 é uma resposta/);
    expect(await page.locator('.broken').count()).toBe(0);
    await search(page, '  ');
    expect(await page.innerText('#place-error')).toBe('Escreva o nome de uma cidade.');
    expect(await page.getAttribute('#place', 'aria-invalid')).toBe('true');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('place');
  });

  test('um serviço fora do ar, ou lento demais: o trace está na mensagem, e o backend, a um clique', async () => {
    frontend.scene.config = { backendUrl: 'http://localhost:16686/' };
    const page = await open();
    for (const [place, said] of [
      ['Fora', /fora do ar[^]*502/],
      ['Lento', /demorou demais[^]*504/],
    ] as const) {
      await search(page, place);
      await expect.poll(() => page.innerText('#result')).toMatch(said);
      expect(await page.innerText('.broken code')).toBe('abc123');
      expect(await page.getAttribute('.broken a', 'href')).toBe('http://localhost:16686/trace/abc123');
    }
  });

  test('o frontend não responde', async () => {
    const page = await open();
    await page.route('**/api/iss?*', (route) => route.abort());
    await search(page, 'Recife');
    await expect.poll(() => page.innerText('#result')).toContain('veja, no terminal');
  });

  test('enquanto uma não volta, outra não sai; e quem espera sabe que ainda se espera', async () => {
    let release = (): void => {};
    frontend.scene.held = new Promise((resolve) => (release = resolve));
    const page = await open({ clock: true });
    await search(page, 'Recife');
    await expect.poll(() => page.innerText('#submit')).toBe('Procurando…');
    await page.press('#place', 'Enter');
    await page.clock.runFor(3_000);
    await expect.poll(() => page.innerText('#result')).toContain('Está demorando');
    release();
    await page.waitForSelector('.sighting');
    expect(await page.innerText('#submit')).toBe('Procurar');
    expect(frontend.searches()).toHaveLength(1);
  });
});

describe('à vista de todos', () => {
  test.each([320, 768, 1600])('acessível e sem rolagem para o lado, com %i px, em claro e escuro', async (width) => {
    frontend.scene.config = { backendUrl: 'http://localhost:16686' };
    const page = await open({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
    for (const place of ['', 'Recife', 'Xangrilá', 'Fora']) {
      if (place) {
        await search(page, place);
        await page.waitForSelector(
          place === 'Recife' ? '.sighting' : place === 'Fora' ? '.broken' : '.failure:not(.broken)',
        );
      }
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axeViolations(page), `${place} ${colorScheme}`).toEqual([]);
      }
      expect(await overflowOf(page), `${place}`).toBeLessThanOrEqual(0);
    }
  });

  test('só com o teclado: do campo ao resultado, com o foco sempre visível', async () => {
    const page = await open();
    for (const id of ['place', 'email', 'submit']) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement!.id)).toBe(id);
      const outline = (): string => getComputedStyle(document.activeElement!).outlineStyle;
      expect(await page.evaluate(outline)).toBe('solid');
    }
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.sighting');
    expect(await page.inputValue('#place')).toBe('Recife');
  });
});

/** O trace, quando já tem um span de cada um destes serviços. */
async function traceOf(traceId: string, ...services: string[]): Promise<JaegerTrace> {
  const found = await poll(
    async () => {
      const { data } = (await (await fetch(`${luneta.urls.ui}/api/traces/${traceId}`)).json()) as {
        data?: JaegerTrace[];
      };
      const names = Object.values(data?.[0]?.processes ?? {}).map(({ serviceName }) => serviceName);
      return services.every((name) => names.includes(name)) && data![0]!.spans.length >= 2 ? data![0] : undefined;
    },
    { deadlineMs: 20_000 },
  );
  if (!found) throw new Error(`O trace ${traceId} não chegou com ${services.join(', ')}.`);
  return found;
}

const nameOfParent = ({ spans }: JaegerTrace, name: string): (string | undefined)[] =>
  spans
    .filter(({ operationName }) => operationName === name)
    .map(({ references }) => spans.find(({ spanID }) => spanID === references[0]?.spanID)?.operationName);

describe('o trace começa no navegador', () => {
  test('a busca é pai do pedido; o traceparent leva os dois; e nenhum endereço de e-mail sai da página num span', async () => {
    frontend.scene.config = { otlpUrl: luneta.urls.otlpHttp!, backendUrl: luneta.urls.ui! };
    const page = await open();
    await page.fill('#email', EMAIL);
    await search(page, 'Recife');
    const href = await page.getAttribute('.sighting a', 'href');
    const [request] = frontend.searches();
    expect(new URL(request!.url!, frontend.url).searchParams.get('email')).toBe(EMAIL);
    const [, traceId, parentId] = String(request!.headers.traceparent).split('-');
    expect(href).toBe(`${luneta.urls.ui}/trace/${traceId}`);

    const trace = await traceOf(traceId!, 'browser');
    expect(nameOfParent(trace, 'GET')).toEqual(['search-place']);
    const get = trace.spans.find(({ operationName }) => operationName === 'GET')!;
    expect(get.spanID).toBe(parentId);
    expect(get.tags.find(({ key }) => key === 'url.full')?.value).toContain('email=[e-mail]');
    expect(JSON.stringify(trace)).not.toMatch(/ana(@|%40)exemplo/);
  });

  test('a carga da página e cada posição também são traces', async () => {
    frontend.scene.config = { otlpUrl: luneta.urls.otlpHttp! };
    await open();
    const names = await poll(
      async () => {
        const response = await fetch(`${luneta.urls.ui}/api/services/browser/operations`);
        const { data } = (await response.json()) as { data: string[] };
        return data.includes('documentLoad') && data.includes('refresh-station') ? data : undefined;
      },
      { deadlineMs: 20_000 },
    );
    expect(names).toContain('documentFetch');
  });

  test('o 404 é erro para o fetch, e não para quem procurou; o 502, para os dois', async () => {
    frontend.scene.config = { otlpUrl: luneta.urls.otlpHttp! };
    const page = await open();
    for (const [place, failed] of [
      ['Xangrilá', ['GET']],
      ['Fora', ['GET', 'search-place']],
    ] as const) {
      frontend.scene.requests = [];
      await search(page, place);
      await expect.poll(() => frontend.searches().length).toBe(1);
      const [, traceId] = String(frontend.searches()[0]!.headers.traceparent).split('-');
      const { spans } = await traceOf(traceId!, 'browser');
      const withError = spans.filter(({ tags }) => tags.some(({ key, value }) => key === 'error' && value === true));
      expect(withError.map(({ operationName }) => operationName).toSorted()).toEqual([...failed]);
    }
  });

  test('de ponta a ponta: um trace só, do navegador aos quatro serviços', async () => {
    const app = path.join('labs', '02-iss', 'app');
    const OTEL = { OTEL_EXPORTER_OTLP_ENDPOINT: luneta.urls.otlpGrpc!, BROWSER_OTLP_URL: luneta.urls.otlpHttp! };
    const start = async (name: string, env: Record<string, string> = {}): Promise<string> => {
      const { child } = startNode(['-r', 'tsx/cjs', path.join(app, `${name}.ts`)], { PORT: '0', ...OTEL, ...env });
      return `http://127.0.0.1:${(await waitReady<{ port: number }>(child, name)).port}`;
    };
    const [GEOLOCATOR_URL, ISS_DISTANCE_URL] = await Promise.all([
      start('geolocator', { OTEL_SERVICE_NAME: 'geolocator-service' }),
      start('iss-distance', { OTEL_SERVICE_NAME: 'iss-distance-service' }),
    ]);
    const GATEWAY_URL = await start('gateway', { OTEL_SERVICE_NAME: 'gateway', GEOLOCATOR_URL, ISS_DISTANCE_URL });
    const address = await start('frontend', {
      OTEL_SERVICE_NAME: 'frontend',
      GATEWAY_URL,
      BACKEND_URL: luneta.urls.ui!,
    });
    const page = await open({}, `${address}/`);
    await search(page, 'São Paulo');
    const href = await page.getAttribute('.sighting a', 'href', { timeout: 15_000 });
    const services = ['browser', 'frontend', 'gateway', 'geolocator-service', 'iss-distance-service'];
    const { spans, processes } = await traceOf(href!.split('/').at(-1)!, ...services);
    const roots = spans.filter(({ references }) => references.length === 0);
    expect(roots.map(({ operationName, processID }) => [processes[processID]!.serviceName, operationName])).toEqual([
      ['browser', 'search-place'],
    ]);
  });
});
