import { once } from 'node:events';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import * as grpc from '@grpc/grpc-js';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, test } from 'vitest';
import { encodeTraceRequestWithProtobufjs } from '../wire/testing/otlp-proto.ts';
import { logsSample, metricsSample } from '../wire/testing/otlp-signal-samples.ts';
import type { Door } from './door.ts';
import { openOtlpGrpcDoor, type OtlpGrpcOptions } from './otlp-grpc.ts';
import { FakeIngest } from './testing/fake-ingest.ts';
import { rawClient, until } from './testing/raw-socket.ts';

const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const METRICS = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';
const MIB = 1024 * 1024;

const doors: Door[] = [];
const clients: grpc.Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await Promise.all(doors.splice(0).map((door) => door.close()));
});

async function open(options: Partial<OtlpGrpcOptions> = {}) {
  const ingest = new FakeIngest();
  const door = await openOtlpGrpcDoor({ port: 0, ingest, ...options });
  doors.push(door);
  const client = new grpc.Client(`127.0.0.1:${door.port}`, grpc.credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
    'grpc.enable_retries': 0,
  });
  clients.push(client);
  return { door, ingest, client, call: (path: string, bytes: Uint8Array) => unaryCall(client, path, bytes) };
}

interface Outcome {
  code: grpc.status;
  details: string;
  response: Buffer | undefined;
}

function unaryCall(client: grpc.Client, path: string, bytes: Uint8Array): Promise<Outcome> {
  const identity = (value: Buffer): Buffer => value;
  return new Promise((resolve) => {
    client.makeUnaryRequest(path, identity, identity, Buffer.from(bytes), (error, response) => {
      resolve({ code: error?.code ?? grpc.status.OK, details: error?.details ?? '', response });
    });
  });
}

function spans(count: number, name = 'n'): Uint8Array {
  const span = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 2), name };
  return encodeTraceRequestWithProtobufjs({
    resourceSpans: [{ scopeSpans: [{ spans: Array.from({ length: count }, () => span) }] }],
  });
}

/** Uma chamada que manda o começo de uma mensagem e para. */
function stalledCall(client: grpc.Client): grpc.ClientDuplexStream<Buffer, Buffer> {
  const identity = (value: Buffer): Buffer => value;
  const stream = client.makeBidiStreamRequest<Buffer, Buffer>(TRACES, identity, identity);
  stream.on('error', () => {});
  stream.write(Buffer.from(spans(1)));
  return stream;
}

describe('exporter de verdade', () => {
  test.each([CompressionAlgorithm.NONE, CompressionAlgorithm.GZIP])('compressão %s', async (compression) => {
    const { door, ingest } = await open();
    const exporter = new OTLPTraceExporter({ url: `http://127.0.0.1:${door.port}`, compression });
    const provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'loja' }),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
    const tracer = provider.getTracer('teste');
    for (let i = 0; i < 300; i++) tracer.startSpan(`ação ${i}`, { attributes: { texto: 'x'.repeat(500) } }).end();
    await provider.shutdown();
    expect(ingest.spans.map(({ name }) => name)).toEqual(Array.from({ length: 300 }, (_, i) => `ação ${i}`));
    expect(door.stats).toMatchObject({ spans: 300, lastError: undefined });
    expect(door.stats.bytes).toBeGreaterThan(300 * 500);
  });

  test('métricas e logs são contados', async () => {
    const { door, call } = await open();
    const metrics = await metricsSample();
    const logs = await logsSample();
    expect((await call(METRICS, metrics.protobuf)).response).toEqual(Buffer.of(0x0a, 0));
    expect((await call(LOGS, logs.protobuf)).code).toBe(grpc.status.OK);
    expect((await call(LOGS, Buffer.of(255, 255))).code).toBe(grpc.status.INVALID_ARGUMENT);
    expect(door.stats).toMatchObject({ messages: 3, metricPoints: metrics.count, logRecords: logs.count });
  });
});

describe('respostas', () => {
  test('spans recusados: sucesso parcial', async () => {
    const { ingest, call } = await open();
    ingest.reject = 1;
    const { response = Buffer.alloc(0) } = await call(TRACES, spans(2));
    expect(response.subarray(0, 4)).toEqual(Buffer.of(0x0a, response.length - 2, 0x08, 1));
    expect(response.toString()).toContain('ids só com zeros');
  });

  test('protobuf inválido: INVALID_ARGUMENT, e a porta segue', async () => {
    const { door, call, ingest } = await open();
    const outcome = await call(TRACES, Buffer.of(255, 255, 255));
    expect(outcome).toMatchObject({ code: grpc.status.INVALID_ARGUMENT, details: expect.stringContaining('inválido') });
    expect(door.stats.rejected).toEqual(new Map([['malformed', 1]]));
    expect((await call(TRACES, spans(1))).code).toBe(grpc.status.OK);
    expect(ingest.spans).toHaveLength(1);
  });

  test('um defeito no armazenamento: INTERNAL', async () => {
    const { ingest, call, door } = await open();
    ingest.failure = new TypeError('defeito');
    expect((await call(TRACES, spans(1))).code).toBe(grpc.status.INTERNAL);
    expect(door.stats.rejected.get('internal_error')).toBe(1);
  });

  test('método desconhecido: UNIMPLEMENTED', async () => {
    const { call } = await open();
    expect((await call('/jaeger.api_v2.CollectorService/PostSpans', spans(1))).code).toBe(grpc.status.UNIMPLEMENTED);
  });
});

describe('limites', () => {
  test('mensagem acima de 4 MiB: RESOURCE_EXHAUSTED', async () => {
    const { call, door } = await open();
    const overhead = spans(1, 'x'.repeat(4 * MIB - 1000)).length - (4 * MIB - 1000);
    expect((await call(TRACES, spans(1, 'x'.repeat(4 * MIB - overhead)))).code).toBe(grpc.status.OK);
    expect((await call(TRACES, spans(1, 'x'.repeat(4 * MIB - overhead + 1)))).code).toBe(
      grpc.status.RESOURCE_EXHAUSTED,
    );
    await until(() => door.stats.rejected.size === 1, 'recusa contada');
    expect((await call(TRACES, spans(1))).code).toBe(grpc.status.OK);
  });

  test('bomba gzip: RESOURCE_EXHAUSTED sem inflar os 2 GiB', async () => {
    const { door, call } = await open();
    const member = gzipSync(Buffer.alloc(8 * MIB));
    const bomb = Buffer.concat(Array.from({ length: 256 }, () => member));
    const before = process.memoryUsage.rss();
    expect(await rawGrpc(door.port, bomb)).toBe(String(grpc.status.RESOURCE_EXHAUSTED));
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * MIB);
    expect((await call(TRACES, spans(1))).code).toBe(grpc.status.OK);
  });

  test('chamadas demais ao mesmo tempo: UNAVAILABLE, e a vaga volta', async () => {
    const { client, call, door } = await open({ limits: { concurrentCalls: 2 } });
    const stalled = [stalledCall(client), stalledCall(client)];
    await expect
      .poll(async () => (await call(TRACES, spans(1))).code, { timeout: 10_000 })
      .toBe(grpc.status.UNAVAILABLE);
    for (const stream of stalled) stream.cancel();
    await expect.poll(async () => (await call(TRACES, spans(1))).code, { timeout: 10_000 }).toBe(grpc.status.OK);
    expect(door.stats.rejected.get('overloaded')).toBeGreaterThan(0);
    expect(door.stats.rejected.get('aborted')).toBe(2);
  });

  test('uma chamada que não acaba de chegar: DEADLINE_EXCEEDED', async () => {
    const { client, door } = await open({ limits: { callTimeoutMs: 200 } });
    const [error] = (await once(stalledCall(client), 'error').catch((reason: unknown) => [reason])) as [
      grpc.ServiceError,
    ];
    expect(error.code).toBe(grpc.status.DEADLINE_EXCEEDED);
    expect(door.stats.rejected).toEqual(new Map([['timeout', 1]]));
  });

  test('uma conexão que não diz nada é fechada', async () => {
    const { door } = await open({ limits: { prefaceTimeoutMs: 100 } });
    const silent = [rawClient(door.port), rawClient(door.port, 'PR')];
    expect(await Promise.all(silent.map(({ closed }) => closed))).toEqual(['', '']);
  });
});

describe('HTTP/1 na porta gRPC', () => {
  test('a resposta diz a porta certa, e custa só aquela conexão', async () => {
    const { door, call } = await open({ httpPort: () => 54321 });
    const client = request({ port: door.port, host: '127.0.0.1', path: '/v1/traces', method: 'POST' });
    client.end('{}');
    const [answer] = await once(client, 'response');
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    expect([answer.statusCode, text]).toEqual([400, expect.stringContaining('porta 54321')]);
    expect(door.stats.rejected).toEqual(new Map([['http_on_grpc_port', 1]]));
    expect((await call(TRACES, spans(1))).code).toBe(grpc.status.OK);
  });

  test('um preâmbulo que chega byte a byte ainda é gRPC', async () => {
    const { door } = await open();
    const client = rawClient(door.port);
    for (const byte of 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n') {
      client.socket.write(byte);
      await new Promise(setImmediate);
    }
    client.socket.write(Buffer.of(0, 0, 0, 4, 0, 0, 0, 0, 0)); // SETTINGS
    await until(() => client.received().length >= 9, 'o SETTINGS do servidor');
    expect(client.received().charCodeAt(3)).toBe(4);
    expect(door.stats.rejected.size).toBe(0);
    client.socket.destroy();
  });

  test('lixo depois do preâmbulo não derruba a porta', async () => {
    const { door, call } = await open();
    await rawClient(door.port, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', Buffer.alloc(1000, 0xff)).closed;
    expect((await call(TRACES, spans(1))).code).toBe(grpc.status.OK);
  });
});

describe('abrir e fechar', () => {
  test('porta ocupada: o erro original do sistema', async () => {
    const { door } = await open();
    await expect(openOtlpGrpcDoor({ port: door.port, ingest: new FakeIngest() })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port: door.port,
    });
  });

  test('fecha em menos de 2 s com sessões abertas e chamadas paradas', async () => {
    const { door, client, call } = await open();
    await call(TRACES, spans(1));
    stalledCall(client);
    const silent = rawClient(door.port);
    await once(silent.socket, 'connect');
    const start = Date.now();
    await door.close();
    expect(Date.now() - start).toBeLessThan(2000);
    await silent.closed;
  });

  test('sem nenhuma conexão fecha já, sem carregar o grpc-js', async () => {
    const { door } = await open();
    const start = Date.now();
    await door.close();
    expect(Date.now() - start).toBeLessThan(200);
  });
});

/** Uma chamada com a mensagem já comprimida, que o cliente do grpc-js não deixa mandar. Devolve o `grpc-status`. */
async function rawGrpc(port: number, compressed: Buffer): Promise<string> {
  const { connect } = await import('node:http2');
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => {});
  const stream = session.request({
    ':method': 'POST',
    ':path': TRACES,
    'content-type': 'application/grpc',
    'grpc-encoding': 'gzip',
    te: 'trailers',
  });
  stream.on('error', () => {});
  const prefix = Buffer.alloc(5);
  prefix[0] = 1;
  prefix.writeUInt32BE(compressed.length, 1);
  const status = new Promise<string>((resolve) => {
    stream.on('response', (headers) => headers['grpc-status'] && resolve(String(headers['grpc-status'])));
    stream.on('trailers', (headers) => resolve(String(headers['grpc-status'])));
  });
  stream.resume();
  stream.end(Buffer.concat([prefix, compressed]));
  const result = await status;
  session.destroy();
  return result;
}
