import { expect, onTestFinished, test } from 'vitest';
import { lines, protobufSpan, runExample, startHttpSink } from './test-support';

const FILE = 'example_otlp.ts';

async function httpSink(...args: Parameters<typeof startHttpSink>) {
  const sink = await startHttpSink(...args);
  onTestFinished(() => sink.close());
  return sink;
}

test('entrega os dois spans em um pedido OTLP e diz onde vê-los', async () => {
  const sink = await httpSink();
  const { code, stdout, stderr } = await runExample(FILE, { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines(stdout)).toEqual([
    'SRE and DevOps work together!!!',
    'Spans entregues. Veja em: http://localhost:16686/search?service=example_otlp',
  ]);
  expect(sink.requests).toHaveLength(1);
  const { method, url, contentType, body } = sink.requests[0];
  expect({ method, url, contentType }).toEqual({
    method: 'POST',
    url: '/v1/traces',
    contentType: 'application/x-protobuf',
  });
  const parent = protobufSpan(body, 'test_span_01');
  const child = protobufSpan(body, 'test_span_02');
  expect(parent?.parentSpanId).toBe('');
  expect(child?.parentSpanId).toBe(parent?.spanId);
});

test('as variáveis do OpenTelemetry vencem o nome escrito no programa', async () => {
  const sink = await httpSink();
  const { code } = await runExample(FILE, {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${sink.url}/outro/caminho`,
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=outro-nome,service.version=7.7.7',
  });

  expect(code).toBe(0);
  expect(sink.requests[0].url).toBe('/outro/caminho');
  expect(sink.requests[0].body.includes('outro-nome')).toBe(true);
  expect(sink.requests[0].body.includes('7.7.7')).toBe(true);
});

test('ninguém ouvindo: uma linha que diz o que fazer, sem insistir, e saída 0', async () => {
  const { code, stdout, stderr } = await runExample(FILE, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });

  expect(code).toBe(0);
  expect(lines(stdout)).toEqual(['SRE and DevOps work together!!!']);
  expect(lines(stderr)).toHaveLength(1);
  expect(stderr).toContain('Os spans não chegaram a http://127.0.0.1:1 (connect ECONNREFUSED 127.0.0.1:1)');
  expect(stderr).toContain('npm run luneta');
});

test('backend fora do ar (503): um pedido só, e o aviso', async () => {
  const sink = await httpSink((response) => response.writeHead(503).end());
  const { code, stderr } = await runExample(FILE, { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });

  expect(code).toBe(0);
  expect(sink.requests).toHaveLength(1);
  expect(lines(stderr)).toHaveLength(1);
});

test('OTEL_EXPORTER_OTLP_TIMEOUT devolve ao SDK o prazo, e com ele as novas tentativas', async () => {
  let answers = 0;
  const sink = await httpSink((response) => response.writeHead(answers++ === 0 ? 503 : 200).end());
  const { code, stderr } = await runExample(FILE, {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_EXPORTER_OTLP_TIMEOUT: '10000',
  });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(sink.requests).toHaveLength(2);
});

test.each([
  { what: 'backend que aceita e não responde', answer: () => {}, reason: 'Request timed out' },
  {
    what: 'backend que recusa',
    answer: (response: { writeHead: (status: number) => { end: () => void } }) => response.writeHead(404).end(),
    reason: 'Not Found',
  },
])('$what: uma linha com o motivo, sem pilha, e saída 0', async ({ answer, reason }) => {
  const sink = await httpSink(answer);
  const { code, stderr } = await runExample(FILE, { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });

  expect(code).toBe(0);
  expect(lines(stderr)).toHaveLength(1);
  expect(stderr).toContain(`(${reason})`);
});
