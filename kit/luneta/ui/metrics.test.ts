import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from 'router';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSpan } from '../query/testing/fixture-traces.ts';
import { createTraceIngest } from '../receivers/ingest-traces.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { MemoryMetricStore } from '../store/metrics/memory-metric-store.ts';
import type { MetricFamily, MetricStore } from '../store/metrics/metric-store.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { encodeTraceRequest } from '../wire/otlp-encode.ts';
import { metricsRoutes } from './routes/metrics-routes.ts';
import { FakeStore } from './testing/fake-store.ts';
import { fillSampleMetrics } from './testing/sample-metrics.ts';
import { createUiDeps, type UiOptions } from './ui-deps.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 12, 0, 0);

interface Served {
  get(path: string): Promise<{ status: number; html: string }>;
  close(): void;
}

async function serve(metrics: MetricStore, options: Partial<UiOptions> = {}): Promise<Served> {
  const app = Router();
  const store = new MemoryStore({ maxBytes: 1 << 20, codec: otlpCodec });
  app.use(metricsRoutes(createUiDeps({ store, metrics, now: () => NOW_MS, ...options })));
  const server = createServer((request, response) =>
    app(request, response, (error: unknown) => response.writeHead(error ? 500 : 404).end(String(error))),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    async get(path) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, html: await response.text() };
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function memoryStore(options: { maxSeriesPerMetric?: number } = {}): MemoryMetricStore {
  return new MemoryMetricStore({ maxBytes: 32 << 20, now: () => NOW_MS, ...options });
}

function gauge(name: string, series: number, unit = ''): MetricFamily {
  return {
    metadata: { name, type: 'gauge', help: '', unit, isDelta: false },
    points: Array.from({ length: series }, (_, i) => ({
      timestampMs: NOW_MS - 1_000,
      isDelta: false,
      samples: [
        { labels: [['__name__', name] as const, ['job', 'loja'] as const, ['n', String(i)] as const], value: i },
      ],
    })),
  };
}

const cardOf = (html: string, name: string): string =>
  html.split('<article').find((card) => card.replaceAll('<wbr/>', '').includes(`>${name}</a>`)) ?? '';
const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('\u00a0', ' ');

let shop: Served;
beforeAll(async () => {
  const metrics = memoryStore();
  fillSampleMetrics(metrics, { nowMs: NOW_MS, lastMs: 300_000, everyMs: 10_000, bombSeries: 40 });
  shop = await serve(metrics);
});
afterAll(() => shop?.close());

describe('a lista', () => {
  test.each([
    ['http_server_request_duration_seconds', 'histogram_quantile(0.95, sum by (le) (rate(', 'p95 agora', 'p99'],
    ['loja_pedidos_total', 'sum by (job) (rate(loja_pedidos_total[1m]))', '/s', 'quanto o contador cresce por segundo'],
    ['process_memory_usage_bytes', 'process_memory_usage_bytes', 'MB', 'sem conta nenhuma'],
    ['nodejs_eventloop_utilization_ratio', 'nodejs_eventloop_utilization_ratio', '%', 'Parte do tempo'],
    ['loja_frete_calculo_seconds', 'loja_frete_calculo_seconds', 'ms', 'vieram prontos do programa'],
  ])('%s: desenhada, com a consulta, a unidade e a explicação', async (name, query, unit, sentence) => {
    const card = cardOf((await shop.get('/metricas')).html, name);
    expect(card).toMatch(/<path class="line c\d+"[^>]* d="M[\d.]+,[\d.]+L/);
    expect(textOf(card)).toContain(query);
    expect(textOf(card)).toContain(unit);
    expect(textOf(card)).toContain(sentence);
  });

  test('os exemplars levam ao trace, no span em que se mediu', async () => {
    const card = cardOf((await shop.get('/metricas')).html, 'http_server_request_duration_seconds');
    expect(card).toMatch(/<a class="exemplar missing" href="\/trace\/5a0b[0-9a-f]{28}\?uiFind=[0-9a-f]{16}#span-/);
  });

  test('RED por serviço, com as consultas; uma a uma só para quem escolhe o grupo', async () => {
    const { html } = await shop.get('/metricas');
    expect(textOf(html)).toContain('Derivadas dos spans');
    expect(html).toMatch(/<th scope="row"><a class="service c\d+" href="\/search\?service=pagamentos"/);
    expect(textOf(html)).toContain('status_code="STATUS_CODE_ERROR"');
    expect(cardOf(html, 'traces_span_metrics_calls_total')).toBe('');
    const derived = (await shop.get('/metricas?prefix=(spans)')).html;
    expect(cardOf(derived, 'traces_span_metrics_calls_total')).not.toBe('');
    expect(cardOf(derived, 'loja_pedidos_total')).toBe('');
  });

  test('RED com uma leitura só do contador: quantas chamadas, e nenhuma taxa inventada', async () => {
    const metrics = memoryStore();
    const labels = { service_name: 'loja', span_kind: 'SPAN_KIND_INTERNAL', status_code: 'STATUS_CODE_UNSET' };
    const name = 'traces_span_metrics_calls_total';
    metrics.append([
      {
        metadata: { name, type: 'counter', unit: '', help: '', isDelta: false },
        points: [
          {
            timestampMs: NOW_MS - 1_000,
            isDelta: false,
            samples: [{ labels: [['__name__', name], ...Object.entries(labels)], value: 3 }],
          },
        ],
      },
    ]);
    const { get, close } = await serve(metrics);
    const { html } = await get('/metricas');
    expect(textOf(html)).toContain('a conta é de todos os spans');
    expect(html).toContain('<td class="n">3</td><td class="spark"><b>–</b></td>');
    close();
  });

  test.each([
    ['?q=http.server', ['http_server_request_duration_seconds']],
    ['?q=forma%20PAGAMENTO', ['loja_pedidos_total']],
    ['?type=summary', ['loja_frete_calculo_seconds']],
    ['?service=carrinho', ['loja_carrinhos_abertos']],
    ['?prefix=process', ['process_cpu_time_seconds_total', 'process_memory_usage_bytes']],
  ])('filtra por %s', async (query, names) => {
    const { html } = await shop.get(`/metricas${query}`);
    const shown = [...html.matchAll(/<h3><a href="[^"]*metric=([^"&]+)/g)].map(([, name]) => name);
    expect(shown).toEqual(names);
  });

  test('agrupadas por serviço, cada gráfico é só dele', async () => {
    const { html } = await shop.get('/metricas?groupBy=service');
    expect(textOf(cardOf(html, 'process_memory_usage_bytes'))).toContain('1 série');
    expect(textOf(html)).toContain('process_memory_usage_bytes{job="catalogo"}');
    expect(html).toContain('aria-label="pagamentos"');
  });

  test('o trecho traz as mesmas partes, sem a página em volta', async () => {
    const parts = (html: string): string[] => [...html.matchAll(/data-live="(\w+)"/g)].map(([, name]) => name);
    const fragment = (await shop.get('/metricas?fragment=1')).html;
    expect(fragment).not.toContain('<html');
    expect(parts(fragment)).toEqual(parts((await shop.get('/metricas')).html));
    expect(parts(fragment)).toEqual(['head', 'notices', 'red', 'list']);
  });

  test('nada da página tem estilo ou script escrito nela', async () => {
    for (const path of ['/metricas', '/metricas?metric=http_server_request_duration_seconds']) {
      expect((await shop.get(path)).html).not.toMatch(/ style=|<style|<script(?! type="module" src)| on\w+=/);
    }
  });

  test('o que acabou de chegar aparece já, sem esperar o passo do gráfico', async () => {
    const metrics = memoryStore();
    const [family] = [gauge('nova_medida', 1)];
    metrics.append([{ ...family, points: family.points.map((point) => ({ ...point, timestampMs: NOW_MS + 400 })) }]);
    const later = await serve(metrics, { now: () => NOW_MS + 500 });
    const card = cardOf((await later.get('/metricas')).html, 'nova_medida');
    expect(textOf(card)).toContain('0 agora');
    later.close();
  });

  test('muitas métricas: uma página de cada vez', async () => {
    const metrics = memoryStore();
    metrics.append(Array.from({ length: 60 }, (_, i) => gauge(`m_${i}`, 1)));
    const { get, close } = await serve(metrics);
    const { html } = await get('/metricas');
    expect(html.match(/<article/g)).toHaveLength(24);
    expect(textOf(html)).toContain('Faltam 36 métricas');
    expect((await get('/metricas?show=48')).html.match(/<article/g)).toHaveLength(48);
    close();
  });
});

describe('uma métrica', () => {
  const HISTOGRAM = '/metricas?metric=http_server_request_duration_seconds';

  test('gráfico, mapa de calor, exemplars e séries', async () => {
    const { status, html } = await shop.get(HISTOGRAM);
    expect(status).toBe(200);
    for (const title of ['Mapa de calor', 'Exemplars', 'Séries', 'Consulta PromQL']) expect(html).toContain(title);
    expect(html).toMatch(/<path class="cells" fill-opacity="1.00" d="M/);
    expect(textOf(html)).toContain('http_route=/comprar');
  });

  test('dividida por um rótulo, uma linha por valor dele', async () => {
    const { html } = await shop.get(`${HISTOGRAM}&by=http_route`);
    expect(textOf(html)).toContain('sum by (le, http_route)');
    expect([...html.matchAll(/data-label="([^"]+)"/g)].map(([, label]) => label).toSorted()).toEqual([
      '/catalogo',
      '/comprar',
      '/pagamentos',
      '/pedidos',
    ]);
  });

  test('uma consulta sua, desenhada', async () => {
    const query = encodeURIComponent('sum(rate(loja_pedidos_total[2m])) * 60');
    const { status, html } = await shop.get(`/metricas?query=${query}`);
    expect(status).toBe(200);
    expect(html).toMatch(/<path class="line c\d+"[^>]* d="M/);
  });

  test('uma consulta que só difere no nome da métrica diz o nome', async () => {
    const { html } = await shop.get(
      `/metricas?query=${encodeURIComponent('count by (__name__) ({__name__=~"loja_.*"})')}`,
    );
    expect(html).toContain('data-label="loja_carrinhos_abertos"');
  });

  test.each([
    ['sum(rate(x[1m])', 'não é PromQL válido', 'fim da consulta', 'unclosed left parenthesis'],
    ['1 +\ntopk(2, x)', 'não avalia esta parte', 'Linha 2, coluna 1', 'topk'],
    ['rate(x)', 'não é PromQL válido', 'coluna', 'expected type range vector'],
  ])('%s: o erro no lugar dele, com o texto do motor', async (query, sentence, place, said) => {
    const { status, html } = await shop.get(`/metricas?query=${encodeURIComponent(query)}`);
    expect(status).toBe(400);
    expect(html).toContain('<mark>');
    for (const text of [sentence, place, said]) expect(textOf(html)).toContain(text);
    // A página aberta não toma o erro por uma Luneta que parou.
    expect((await shop.get(`/metricas?fragment=1&query=${encodeURIComponent(query)}`)).status).toBe(200);
  });

  test('um nome que não existe: as parecidas', async () => {
    const { status, html } = await shop.get('/metricas?metric=http.server.request.duration');
    expect(status).toBe(404);
    expect(html).toContain('metric=http_server_request_duration_seconds');
  });

  test.each([
    '__proto__',
    'sum',
    'inf',
    'by',
    'a\nb',
    '<script>alert(1)</script>',
    '"',
    'http.estranho',
    'x'.repeat(3_000),
  ])('nomes estranhos não quebram nada: %j', async (name) => {
    const metrics = memoryStore();
    metrics.append([gauge(name, 2)]);
    const { get, close } = await serve(metrics);
    for (const path of ['/metricas', `/metricas?metric=${encodeURIComponent(name)}`]) {
      const { status, html } = await get(path);
      expect(status).toBe(200);
      expect(html).toMatch(/<path class="line c\d+"/);
      expect(html).not.toContain('<script>alert');
    }
    close();
  });

  test.each(['range=xyz', 'show=-1', 'show=1e9', 'type=nada', 'by=%00', 'query=%00', 'q=%', 'prefix=nenhum'])(
    'parâmetros estranhos têm resposta: %s',
    async (query) => {
      expect([200, 400]).toContain((await shop.get(`/metricas?${query}`)).status);
    },
  );
});

describe('cardinalidade', () => {
  test('10.000 séries: as maiores, e quantas ficaram de fora', async () => {
    const metrics = memoryStore();
    metrics.append([gauge('bomba', 10_000)]);
    const { get, close } = await serve(metrics);
    const list = textOf((await get('/metricas')).html);
    expect(list).toContain('mostrando 10 de 10.000 séries, as maiores');
    const { html } = await get('/metricas?metric=bomba');
    expect(textOf(html)).toContain('mostrando 50 de 10.000 séries');
    expect(html.length).toBeLessThan(100_000);
    close();
  });

  test('além do limite: a métrica, o rótulo culpado e o doutor', async () => {
    const metrics = memoryStore({ maxSeriesPerMetric: 5 });
    metrics.append([gauge('bomba', 9)]);
    const { get, close } = await serve(metrics);
    const { html } = await get('/metricas');
    expect(textOf(html)).toContain('bomba passou do limite: guarda 5 séries, e teve 4 pontos recusados');
    expect(textOf(html)).toContain('O rótulo n tem 5 valores');
    expect(html).toContain('href="/doutor"');
    expect(cardOf(html, 'bomba')).toContain('class="badge bad"');
    close();
  });
});

describe('sem métricas', () => {
  test('o que rodar, com a porta desta Luneta e o intervalo de um segundo', async () => {
    const { get, close } = await serve(memoryStore(), { doors: { otlpHttp: 'http://127.0.0.1:14318' } });
    const text = textOf((await get('/metricas')).html);
    expect(text).toContain('OTEL_METRIC_EXPORT_INTERVAL=1000');
    expect(text).toContain('OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:14318');
    expect(text).toContain('--scrape http');
    close();
  });

  test('diz o que chegou no lugar', async () => {
    class OnlySpans extends FakeStore {
      override getServices(): string[] {
        return ['loja'];
      }
    }
    const { get, close } = await serve(memoryStore(), { store: new OnlySpans() });
    expect(textOf((await get('/metricas')).html)).toContain('Outros sinais de "loja" chegam, e métricas não');
    close();
  });

  test('só as que saem dos spans: a tabela delas, e o que falta para haver outras', async () => {
    const metrics = memoryStore();
    metrics.append([gauge('traces_span_metrics_calls_total', 1)]);
    const { get, close } = await serve(metrics);
    const text = textOf((await get('/metricas')).html);
    expect(text).toContain('Nenhuma métrica própria ainda');
    expect(text).toContain('OTEL_METRIC_EXPORT_INTERVAL=1000');
    expect(textOf((await get('/metricas?q=nada-disso')).html)).toContain('Nenhuma métrica com estes filtros');
    metrics.append([gauge('minha', 1)]);
    expect(textOf((await get('/metricas')).html)).not.toContain('Nenhuma métrica própria');
    close();
  });

  test('quem começou há pouco só tem de esperar', async () => {
    const store = new MemoryStore({ maxBytes: 1 << 20, codec: otlpCodec });
    const span = { ...makeSpan(), endTimeUnixNano: BigInt(NOW_MS - 5_000) * 1_000_000n };
    span.startTimeUnixNano = span.endTimeUnixNano - 1_000_000n;
    const scopeSpans = [{ scope: span.scope, spans: [span] }];
    createTraceIngest(store).traces(encodeTraceRequest([{ resource: span.resource, scopeSpans }]));
    const { get, close } = await serve(memoryStore(), { store });
    expect(textOf((await get('/metricas')).html)).toContain('A primeira exportação ainda não veio.');
    close();
  });

  test('os filtros não deixaram nenhuma: como tirá-los', async () => {
    const { html } = await shop.get('/metricas?q=nada-disso');
    expect(textOf(html)).toContain('Nenhuma métrica com estes filtros');
  });
});

test('as páginas lidas com --scrape, e por que uma falhou', async () => {
  const targets = [
    { url: 'http://127.0.0.1:9464/metrics', up: true, lastError: undefined, samples: 7 },
    { url: 'http://127.0.0.1:1/metrics', up: false, lastError: 'connect ECONNREFUSED', samples: 0 },
  ];
  const { get, close } = await serve(memoryStore(), { scrapeTargets: () => targets });
  const text = textOf((await get('/metricas')).html);
  expect(text).toContain('no ar http://127.0.0.1:9464/metrics 7 amostras');
  expect(text).toContain('fora do ar http://127.0.0.1:1/metrics connect ECONNREFUSED');
  close();
});
