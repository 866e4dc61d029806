/**
 * Os pedidos que a fonte de dados Jaeger do Grafana faz, na ordem em que alguém a usa: salvar e testar, escolher serviço e
 * operação, buscar, abrir um trace, ver o grafo de dependências. Os spans vêm do SDK.
 */
import { context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Luneta, startLuneta } from '../start.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';

let luneta: Luneta;
let traceId: string;

beforeAll(async () => {
  luneta = await startLuneta({ ports: ANY_PORTS });
  const exporter = (): OTLPTraceExporter => new OTLPTraceExporter({ url: `${luneta.urls.otlpHttp}/v1/traces` });
  const providers = ['loja', 'estoque'].map(
    (service) =>
      new BasicTracerProvider({
        resource: resourceFromAttributes({ 'service.name': service }),
        spanProcessors: [new SimpleSpanProcessor(exporter())],
      }),
  );
  const [shop, stock] = providers.map((provider) => provider.getTracer('grafana'));
  const root = shop.startSpan('GET /pedidos/:id', { kind: 1, attributes: { 'http.response.status_code': 500 } });
  const child = stock.startSpan('reservar', {}, trace.setSpan(context.active(), root));
  child.recordException(new Error('sem estoque'));
  child.end();
  root.end();
  traceId = root.spanContext().traceId;
  for (const provider of providers) await provider.shutdown();
});
afterAll(() => luneta.close());

interface Span {
  traceID: string;
  spanID: string;
  operationName: string;
  processID: string;
  startTime: number;
  duration: number;
  references: { refType: string; traceID: string; spanID: string }[];
  tags: { key: string; type: string; value: unknown }[];
  logs: { timestamp: number; fields: { key: string; value: unknown }[] }[];
}

interface Trace {
  traceID: string;
  spans: Span[];
  processes: Record<string, { serviceName: string }>;
}

/** Como o cliente em Go do Grafana lê: `data`, e nenhum erro. */
async function ask<T>(path: string, params: Record<string, string> = {}): Promise<T> {
  const query = new URLSearchParams(params).toString();
  const response = await fetch(`${luneta.urls.ui}${path}${query && `?${query}`}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const body = (await response.json()) as { data: T; errors: unknown };
  expect(body.errors ?? null).toBeNull();
  return body.data;
}

test('salvar e testar, e o editor: serviços e operações', async () => {
  expect(await ask<string[]>('/api/services')).toEqual(['estoque', 'loja']);
  expect(await ask<string[]>('/api/services/loja/operations')).toEqual(['GET /pedidos/:id']);
});

test('a busca: atributos em logfmt viram um JSON de textos; sem período nem limite, as últimas 48 horas', async () => {
  const tags = JSON.stringify({ 'http.response.status_code': '500' });
  const wanted = { service: 'loja', operation: 'GET /pedidos/:id', tags, minDuration: '1us', maxDuration: '1h' };
  const found = await ask<Trace[]>('/api/traces', { ...wanted, limit: '20' });
  expect(found.map(({ traceID }) => traceID)).toEqual([traceId]);
  expect(await ask<Trace[]>('/api/traces', wanted)).toEqual(found);
  expect(await ask<Trace[]>('/api/traces', { ...wanted, tags: '{"http.response.status_code":"200"}' })).toEqual([]);
});

test('um trace: os números que o Go lê como int64 são inteiros, e cada span aponta para o seu processo', async () => {
  const now = Date.now() * 1000;
  const window = { start: `${now - 3_600_000_000}`, end: `${now}` };
  const [[plain], [timed]] = [
    await ask<Trace[]>(`/api/traces/${traceId}`),
    await ask<Trace[]>(`/api/traces/${traceId}`, window),
  ];
  expect(timed).toEqual(plain);
  const [root, child] = ['GET /pedidos/:id', 'reservar'].map((name) =>
    plain.spans.find(({ operationName }) => operationName === name),
  ) as [Span, Span];
  expect([root, child].map(({ processID }) => plain.processes[processID].serviceName)).toEqual(['loja', 'estoque']);
  expect(child.references).toEqual([{ refType: 'CHILD_OF', traceID: traceId, spanID: root.spanID }]);
  for (const { startTime, duration, logs } of plain.spans) {
    expect([startTime, duration, ...logs.map(({ timestamp }) => timestamp)].every(Number.isSafeInteger)).toBe(true);
  }
  expect(child.logs[0].fields).toContainEqual({ key: 'exception.message', type: 'string', value: 'sem estoque' });
  const missing = await fetch(`${luneta.urls.ui}/api/traces/${'0'.repeat(31)}1`);
  expect(missing.status).toBe(404);
});

test('o grafo de dependências do período', async () => {
  const links = await ask<unknown[]>('/api/dependencies', { endTs: `${Date.now() + 1000}`, lookback: '3600000' });
  expect(links).toEqual([{ parent: 'loja', child: 'estoque', callCount: 1 }]);
});

test('a API v3, que as versões novas da fonte também chamam', async () => {
  const v3 = async (path: string): Promise<never> => (await fetch(`${luneta.urls.ui}/api/v3${path}`)).json() as never;
  expect(await v3('/services')).toEqual({ services: ['estoque', 'loja'] });
  expect(await v3('/operations?service=loja')).toEqual({
    operations: [{ name: 'GET /pedidos/:id', spanKind: 'server' }],
  });
  const { result } = (await v3(`/traces/${traceId}`)) as { result: { resourceSpans: unknown[] } };
  expect(result.resourceSpans).toHaveLength(2);
});
