/** A Luneta inteira, com exporters de verdade de um lado e a API do Jaeger do outro. */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { JaegerExporter } from '@opentelemetry/exporter-jaeger';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { JaegerTrace } from './api/jaeger-v1-json.ts';
import { UsageError } from '../usage-error.ts';
import { DOORS, PORT_NAMES, PortInUseError } from './doors.ts';
import { SamplingFileError } from './receivers/sampling-file.ts';
import { type Luneta, type LunetaOptions, startLuneta } from './start.ts';
import { ANY_PORTS } from './testing/any-ports.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((item) => item.close()));
});

async function start(options: LunetaOptions = {}): Promise<Luneta> {
  const luneta = await startLuneta({ ports: ANY_PORTS, maxBytes: 16 << 20, ...options });
  opened.push(luneta);
  return luneta;
}

async function tracesOf(luneta: Luneta, service: string): Promise<JaegerTrace[]> {
  const response = await fetch(`${luneta.urls.ui}/api/traces?service=${service}`);
  return ((await response.json()) as { data: JaegerTrace[] }).data;
}

async function emit(exporter: SpanExporter, service: string): Promise<void> {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const span = provider.getTracer('teste', '1.0').startSpan('operation', { attributes: { 'lab.answer': 42 } });
  span.end();
  await provider.shutdown();
}

describe('spans de exporters de verdade chegam à API', () => {
  const senders: [string, (luneta: Luneta) => SpanExporter][] = [
    ['OTLP/HTTP JSON', ({ urls }) => new JsonExporter({ url: `${urls.otlpHttp}/v1/traces` })],
    ['OTLP/HTTP protobuf', ({ urls }) => new ProtoExporter({ url: `${urls.otlpHttp}/v1/traces` })],
    ['OTLP/gRPC', ({ urls }) => new GrpcExporter({ url: urls.otlpGrpc })],
    ['Jaeger UDP', ({ ports }) => new JaegerExporter({ host: '127.0.0.1', port: ports.jaegerBinary })],
  ];

  test.each(senders)('%s', async (name, createExporter) => {
    const luneta = await start();
    const service = `service-${name.replaceAll(/\W/g, '-')}`;
    await emit(createExporter(luneta), service);
    const trace = await vi.waitFor(
      async () => {
        const [found] = await tracesOf(luneta, service);
        expect(found).toBeDefined();
        return found;
      },
      { timeout: 10_000, interval: 20 },
    );
    expect(trace.spans).toHaveLength(1);
    const [span] = trace.spans;
    expect(span.operationName).toBe('operation');
    expect(trace.processes[span.processID].serviceName).toBe(service);
    // O exporter do Jaeger manda todo número como double.
    const type = name === 'Jaeger UDP' ? 'float64' : 'int64';
    expect(span.tags).toContainEqual({ key: 'lab.answer', type, value: 42 });
  });

  test('Thrift compacto, de um cliente Python', async () => {
    const luneta = await start();
    const datagram = readFileSync(new URL('./wire/fixtures/jaeger-compact-6831-flask.bin', import.meta.url));
    const socket = createSocket('udp4');
    opened.push(socket);
    socket.send(datagram, luneta.ports.jaegerCompact, '127.0.0.1');
    await vi.waitFor(
      () => expect(luneta.store.findTraceIds({ serviceName: 'service_example', limit: 10 })).toHaveLength(1),
      { timeout: 10_000, interval: 20 },
    );
  });
});

describe('portas', () => {
  /** Um servidor qualquer que ocupa uma porta. */
  async function occupy(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push(server);
    return (server.address() as AddressInfo).port;
  }

  test('ocupada: o erro diz qual, o que é e o que fazer, e nada fica aberto', async () => {
    const port = await occupy();
    const failure = startLuneta({ ports: { ...ANY_PORTS, otlpHttp: port } });
    await expect(failure).rejects.toThrow(PortInUseError);
    await expect(failure).rejects.toThrow(
      new RegExp(`porta ${port}/tcp \\(OTLP/HTTP\\) já está em uso.*--otlp-http.*--free-ports`),
    );
  });

  test('ocupada, com freePorts: as portas padrão de uma segunda Luneta mudam para outras livres', async () => {
    // Quem chegar primeiro (esta Luneta, outro teste ou outro programa) fica com as padrão; a segunda nunca falha.
    const first = await start({ ports: {}, freePorts: true });
    const second = await start({ ports: {}, freePorts: true });
    for (const name of PORT_NAMES) {
      expect(second.ports[name]).not.toBe(first.ports[name]);
      expect(second.ports[name]).toBeLessThan(32_768);
    }
    await emit(new ProtoExporter({ url: `${second.urls.otlpHttp}/v1/traces` }), 'segunda');
    expect(second.store.getServices()).toEqual(['segunda']);
    expect(first.store.getServices()).toEqual([]);
  });

  test('estratégias de amostragem erradas: o erro diz qual arquivo, e nada fica aberto', async () => {
    const first = await startLuneta({ ports: ANY_PORTS });
    await first.close();
    const failure = startLuneta({ ports: first.ports, samplingStrategies: 'não existe.json' });
    await expect(failure).rejects.toThrow(SamplingFileError);
    await expect(failure).rejects.toThrow(/em não existe\.json: o arquivo não existe/);
    await start({ ports: first.ports });
  });

  test('um endereço repetido conta uma vez', async () => {
    const luneta = await start({ hosts: ['127.0.0.1', '127.0.0.1'] });
    expect((await fetch(luneta.urls.ui!)).status).toBe(200);
  });

  test('localhost e o endereço dele: o erro diz que um já inclui o outro', async () => {
    const hosts = ['localhost', '127.0.0.1', '::1'];
    const failure = startLuneta({ ports: ANY_PORTS, hosts });
    await expect(failure).rejects.toThrow(UsageError);
    await expect(failure).rejects.toThrow('localhost e 127.0.0.1 e ::1: um desses endereços já inclui outro');
  });

  test('com dois endereços, a porta ocupada num deles é de outro programa', async () => {
    const port = await occupy();
    const hosts = ['127.0.0.2', '127.0.0.1'];
    await expect(startLuneta({ ports: { ...ANY_PORTS, ui: port }, hosts })).rejects.toThrow(PortInUseError);
  });

  test.each([
    [['127.0.0.2'], '127.0.0.2'],
    [['127.0.0.1'], 'localhost'],
    [['0.0.0.0', '::'], 'localhost'],
  ])('escutando em %j, anuncia %s', async (hosts, announced) => {
    const { urls, ports } = await start({ hosts });
    expect(urls.ui).toBe(`http://${announced}:${ports.ui}`);
    expect(urls.jaegerCompact).toBe(`${announced}:${ports.jaegerCompact}`);
    expect((await fetch(urls.ui!)).status).toBe(200);
  });

  test("'off' fecha a porta; as outras abrem", async () => {
    const luneta = await start({ ports: { ...ANY_PORTS, otlpGrpc: 'off', jaegerCompact: 'off' } });
    expect(Object.keys(luneta.ports)).toEqual(
      PORT_NAMES.filter((name) => name !== 'otlpGrpc' && name !== 'jaegerCompact'),
    );
  });

  test('fechada, as portas ficam livres para a próxima', async () => {
    const first = await startLuneta({ ports: ANY_PORTS });
    const { ports } = first;
    await first.close();
    const second = await start({ ports });
    expect(second.ports).toEqual(ports);
  });

  test('os números padrão são os do Jaeger, e nenhum se repete', () => {
    expect(PORT_NAMES.map((name) => DOORS[name].defaultPort)).toEqual([
      16686, 4318, 4317, 6831, 6832, 14268, 5778, 9411,
    ]);
  });
});

test('quem manda o Thrift errado é mandado à porta certa, a que está aberta de fato', async () => {
  const luneta = await start();
  const socket = createSocket('udp4');
  opened.push(socket);
  socket.send(Buffer.of(0x80, 1, 0, 1), luneta.ports.jaegerCompact, '127.0.0.1');
  socket.send(Buffer.of(0x82, 1, 0, 1), luneta.ports.jaegerBinary, '127.0.0.1');
  await vi.waitFor(
    () => {
      expect(luneta.doors.jaegerCompact?.lastError?.message).toContain(`porta ${luneta.ports.jaegerBinary}/udp`);
      expect(luneta.doors.jaegerBinary?.lastError?.message).toContain(`porta ${luneta.ports.jaegerCompact}/udp`);
    },
    { timeout: 10_000, interval: 20 },
  );
});

describe('segurança', () => {
  function statusWithHost(luneta: Luneta, host: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      request({ port: luneta.ports.ui, host: '127.0.0.1', path: '/api/services', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  }

  test('um Host de fora é recusado (DNS rebinding); os locais, atendidos', async () => {
    const luneta = await start();
    const port = luneta.ports.ui;
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'lab.localhost']) {
      expect(await statusWithHost(luneta, host)).toBe(200);
    }
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example', '127.0.0.1.evil.example']) {
      expect(await statusWithHost(luneta, host)).toBe(403);
    }
  });

  test.each(['/api/services', '/api/nada', '/search', '/pagina-que-nao-existe'])(
    '%s: o navegador não pode adivinhar tipos',
    async (path) => {
      const luneta = await start();
      const { headers } = await fetch(luneta.urls.ui + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test.each(['/search', '/trace/1', '/pagina-que-nao-existe'])('%s: CSP sem nada embutido', async (path) => {
    const luneta = await start();
    const { headers } = await fetch(luneta.urls.ui + path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
  });
});

test('mensagens ruins em todas as portas não impedem a próxima boa', async () => {
  const luneta = await start();
  const socket = createSocket('udp4');
  opened.push(socket);
  for (const port of [luneta.ports.jaegerBinary, luneta.ports.jaegerCompact]) {
    for (const bytes of [Buffer.alloc(0), Buffer.from('lixo'), Buffer.alloc(60_000, 0x80)]) {
      socket.send(bytes, port, '127.0.0.1');
    }
  }
  const bad = await fetch(`${luneta.urls.otlpHttp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: new Uint8Array([0xff, 0xff, 0xff]),
  });
  expect(bad.status).toBe(400);
  await emit(new ProtoExporter({ url: `${luneta.urls.otlpHttp}/v1/traces` }), 'depois');
  await emit(new JaegerExporter({ host: '127.0.0.1', port: luneta.ports.jaegerBinary }), 'depois-udp');
  await vi.waitFor(() => expect(luneta.store.getServices()).toEqual(['depois', 'depois-udp']), {
    timeout: 10_000,
    interval: 20,
  });
  expect(luneta.doors.otlpHttp?.rejected.get('malformed')).toBe(1);
  expect(luneta.doors.jaegerBinary?.messages).toBeGreaterThanOrEqual(4);
});
