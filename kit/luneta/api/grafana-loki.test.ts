/**
 * Os pedidos que a fonte de dados Loki do Grafana faz, na ordem em que alguém a usa: criar a fonte, escrever uma consulta,
 * vê-la com o histograma, abrir o trace de uma linha e as linhas ao redor dela. Os logs vêm do SDK, pelas três portas OTLP.
 */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter as GrpcExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Luneta, startLuneta } from '../start.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
/** Um instante recente, em milissegundos: as janelas padrão o alcançam. */
const START_MS = Date.now() - 60_000;
const SHOP = '{service_name="loja"}';

let luneta: Luneta;

beforeAll(async () => {
  luneta = await startLuneta({ ports: ANY_PORTS });
  const { otlpHttp, otlpGrpc } = luneta.urls;
  const exporters: [service: string, exporter: LogRecordExporter][] = [
    ['loja', new ProtoExporter({ url: `${otlpHttp}/v1/logs` })],
    ['frete', new JsonExporter({ url: `${otlpHttp}/v1/logs` })],
    ['estoque', new GrpcExporter({ url: otlpGrpc })],
  ];
  for (const [service, exporter] of exporters) {
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'aula', 'host.name': 'm1' }),
      processors: [new SimpleLogRecordProcessor({ exporter })],
    });
    const logger = provider.getLogger('app', '1.2.3');
    const context = trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE, spanId: SPAN, traceFlags: 1 });
    for (let i = 0; i < 5; i++) {
      const isError = i === 2;
      logger.emit({
        timestamp: START_MS + i * 1000,
        severityNumber: isError ? SeverityNumber.ERROR : SeverityNumber.INFO,
        severityText: isError ? 'ERROR' : 'INFO',
        body: i === 3 ? { pedido: { id: 7 } } : `pedido ${i}`,
        attributes: { 'http.route': '/pedidos/:id', 'http.response.status_code': isError ? 500 : 200 },
        ...(i < 3 && { context }),
      });
    }
    await provider.forceFlush();
    await provider.shutdown();
  }
  await vi.waitUntil(() => luneta.logs.getStats().records === 15, { timeout: 10_000 });
});
afterAll(() => luneta.close());

interface Answer {
  status: number;
  // oxlint-disable-next-line no-explicit-any -- uma resposta JSON qualquer
  body: any;
}

async function ask(path: string, params: Record<string, string> = {}, headers: HeadersInit = {}): Promise<Answer> {
  const url = `${luneta.urls.ui}/loki/api/v1/${path}?${new URLSearchParams(params)}`;
  const response = await fetch(url, { headers });
  const text = await response.text();
  return {
    status: response.status,
    body: response.headers.get('content-type') === 'application/json' ? JSON.parse(text) : text,
  };
}

/** Milissegundos em nanossegundos, como o Grafana os escreve. */
const ns = (ms: number): string => `${ms}000000`;
const RANGE = { start: ns(START_MS - 3_600_000), end: ns(START_MS + 3_600_000) };
const CATEGORIZED = { 'X-Loki-Response-Encoding-Flags': 'categorize-labels' };

/** O que o Grafana sempre manda numa consulta de Explore. */
const query = (expr: string, more: Record<string, string> = {}): Record<string, string> => ({
  query: expr,
  direction: 'backward',
  limit: '1000',
  step: '2000ms',
  ...RANGE,
  ...more,
});

// São 4 s em nanossegundos, que têm dez algarismos: para o Loki, segundos.
test('"Save & test": vector(1)+vector(1) dá um vetor de um valor, 2', async () => {
  const { status, body } = await ask('query', {
    query: 'vector(1)+vector(1)',
    direction: 'backward',
    time: '4000000000',
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: 'success',
    data: { resultType: 'vector', result: [{ metric: {}, value: [4_000_000_000, '2'] }] },
  });
});

describe('escrever a consulta', () => {
  test('rótulos, valores e séries', async () => {
    expect((await ask('labels', RANGE)).body.data).toEqual(['service_name', 'service_namespace']);
    expect((await ask('label/service_name/values', RANGE)).body.data).toEqual(['estoque', 'frete', 'loja']);
    const filtered = { ...RANGE, query: '{service_namespace="aula", service_name=~"l.+"}' };
    expect((await ask('label/service_name/values', filtered)).body.data).toEqual(['loja']);
    expect((await ask('series', { ...RANGE, 'match[]': SHOP })).body).toEqual({
      status: 'success',
      data: [{ service_name: 'loja', service_namespace: 'aula' }],
    });
  });

  test('o tamanho da consulta, antes de a fazer', async () => {
    expect((await ask('index/stats', { ...RANGE, query: SHOP })).body).toMatchObject({ streams: 1, entries: 5 });
  });

  test('os rótulos e os campos que se descobrem', async () => {
    const { body: labels } = await ask('detected_labels', RANGE);
    expect(labels.detectedLabels).toContainEqual({ label: 'service_name', cardinality: 3 });
    const { body: fields } = await ask('detected_fields', { ...RANGE, query: SHOP, limit: '1000' });
    expect(fields.fields.map(({ label }: { label: string }) => label)).toEqual(
      expect.arrayContaining(['detected_level', 'http_route', 'pedido_id', 'trace_id']),
    );
    const { body: values } = await ask('detected_field/detected_level/values', {
      ...RANGE,
      query: SHOP,
      limit: '1000',
    });
    expect(values.values.toSorted()).toEqual(['error', 'info']);
  });
});

describe('a consulta', () => {
  test('linhas, com os rótulos por categoria; o campo derivado acha o trace_id', async () => {
    const { body } = await ask('query_range', query(`${SHOP} |= "pedido 2"`), CATEGORIZED);
    expect(body.data).toMatchObject({ resultType: 'streams', encodingFlags: ['categorize-labels'] });
    expect(body.data.result).toEqual([
      {
        stream: { service_name: 'loja', service_namespace: 'aula' },
        values: [
          [
            ns(START_MS + 2000),
            'pedido 2',
            {
              structuredMetadata: {
                http_route: '/pedidos/:id',
                http_response_status_code: '500',
                observed_timestamp: expect.stringMatching(/^\d{19}$/),
                severity_number: '17',
                severity_text: 'ERROR',
                flags: '1',
                trace_id: TRACE,
                span_id: SPAN,
                host_name: 'm1',
                scope_name: 'app',
                scope_version: '1.2.3',
                detected_level: 'error',
              },
            },
          ],
        ],
      },
    ]);
  });

  test('as mesmas linhas por todas as portas, as mais novas primeiro', async () => {
    for (const service of ['loja', 'frete', 'estoque']) {
      const { body } = await ask('query_range', query(`{service_name="${service}"}`), CATEGORIZED);
      const lines = body.data.result.flatMap(({ values }: { values: string[][] }) =>
        values.map(([time, line]) => [time, line]),
      );
      expect(lines).toEqual(
        ['pedido 4', '{"pedido":{"id":7}}', 'pedido 2', 'pedido 1', 'pedido 0'].map((line, i) => [
          ns(START_MS + (4 - i) * 1000),
          line,
        ]),
      );
    }
  });

  test('o histograma de volume, como o Explore o pede', async () => {
    const volume = `sum by (level, detected_level) (count_over_time(${SHOP}[2s]))`;
    const { body } = await ask('query_range', query(volume, { start: ns(START_MS), end: ns(START_MS + 4000) }), {
      'X-Query-Tags': 'Source=logvolhist',
    });
    const series = Object.fromEntries(
      body.data.result.map(({ metric, values }: { metric: Record<string, string>; values: unknown }) => [
        JSON.stringify(metric),
        values,
      ]),
    );
    const [t0, t1, t2] = [0, 2000, 4000].map((after) => (START_MS + after) / 1000);
    expect(body.data.resultType).toBe('matrix');
    expect(series).toEqual({
      '{"detected_level":"info"}': [
        [t0, '1'],
        [t1, '1'],
        [t2, '2'],
      ],
      '{"detected_level":"error"}': [[t1, '1']],
    });
  });

  test('o histograma de uma consulta com parser, que o Grafana protege com drop __error__', async () => {
    const volume = `sum by (level, detected_level) (count_over_time(${SHOP} | json | drop __error__[1h]))`;
    const { body } = await ask('query', { query: volume, direction: 'backward', time: ns(START_MS + 10_000) });
    expect(body.data.result.map(({ value }: { value: string[] }) => value[1]).toSorted()).toEqual(['1', '4']);
  });

  test('filtrar por um campo, como quem clica no "+" ao lado dele', async () => {
    const expr = `${SHOP} | http_response_status_code = \`500\` | trace_id = \`${TRACE}\``;
    const { body } = await ask('query_range', query(expr), CATEGORIZED);
    expect(body.data.result[0].values.map(([, line]: string[]) => line)).toEqual(['pedido 2']);
  });

  test('do trace para os logs dele, como a fonte Jaeger os pede', async () => {
    const { body } = await ask(
      'query_range',
      query(`{service_name="loja"} |= "" | trace_id="${TRACE}" | span_id="${SPAN}"`),
      CATEGORIZED,
    );
    expect(body.data.result[0].values).toHaveLength(3);
  });

  test('uma consulta que não se faz diz por quê, em texto', async () => {
    expect(await ask('query_range', query(`${SHOP} | logfmt`))).toEqual({
      status: 400,
      body: 'parse error at line 1, col 25: unsupported: logfmt\n',
    });
  });
});

describe('o contexto de uma linha', () => {
  const row = START_MS + 2000;
  const buffer = 2 * 3_600_000;
  const linesOf = ({ body }: Answer): string[] =>
    body.data.result.flatMap(({ values }: { values: string[][] }) => values.map(([, line]) => line));

  test('as anteriores: para trás, até a linha, exclusive', async () => {
    const window = { start: ns(row - buffer), end: ns(row), direction: 'backward', limit: '50' };
    const answer = await ask(
      'query_range',
      query('{service_name="loja",service_namespace="aula"}', window),
      CATEGORIZED,
    );
    expect(linesOf(answer)).toEqual(['pedido 1', 'pedido 0']);
  });

  test('as seguintes: para a frente, da linha, inclusive; o Grafana tira a própria', async () => {
    const window = { start: ns(row), end: ns(row + buffer), direction: 'forward', limit: '2' };
    const answer = await ask(
      'query_range',
      query('{service_name="loja",service_namespace="aula"}', window),
      CATEGORIZED,
    );
    expect(linesOf(answer)).toEqual(['pedido 2', '{"pedido":{"id":7}}']);
  });
});
