/** Servidores de verdade, que respondem o que o teste quiser. */
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { NaiveMetricStore } from '../store/metrics/testing/naive-metric-store.ts';
import { isStale } from '../store/metrics/stale.ts';
import { MAX_PAGE_SAMPLES } from '../wire/prometheus-page.ts';
import { type Scraper, type ScraperOptions, startScraper } from './scrape.ts';
import { until } from './testing/raw-socket.ts';

const open: { server: Server; scraper?: Scraper }[] = [];

afterEach(async () => {
  for (const { server, scraper } of open.splice(0)) {
    await scraper?.close();
    server.closeAllConnections();
    server.close();
  }
});

type Page = string | RequestListener;

async function serve(first: Page, options: Partial<ScraperOptions> = {}, path = '/metrics') {
  const state: { page: Page; requests: number; headers: IncomingHttpHeaders; open: number; mostOpen: number } = {
    page: first,
    requests: 0,
    headers: {},
    open: 0,
    mostOpen: 0,
  };
  const server = createServer((request, response) => {
    state.requests++;
    state.headers = request.headers;
    state.mostOpen = Math.max(state.mostOpen, ++state.open);
    response.on('close', () => state.open--);
    if (typeof state.page === 'function') state.page(request, response);
    else response.setHeader('content-type', 'text/plain; version=0.0.4').end(state.page);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const store = new NaiveMetricStore();
  const warnings: string[] = [];
  const url = `http://127.0.0.1:${port}${path}`;
  const onWarning = (message: string): number => warnings.push(message);
  const scraper = startScraper({ urls: [url], store, onWarning, intervalMs: 20, ...options });
  open.push({ server, scraper });
  const [target] = scraper.targets;
  /** Espera que comecem mais `count` visitas: as anteriores já acabaram. */
  const visits = (count: number): Promise<void> => {
    const wanted = state.requests + count + 1;
    return until(() => state.requests >= wanted, `${count} visitas`);
  };
  /** Os valores de cada série, por `nome{rótulos}` sem a instância; `fim` é a marca de ausência. */
  const series = (name: string): Record<string, (number | 'fim')[]> =>
    Object.fromEntries(
      store
        .select([{ name: '__name__', equals: name, matches: (value) => value === name }], -Infinity, Infinity)
        .map(({ labels, values }) => [
          labels
            .filter(([label]) => label !== '__name__' && label !== 'instance')
            .map((pair) => pair.join('='))
            .join(),
          Array.from(values, (value) => (isStale(value) ? 'fim' : value)),
        ]),
    );
  const last = (name: string): unknown => Object.values(series(name))[0]?.at(-1);
  return { server, state, target, scraper, store, warnings, visits, series, last, url, port };
}

describe('o que se guarda', () => {
  test('as amostras, com job e instance, e o que se diz da visita', async () => {
    const { target, visits, series, store, port, state } = await serve(
      '# TYPE x gauge\nx{rota="/",job="meu"} 5\ny 1\n',
    );
    await visits(1);
    expect(series('x')).toEqual({ 'exported_job=meu,job=scrape,rota=/': expect.arrayContaining([5]) });
    expect(Object.keys(series('up'))).toEqual(['job=scrape']);
    expect(new Set(series('scrape_samples_scraped')['job=scrape'])).toEqual(new Set([2]));
    expect(target).toMatchObject({ up: true, lastError: undefined, samples: 2 });
    const instances = store.selectLabels([], -Infinity, Infinity).map((labels) => new Map(labels).get('instance'));
    expect(new Set(instances)).toEqual(new Set([`127.0.0.1:${port}`]));
    expect(store.getMetadata('x')).toMatchObject([{ type: 'gauge' }]);
    expect(state.headers.accept).toMatch(/^application\/openmetrics-text;version=1\.0\.0,text\/plain/);
    // Não vira span no programa visitado.
    expect(state.headers.traceparent).toMatch(/-00$/);
  });

  test('o nome do serviço, se a página o diz; quando muda, o antigo acaba', async () => {
    const { state, visits, series } = await serve('x 1\n');
    await visits(1);
    state.page = 'target_info{service_name="loja",service_namespace="br"} 1\nx 1\n';
    await visits(2);
    expect(Object.keys(series('x'))).toEqual(['job=scrape', 'job=br/loja']);
    expect([series('x')['job=scrape'].at(-1), series('up')['job=scrape'].at(-1)]).toEqual(['fim', 'fim']);
    expect(series('up')['job=br/loja'].at(-1)).toBe(1);
  });

  test('OpenMetrics, comprimida e depois de um redirecionamento; os instantes da página valem', async () => {
    const nowS = Math.floor(Date.now() / 1000);
    const page = `# TYPE p counter\np_total 3 ${nowS}.5 # {trace_id="abc"} 1\np_created 1\n# EOF\n`;
    const { visits, store, target, last } = await serve((request, response) => {
      if (request.url === '/metrics') response.writeHead(302, { location: '/outra' }).end();
      else
        response
          .setHeader('content-type', 'application/openmetrics-text; version=1.0.0; charset=utf-8')
          .setHeader('content-encoding', 'gzip')
          .end(gzipSync(page));
    });
    await visits(3);
    expect([target.lastError, last('p_total'), last('p_created')]).toEqual([undefined, 3, 1]);
    const all = store.select([{ name: '__name__', matches: (name) => name === 'p_total' }], -Infinity, Infinity);
    expect([...all[0].timestampsMs]).toEqual([nowS * 1000 + 500]);
    expect(store.selectExemplars([], -Infinity, Infinity)).toMatchObject([{ exemplars: [{ value: 1 }] }]);
    expect(store.getMetadata('p_total')).toMatchObject([{ type: 'counter' }]);
  });

  test('a série que some da página acaba; a que diz o instante, não se sabe; a métrica continua a ser o que é', async () => {
    const { state, visits, last, store } = await serve('# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 2\nz 1 1000\n');
    await visits(1);
    state.page = 'nada 1\n';
    await visits(2);
    expect([last('h_bucket'), last('h_sum'), last('z'), last('nada')]).toEqual(['fim', 'fim', 1, 1]);
    expect(store.getMetadata().map(({ name, type }) => `${name} ${type}`)).toContain('h histogram');
    expect(store.getMetadata('h_bucket')).toEqual([]);
    state.page = '# TYPE h histogram\nh_bucket{le="1"} 3\n';
    await visits(2);
    expect(last('h_bucket')).toBe(3);
  });

  test('a mesma série duas vezes na página, com instantes diferentes: valem os dois', async () => {
    const now = Date.now();
    const { visits, series } = await serve(`x 1 ${now - 2000}\nx 2 ${now - 1000}\n`);
    await visits(1);
    expect(series('x')).toEqual({ 'job=scrape': [1, 2] });
  });

  test('duas páginas do mesmo servidor são dois alvos', async () => {
    const { port, store } = await serve('x 1\n', {}, '/a');
    const url = `http://127.0.0.1:${port}`;
    const scraper = startScraper({ urls: [`${url}/a`, `${url}/b?c=1`], store, onWarning: () => {}, intervalMs: 20 });
    try {
      await until(() => scraper.targets.every(({ up }) => up), 'as visitas');
    } finally {
      await scraper.close();
    }
    const up = store.selectLabels([{ name: '__name__', matches: (value) => value === 'up' }], 0, Infinity);
    expect(up.map((labels) => new Map(labels).get('instance')).toSorted()).toEqual([
      `127.0.0.1:${port}`,
      `127.0.0.1:${port}/a`,
      `127.0.0.1:${port}/b?c=1`,
    ]);
  });

  test('um instante muito no futuro não entra: taparia os verdadeiros', async () => {
    const { visits, last } = await serve(`x 1 ${Date.now() + 3_600_000}\ny 1\n`);
    await visits(1);
    expect([last('x'), last('y')]).toEqual([undefined, 1]);
  });
});

describe('o que falha', () => {
  test('o motivo novo também é dito; o de uma página mal escrita, que muda com ela, uma vez só', async () => {
    const { state, visits, warnings } = await serve((_, response) => response.writeHead(404).end());
    await visits(2);
    state.page = (_, response) => response.setHeader('content-type', 'text/plain').end(`x ${state.requests} y\n`);
    await visits(4);
    expect(warnings).toEqual([
      expect.stringMatching(/respondeu HTTP 404\.$/),
      expect.stringMatching(/Linha 1: .*"x \d+ y"\.$/),
    ]);
  });

  test('amostras demais', async () => {
    const { target } = await serve('x 1\n'.repeat(MAX_PAGE_SAMPLES + 1));
    await until(() => target.up === false, 'a visita falhar');
    expect(target.lastError).toMatch(`Linha ${MAX_PAGE_SAMPLES + 1}: a página passa de ${MAX_PAGE_SAMPLES} amostras`);
  });

  test('as séries acabam, up vale 0, e se avisa uma vez que falhou e uma que voltou', async () => {
    const { state, visits, last, warnings, target, url } = await serve('x 1\n');
    await visits(1);
    state.page = (_, response) => response.writeHead(500).end('x 2\n');
    await visits(4);
    expect([last('x'), last('up'), last('scrape_samples_scraped')]).toEqual(['fim', 0, 0]);
    expect(target).toMatchObject({ up: false, lastError: 'a página respondeu HTTP 500', samples: 0 });
    state.page = 'x 3\n';
    await visits(3);
    expect([last('x'), last('up'), target.lastError]).toEqual([3, 1, undefined]);
    expect(warnings).toEqual([
      `A página ${url} não pôde ser lida: a página respondeu HTTP 500.`,
      `A página ${url} voltou a ser lida.`,
    ]);
  });

  test.each<[string, Page, string | RegExp]>([
    ['uma página malformada, e nada dela entra', 'x 1\ny{ 2\n', /Linha 2: .*"y\{ 2"/],
    ['HTML', (_, response) => response.setHeader('content-type', 'text/html').end('<p>'), 'a resposta é text/html'],
    ['grande demais', (_, response) => response.write(Buffer.alloc(11 << 20, '#')), /passa de 10\sMB/],
    [
      'uma bomba comprimida',
      (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(64 << 20, '#'))),
      /passa de 10\sMB/,
    ],
    ['não responde', () => {}, 'não respondeu em 150 ms'],
    ['para no meio', (_, response) => response.write('x 1\n'), 'não respondeu em 150 ms'],
    ['cai', (request) => request.socket.destroy(), 'a conexão caiu no meio da resposta'],
    [
      'redireciona para si mesma',
      (_, response) => response.writeHead(302, { location: '/metrics' }).end(),
      'os redirecionamentos não acabam',
    ],
  ])('%s', async (_name, page, reason) => {
    const { target, series } = await serve(page, { timeoutMs: reason === 'não respondeu em 150 ms' ? 150 : 5_000 });
    await until(() => target.up === false, 'a visita falhar');
    expect(target.lastError).toMatch(reason);
    expect(series('x')).toEqual({});
    await until(() => series('up')['job=scrape']?.at(-1) === 0, 'up valer 0');
  });

  test('ninguém escuta; usuário e senha não aparecem', async () => {
    const { port, scraper, server } = await serve('x 1\n');
    await scraper.close();
    server.closeAllConnections();
    server.close();
    const warnings: string[] = [];
    const other = startScraper({
      urls: [`http://ana:segredo@127.0.0.1:${port}/metrics`],
      store: new NaiveMetricStore(),
      onWarning: (message) => warnings.push(message),
    });
    await until(() => warnings.length > 0, 'o aviso');
    await other.close();
    const shown = `A página http://127.0.0.1:${port}/metrics não pôde ser lida: ninguém escuta nesse endereço`;
    expect(warnings).toEqual([expect.stringContaining(shown)]);
  });

  test('nunca duas visitas ao mesmo tempo, por mais lenta que seja a página', async () => {
    const { state, visits } = await serve((_, response) => {
      setTimeout(() => response.setHeader('content-type', 'text/plain').end('x 1\n'), 60);
    });
    await visits(3);
    expect(state.mostOpen).toBe(1);
  });

  test('fechar corta a visita em andamento, e nada mais se guarda', async () => {
    const { state, scraper, store, target } = await serve(() => {});
    await until(() => state.requests === 1, 'o pedido');
    const before = performance.now();
    await scraper.close();
    expect(performance.now() - before).toBeLessThan(1_000);
    expect([store.getStats().series, target.up]).toEqual([0, undefined]);
  });
});

test('a senha do endereço vai no cabeçalho', async () => {
  const { state, scraper, port } = await serve('x 1\n');
  await scraper.close();
  const store = new NaiveMetricStore();
  const other = startScraper({ urls: [`http://ana:s%40nha@127.0.0.1:${port}/`], store, onWarning: () => {} });
  await until(() => other.targets[0].up === true, 'a visita');
  await other.close();
  expect(state.headers.authorization).toBe(`Basic ${Buffer.from('ana:s@nha').toString('base64')}`);
});
