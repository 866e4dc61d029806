import { once } from 'node:events';
import { request } from 'node:http';
import { constants } from 'node:http2';
import { deflateSync, gzipSync } from 'node:zlib';
import * as grpc from '@grpc/grpc-js';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, test } from 'vitest';
import { encodeTraceRequestWithProtobufjs } from '../wire/testing/otlp-proto.ts';
import { logsSample, metricsSample } from '../wire/testing/otlp-signal-samples.ts';
import { WireError } from '../wire/wire-error.ts';
import type { Door } from './door.ts';
import { CALL_BYTES } from './grpc-message.ts';
import { openOtlpGrpcDoor, type OtlpGrpcOptions } from './otlp-grpc.ts';
import { FakeIngest } from './testing/fake-ingest.ts';
import { grpcFrame, type RawGrpcClient, rawGrpcClient, TRACES } from './testing/raw-grpc.ts';
import { rawClient, until } from './testing/raw-socket.ts';

const METRICS = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';
const MIB = 1024 * 1024;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
/** O primeiro quadro de um cliente HTTP/2, sem nenhum ajuste. */
const SETTINGS = http2Frame(4, 0, 0);

/** Quadro HTTP/2: comprimento em 3 bytes, tipo, sinais e número do fluxo. */
function http2Frame(type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Os quadros de uma chamada, escritos à mão: o cliente que os manda não responde PING nem nada. */
function callFrames(stream: number, message: Uint8Array): Buffer {
  const literal = (text: string) => Buffer.concat([Buffer.of(text.length), Buffer.from(text)]);
  // HPACK: `:method POST` e `:scheme http` da tabela estática; de `:authority`, `:path` e `content-type`, só os nomes.
  const path = [Buffer.of(0x83, 0x86, 0x01), literal('x'), Buffer.of(0x04), literal(TRACES)];
  const type = [Buffer.of(0x0f, 0x10), literal('application/grpc')];
  return Buffer.concat([
    http2Frame(1, 4, stream, Buffer.concat([...path, ...type])),
    http2Frame(0, 1, stream, grpcFrame(message)),
  ]);
}

const doors: Door[] = [];
const clients: grpc.Client[] = [];
const rawClients: RawGrpcClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const { session } of rawClients.splice(0)) session.destroy();
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

function rawGrpc(port: number): RawGrpcClient {
  const client = rawGrpcClient(port);
  rawClients.push(client);
  return client;
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
    const headers = { 'grpc-encoding': 'gzip' };
    const status = await rawGrpc(door.port).call(grpcFrame(bomb, { flag: 1 }), headers);
    expect(status).toBe(String(grpc.status.RESOURCE_EXHAUSTED));
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * MIB);
    expect((await call(TRACES, spans(1))).code).toBe(grpc.status.OK);
  });

  test('uma rajada de chamadas pequenas é atendida inteira, com dezenas de chamadas paradas no meio', async () => {
    const { door, ingest } = await open();
    ingest.traces = () => ({ acceptedSpans: 1, rejectedSpans: 0, reason: '' });
    const frame = grpcFrame(spans(1));
    const connections = Array.from({ length: 8 }, () => rawGrpc(door.port));
    const stalled = connections.flatMap(({ open: start }) =>
      Array.from({ length: 20 }, () => start(frame.subarray(0, 20))),
    );
    const answers = await Promise.all(Array.from({ length: 4000 }, (_, i) => connections[i % 8].call(frame)));
    expect(new Set(answers)).toEqual(new Set(['0']));
    expect(door.stats).toMatchObject({ messages: 4000, spans: 4000, lastError: undefined });
    expect(stalled.some(({ stream }) => stream.closed)).toBe(false);
  });

  test('o limite é sobre os bytes que estão chegando: acima, UNAVAILABLE; e o lugar volta', async () => {
    const { door } = await open({ limits: { inFlightBytes: 120_000 } });
    const client = rawGrpc(door.port);
    const big = grpcFrame(spans(1, 'x'.repeat(60_000)));
    // Cabe na janela inicial do HTTP/2, e numa conexão a ordem se conserva: respondida a segunda chamada, tudo o que a
    // primeira mandou já chegou.
    const stalled = client.open(big.subarray(0, 50_000));
    expect(await client.call(grpcFrame(spans(1)))).toBe('0');
    expect(await client.call(big)).toBe(String(grpc.status.UNAVAILABLE));
    expect(door.stats.rejected).toEqual(new Map([['overloaded', 1]]));
    expect(await client.call(grpcFrame(spans(1)))).toBe('0');
    stalled.stream.destroy();
    await expect.poll(() => client.call(big), { timeout: 10_000 }).toBe('0');
    expect([...door.stats.rejected].filter(([code]) => code !== 'overloaded')).toEqual([['aborted', 1]]);
  });

  test('chamadas que só declaram tamanho ocupam pouco, e têm teto', async () => {
    const { door } = await open({ limits: { inFlightBytes: 20 * CALL_BYTES } });
    const before = process.memoryUsage().arrayBuffers;
    const client = rawGrpc(door.port);
    const liar = grpcFrame(Buffer.of(1), { length: 4 * MIB });
    const calls = Array.from({ length: 40 }, () => client.open(liar));
    await until(() => (door.stats.rejected.get('overloaded') ?? 0) >= 20, 'as que passam do teto são recusadas');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * MIB);
    const late = await Promise.all(calls.slice(-10).map(({ status }) => status));
    expect(new Set(late)).toEqual(new Set([String(grpc.status.UNAVAILABLE)]));
  });

  test('chamadas ao mesmo tempo numa conexão: o limite vai no SETTINGS', async () => {
    const { door } = await open({ limits: { callsPerConnection: 7, headerBytes: 5000 } });
    const { session } = rawGrpc(door.port);
    await once(session, 'remoteSettings');
    expect(session.remoteSettings).toMatchObject({ maxConcurrentStreams: 7, maxHeaderListSize: 5000 });
  });

  test('PINGs demais: GOAWAY com ENHANCE_YOUR_CALM, e custa só aquela conexão', async () => {
    const { door, call } = await open({ limits: { pingsPerMinute: 5 } });
    const { session } = rawGrpc(door.port);
    await once(session, 'connect');
    const goaway = once(session, 'goaway');
    for (let i = 0; i < 6; i++) session.ping(() => {});
    expect((await goaway)[0]).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    expect((await call(TRACES, spans(1))).code).toBe(grpc.status.OK);
  });

  test('uma conexão sem chamadas é encerrada com GOAWAY, e o exporter se reconecta sozinho', async () => {
    const { door, call } = await open({ limits: { idleTimeoutMs: 100 } });
    expect((await call(TRACES, spans(1))).code).toBe(grpc.status.OK);
    const client = rawGrpc(door.port);
    const goaway = once(client.session, 'goaway');
    expect(await client.call(grpcFrame(spans(1)))).toBe('0');
    expect((await goaway)[0]).toBe(constants.NGHTTP2_NO_ERROR);
    expect((await call(TRACES, spans(1))).code).toBe(grpc.status.OK);
    expect(door.stats.lastError).toBeUndefined();
  });

  test('conexões demais são recusadas e contadas', async () => {
    const { door } = await open({ limits: { connections: 1 } });
    const first = rawGrpc(door.port);
    expect(await first.call(grpcFrame(spans(1)))).toBe('0');
    await rawClient(door.port).closed;
    expect(door.stats.rejected).toEqual(new Map([['too_many_connections', 1]]));
    expect(await first.call(grpcFrame(spans(1)))).toBe('0');
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
    const { session } = rawGrpc(door.port);
    await once(session, 'close');
  });

  test('uma chamada parada custa só ela: as outras da conexão são atendidas antes, durante e depois', async () => {
    const { door } = await open({ limits: { prefaceTimeoutMs: 100, callTimeoutMs: 700 } });
    const client = rawGrpc(door.port);
    const frame = grpcFrame(spans(1));
    const stalled = client.open(frame.subarray(0, 10));
    expect(await stalled.status).toBe(String(grpc.status.DEADLINE_EXCEEDED));
    expect(await client.call(frame)).toBe('0');
    expect(client.session.closed).toBe(false);
    expect(door.stats.rejected).toEqual(new Map([['timeout', 1]]));
  });

  test('HTTP/2 que nunca abre uma chamada gRPC não prova nada: a conexão é fechada', async () => {
    const { door } = await open({ limits: { prefaceTimeoutMs: 100 } });
    const client = rawGrpc(door.port);
    const closed = once(client.session, 'close');
    expect(await client.call(Buffer.alloc(0), { 'content-type': 'text/plain' })).toBe('HTTP 415');
    await closed;
  });

  // O nghttp2 manda um GOAWAY, para de ler a conexão e não avisa ninguém.
  const oversized = Buffer.from([0xff, 0xff, 0, 0, 0, 0, 0, 0, 1]);

  test.each([
    ['que fica', false],
    ['que vai embora', true],
  ])('quadro grande demais antes de qualquer chamada, de um cliente %s: fechada', async (_name, leaves) => {
    const { door, call } = await open({ host: '127.0.0.1', limits: { prefaceTimeoutMs: 100 } });
    const client = rawClient(door.port, PREFACE, SETTINGS, oversized);
    await until(() => client.received().includes('too large frame size'), 'o GOAWAY');
    if (leaves) client.socket.end();
    await client.closed;
    expect((await call(TRACES, spans(1))).code).toBe(grpc.status.OK);
  });

  test.each([
    ['que fica', false],
    ['que vai embora', true],
  ])(
    'quadro grande demais depois de uma chamada, de um cliente %s: fechada sem esperar o ócio',
    async (_name, leaves) => {
      const { door } = await open({ host: '127.0.0.1', limits: { prefaceTimeoutMs: 100 } });
      const client = rawClient(door.port, PREFACE, SETTINGS, callFrames(1, spans(1)));
      await until(() => door.stats.spans === 1, 'a chamada');
      client.socket.write(oversized);
      await until(() => client.received().includes('too large frame size'), 'o GOAWAY');
      if (leaves) client.socket.end();
      await client.closed;
      expect(door.stats).toMatchObject({ messages: 1, lastError: undefined });
    },
  );

  test('um cliente que não responde PING, como um parado no depurador, continua conectado', async () => {
    const { door } = await open({ host: '127.0.0.1', limits: { prefaceTimeoutMs: 50 } });
    const client = rawClient(door.port, PREFACE, SETTINGS, callFrames(1, spans(1)));
    const pings = () => client.received().split('\0\0\u0008\u0006\0').length - 1;
    await until(() => pings() >= 5, 'cinco PINGs da porta');
    client.socket.write(callFrames(3, spans(1)));
    await expect.poll(() => door.stats.spans).toBe(2);
    client.socket.destroy();
  });

  test('um exporter parado entre dois envios não perde a conexão', async () => {
    const { door } = await open({ limits: { prefaceTimeoutMs: 50 } });
    const client = rawGrpc(door.port);
    let pings = 0;
    client.session.on('ping', () => pings++);
    expect(await client.call(grpcFrame(spans(1)))).toBe('0');
    await until(() => pings >= 3, 'três PINGs da porta');
    expect(await client.call(grpcFrame(spans(1)))).toBe('0');
    expect(client.session.closed).toBe(false);
  });
});

describe('chamadas malfeitas', () => {
  const frame = grpcFrame(spans(1));
  const { INTERNAL, UNIMPLEMENTED, RESOURCE_EXHAUSTED } = grpc.status;
  const gzip = { 'grpc-encoding': 'gzip' };

  test.each<[name: string, bytes: Uint8Array, headers: Record<string, string>, status: number | string]>([
    ['nenhuma mensagem', Buffer.alloc(0), {}, INTERNAL],
    ['prefixo cortado', frame.subarray(0, 3), {}, INTERNAL],
    ['mensagem cortada', frame.subarray(0, 20), {}, INTERNAL],
    ['duas mensagens', Buffer.concat([frame, frame]), {}, UNIMPLEMENTED],
    ['tamanho de 4 GiB', grpcFrame(spans(1), { length: 0xffffffff }), {}, RESOURCE_EXHAUSTED],
    ['comprimida sem dizer como', grpcFrame(gzipSync(spans(1)), { flag: 1 }), {}, INTERNAL],
    ['byte de compressão 255', grpcFrame(gzipSync(spans(1)), { flag: 255 }), gzip, INTERNAL],
    ['gzip que não é', grpcFrame(spans(1), { flag: 1 }), gzip, INTERNAL],
    ['compressão desconhecida', grpcFrame(spans(1), { flag: 1 }), { 'grpc-encoding': 'xz' }, UNIMPLEMENTED],
    ['HTTP/2 que não é gRPC', frame, { 'content-type': 'text/plain' }, 'HTTP 415'],
    ['caminho perigoso', frame, { ':path': '/__proto__' }, UNIMPLEMENTED],
  ])('%s', async (_name, bytes, headers, status) => {
    const { door } = await open();
    const client = rawGrpc(door.port);
    expect(await client.call(bytes, headers)).toBe(String(status));
    expect([...door.stats.rejected.values()]).toEqual([1]);
    expect(door.stats.messages).toBe(1);
    expect(await client.call(frame)).toBe('0');
  });

  test('em pedaços de um byte, e comprimida com deflate, é uma chamada como as outras', async () => {
    const { door, ingest } = await open();
    const client = rawGrpc(door.port);
    const slow = client.open(Buffer.alloc(0));
    for (const byte of frame) slow.stream.write(Buffer.of(byte));
    slow.stream.end();
    expect(await slow.status).toBe('0');
    const deflated = grpcFrame(deflateSync(spans(2)), { flag: 1 });
    expect(await client.call(deflated, { 'grpc-encoding': 'deflate' })).toBe('0');
    expect(ingest.spans).toHaveLength(3);
  });

  test('o motivo da recusa chega com acentos e sinais de porcentagem', async () => {
    const { ingest, call } = await open();
    ingest.failure = new WireError('malformed', 'não é 100% válido → “x”');
    expect(await call(TRACES, spans(1))).toMatchObject({ details: 'não é 100% válido → “x”' });
  });

  test('sem lugar para guardar: UNAVAILABLE, que o exporter tenta de novo', async () => {
    const { ingest, call } = await open();
    ingest.failure = new WireError('unavailable', 'disco cheio');
    expect((await call(TRACES, spans(1))).code).toBe(grpc.status.UNAVAILABLE);
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
    for (const byte of PREFACE) {
      client.socket.write(byte);
      await new Promise(setImmediate);
    }
    client.socket.write(SETTINGS);
    await until(() => client.received().length >= 9, 'o SETTINGS do servidor');
    expect(client.received().charCodeAt(3)).toBe(4);
    expect(door.stats.rejected.size).toBe(0);
    client.socket.destroy();
  });

  test('lixo depois do preâmbulo não derruba a porta', async () => {
    const { door, call } = await open();
    await rawClient(door.port, PREFACE, Buffer.alloc(1000, 0xff)).closed;
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

  test('sem nenhuma conexão fecha já', async () => {
    const { door } = await open();
    const start = Date.now();
    await door.close();
    expect(Date.now() - start).toBeLessThan(200);
  });
});
