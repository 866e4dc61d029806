/**
 * Os mesmos instrumentos do SDK por dois caminhos, OTLP e página do exporter do Prometheus: os mesmos nomes, tipos e baldes.
 *
 * O que não pode ser igual, porque a página não o diz:
 *  - `instance`: por OTLP é o `service.instance.id` do recurso; na página, o endereço visitado;
 *  - `otel_scope_name` e `otel_scope_version`, que o exporter põe em todas as séries;
 *  - os atributos de `target_info`, que na página incluem os que por OTLP viram `job` e `instance`;
 *  - um UpDownCounter de unidade `1`, que na página é um gauge e ganha `_ratio`;
 *  - o que o SDK apagou da unidade ou trocou no nome de um atributo antes de escrever a página.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemoryMetricExporter,
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MetricFamily } from '../store/metrics/metric-store.ts';
import { decodeMetricsRequest } from '../wire/otlp-metrics.ts';
import { pageTarget, scrapedSeries } from '../wire/prometheus-families.ts';
import { parsePrometheusText } from '../wire/prometheus-text.ts';
import { fetchPage } from './scrape-page.ts';

const memory = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const pull = new PrometheusExporter({ preventServerStart: true });
const server = createServer((request, response) => pull.getMetricsRequestHandler(request, response));
const provider = new MeterProvider({
  resource: resourceFromAttributes({ 'service.name': 'loja', 'host.name': 'casa' }),
  readers: [pull, new PeriodicExportingMetricReader({ exporter: memory, exportIntervalMillis: 3_600_000 })],
});

beforeAll(async () => {
  const meter = provider.getMeter('loja');
  meter.createCounter('loja.pedidos', { unit: '{pedido}', description: 'Pedidos' }).add(3, { 'http.route': '/' });
  meter.createCounter('loja.bytes', { unit: 'By' }).add(10);
  meter.createCounter('loja.vendas_total').add(1);
  meter.createUpDownCounter('fila', { unit: '{item}' }).add(-2);
  meter.createGauge('ocupacao', { unit: '1' }).record(0.5);
  meter.createGauge('temperatura.cpu', { unit: 'Cel' }).record(40);
  meter.createGauge('vazao', { unit: 'By/s' }).record(40);
  meter.createObservableGauge('memoria', { unit: 'MiBy' }).addCallback((result) => result.observe(7));
  meter
    .createHistogram('http.server.request.duration', {
      unit: 's',
      advice: { explicitBucketBoundaries: [0.005, 1, 10] },
    })
    .record(0.3, { 'http.request.method': 'GET' });
  meter.createHistogram('espera_milliseconds', { unit: 'ms' }).record(5);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await provider.forceFlush();
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await provider.shutdown();
});

/** `nome{rótulos} tipo`, sem o que o cabeçalho do arquivo diz que não pode ser igual. */
function describeSeries(families: readonly MetricFamily[]): string[] {
  return families
    .filter(({ metadata }) => metadata.name !== 'target_info')
    .flatMap(({ metadata, points }) =>
      points.flatMap(({ samples }) =>
        samples.map(({ labels, value }) => {
          const shown = labels.filter(([name]) => !/^(instance|otel_scope_.*)$/.test(name));
          const { name, type, help } = metadata;
          return `${shown.map((pair) => pair.join('=')).join(' ')} → ${name} ${type} ${help || '-'} ${value}`;
        }),
      ),
    )
    .toSorted();
}

test('os mesmos nomes pelos dois caminhos', async () => {
  const [exported] = memory.getMetrics();
  const request = ProtobufMetricsSerializer.serializeRequest(exported);
  const pushed = decodeMetricsRequest(request!).families;
  const { port } = server.address() as AddressInfo;
  const { body, format } = await fetchPage(
    new URL(`http://127.0.0.1:${port}/metrics`),
    5_000,
    new AbortController().signal,
  );
  const page = parsePrometheusText(body, format);
  const target = pageTarget(page, { job: 'scrape', instance: 'x' });
  const pulled = scrapedSeries(page, { timestampMs: Date.now(), target, format }).families;
  expect(describeSeries(pulled)).toEqual(describeSeries(pushed));
  expect(pulled.map(({ metadata }) => metadata.name).toSorted()).toEqual([
    'espera_milliseconds',
    'fila',
    'http_server_request_duration_seconds',
    'loja_bytes_total',
    'loja_pedidos_total',
    'loja_vendas_total',
    'memoria_mebibytes',
    'ocupacao_ratio',
    'target_info',
    'temperatura_cpu_celsius',
    'vazao_bytes_per_second',
  ]);
});
