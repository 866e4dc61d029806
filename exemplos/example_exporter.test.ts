import { expect, onTestFinished, test } from 'vitest';
import { freeUdpPort, lines, runExample, startHttpSink, startUdpSink, thriftSpan, until } from './test-support';

const FILE = 'example_exporter.ts';

async function udpSink() {
  const sink = await startUdpSink();
  onTestFinished(() => sink.close());
  return sink;
}

test('entrega os dois spans ao agente, em Thrift binário, e diz onde conferir', async () => {
  const sink = await udpSink();
  const { code, stdout, stderr } = await runExample(FILE, { OTEL_EXPORTER_JAEGER_AGENT_PORT: String(sink.port) });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines(stdout)).toEqual([
    'SRE and DevOps work together!!!',
    'Spans enviados. Confira se chegaram: http://localhost:16686/search?service=example_exporter',
  ]);

  await until('um datagrama', () => sink.packets[0]);
  const packet = sink.received();
  expect(packet[0]).toBe(0x80);
  expect(packet.includes('example_exporter')).toBe(true);
  const parent = thriftSpan(packet, 'test_span_01');
  const child = thriftSpan(packet, 'test_span_02');
  expect(parent?.parentSpanId).toBe('0'.repeat(16));
  expect(child?.parentSpanId).toBe(parent?.spanId);
});

test('nada fica esperando depois do shutdown', async () => {
  const sink = await udpSink();
  const { idleMs } = await runExample(FILE, { OTEL_EXPORTER_JAEGER_AGENT_PORT: String(sink.port) });

  // O relógio padrão deste exporter seguraria o processo por 2000 ms.
  expect(idleMs).toBeLessThan(1500);
});

test('as variáveis do OpenTelemetry vencem o nome escrito no programa', async () => {
  const sink = await udpSink();
  const { code, stdout } = await runExample(FILE, {
    OTEL_EXPORTER_JAEGER_AGENT_HOST: '127.0.0.1',
    OTEL_EXPORTER_JAEGER_AGENT_PORT: String(sink.port),
    OTEL_SERVICE_NAME: 'outro nome',
    OTEL_RESOURCE_ATTRIBUTES: 'service.version=7.7.7,service.name=perdedor',
  });

  expect(code).toBe(0);
  expect(stdout).toContain('/search?service=outro%20nome');
  await until('um datagrama', () => sink.packets[0]);
  expect(sink.received().includes('outro nome')).toBe(true);
  expect(sink.received().includes('7.7.7')).toBe(true);
  expect(sink.received().includes('perdedor')).toBe(false);
});

test('ninguém ouvindo: uma linha que diz o que fazer, e saída 0', async () => {
  const port = await freeUdpPort();
  const { code, stdout, stderr } = await runExample(FILE, { OTEL_EXPORTER_JAEGER_AGENT_PORT: String(port) });

  expect(code).toBe(0);
  expect(lines(stdout)).toEqual(['SRE and DevOps work together!!!']);
  expect(lines(stderr)).toHaveLength(1);
  expect(stderr).toContain(`ninguém ouve a porta UDP ${port} em localhost`);
  expect(stderr).toContain('npm run luneta');
});

test.each<{ what: string; env: Record<string, string>; reason: string }>([
  {
    what: 'span maior que um pacote UDP',
    env: { OTEL_RESOURCE_ATTRIBUTES: Array.from({ length: 300 }, (_, i) => `k${i}=${'x'.repeat(250)}`).join(',') },
    reason: 'is larger than maxSpanSize',
  },
  {
    what: 'agente que não existe',
    env: { OTEL_EXPORTER_JAEGER_AGENT_HOST: 'agente.invalid' },
    reason: 'agente.invalid',
  },
  { what: 'porta impossível', env: { OTEL_EXPORTER_JAEGER_AGENT_PORT: '70000' }, reason: '70000' },
  {
    what: 'ninguém no endereço HTTP do coletor',
    env: { OTEL_EXPORTER_JAEGER_ENDPOINT: 'http://127.0.0.1:1/api/traces' },
    reason: 'ECONNREFUSED 127.0.0.1:1',
  },
])('$what: uma linha com o motivo, sem pilha, e saída 0', async ({ env, reason }) => {
  const { code, stdout, stderr } = await runExample(FILE, env);

  expect(code).toBe(0);
  expect(lines(stdout)).toEqual(['SRE and DevOps work together!!!']);
  expect(lines(stderr)).toHaveLength(1);
  expect(stderr).toMatch(/^Os spans não foram enviados/);
  expect(stderr).toContain(reason);
});

test('OTEL_EXPORTER_JAEGER_ENDPOINT troca o agente UDP pelo coletor HTTP', async () => {
  const sink = await startHttpSink((response) => response.writeHead(202).end());
  onTestFinished(() => sink.close());
  const { code, stderr } = await runExample(FILE, { OTEL_EXPORTER_JAEGER_ENDPOINT: `${sink.url}/api/traces` });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(sink.requests).toHaveLength(1);
  expect(sink.requests[0].contentType).toBe('application/x-thrift');
  expect(sink.requests[0].body.includes('test_span_02')).toBe(true);
});
