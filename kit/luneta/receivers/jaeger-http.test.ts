import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { aBatch, aSpan } from '../wire/testing/jaeger-arbitrary.ts';
import { encodeBareBatch, encodeCall } from '../wire/testing/thrift-oracle.ts';
import { WireError } from '../wire/wire-error.ts';
import type { Door } from './door.ts';
import { openJaegerHttpDoor, type JaegerHttpOptions } from './jaeger-http.ts';
import { FakeIngest } from './testing/fake-ingest.ts';
import { rawClient } from './testing/raw-socket.ts';

const BATCH = encodeBareBatch(aBatch([aSpan({ spanId: 1n }), aSpan({ spanId: 2n })]));
const THRIFT = { 'content-type': 'application/x-thrift' };
const COMPACT_DATAGRAM = readFileSync(new URL('../wire/fixtures/jaeger-compact-6831.bin', import.meta.url));

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function open(options: Partial<JaegerHttpOptions> = {}): Promise<{ door: Door; ingest: FakeIngest }> {
  const ingest = new FakeIngest();
  const door = await openJaegerHttpDoor({ host: '127.0.0.1', port: 0, ingest, ...options });
  cleanups.push(() => door.close());
  return { door, ingest };
}

function send(
  door: Door,
  body: Uint8Array | ReadableStream | undefined,
  init: { path?: string; method?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  const { path = '/api/traces', method = 'POST', headers = THRIFT } = init;
  const options = { method, headers, body: body as BodyInit, duplex: 'half' };
  return fetch(`http://127.0.0.1:${door.port}${path}`, options);
}

describe('o que chega bem: 202 sem corpo', () => {
  test.each<[string, Record<string, string>, string?]>([
    ['application/x-thrift', THRIFT],
    ['application/vnd.apache.thrift.binary', { 'content-type': 'application/vnd.apache.thrift.binary' }],
    ['maiúsculas e parâmetros', { 'content-type': 'APPLICATION/X-Thrift; charset=utf-8' }],
    ['o parâmetro format dos clientes antigos', THRIFT, '/api/traces?format=jaeger.thrift'],
    ['gzip', { ...THRIFT, 'content-encoding': 'gzip' }],
  ])('%s', async (_name, headers, path) => {
    const { door, ingest } = await open();
    const body = 'content-encoding' in headers ? gzipSync(BATCH) : BATCH;
    const response = await send(door, body, { headers, path });
    expect(response.status).toBe(202);
    expect(response.headers.get('content-type')).toBeNull();
    expect(response.headers.get('content-length')).toBe('0');
    expect(ingest.spans.map(({ spanId }) => spanId)).toEqual(['0000000000000001', '0000000000000002']);
    expect(door.stats).toMatchObject({ messages: 1, spans: 2, bytes: BATCH.length, lastError: undefined });
  });

  test('em pedaços (chunked), sem Content-Length', async () => {
    const { door, ingest } = await open();
    const chunks = [BATCH.subarray(0, 10), BATCH.subarray(10, 11), BATCH.subarray(11)];
    const stream = new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    });
    expect((await send(door, stream)).status).toBe(202);
    expect(ingest.spans).toHaveLength(2);
  });

  test('um lote sem spans, e bytes depois do fim da struct, como no Jaeger', async () => {
    const { door, ingest } = await open();
    expect((await send(door, encodeBareBatch(aBatch([])))).status).toBe(202);
    expect(ingest.requests).toHaveLength(0);
    expect((await send(door, Buffer.concat([BATCH, BATCH]))).status).toBe(202);
    expect(ingest.spans).toHaveLength(2);
  });

  test('spans recusados pelo destino (ids zerados): 202, e o doutor sabe', async () => {
    const { door, ingest } = await open();
    ingest.reject = 1;
    expect((await send(door, BATCH)).status).toBe(202);
    expect(door.stats).toMatchObject({ spans: 1, rejectedSpans: 1, lastError: { code: 'rejected_spans' } });
  });
});

describe('o que chega mal: contado, com um texto que ajuda, e o seguinte entra', () => {
  const protobuf = { headers: { 'content-type': 'application/x-protobuf' } };
  test.each<[string, Uint8Array, Parameters<typeof send>[2], number, string, RegExp]>([
    ['corpo vazio', new Uint8Array(), {}, 400, 'empty', /vazio/],
    ['cortado', BATCH.subarray(0, 100), {}, 400, 'malformed', /cortada: acaba no byte 100/],
    ['lixo', Buffer.from('olá, mundo, isto é lixo'), {}, 400, 'malformed', /tipo de campo desconhecido \(111\)/],
    ['sem processo', Uint8Array.of(0), {}, 400, 'malformed', /Batch\.process/],
    ['compacto', COMPACT_DATAGRAM, {}, 400, 'compact_on_binary_port', /compacto.*TBinaryProtocol/],
    ['struct compacta', Uint8Array.of(0x1c, 0x18, 0), {}, 400, 'compact_on_binary_port', /compacto/],
    ['chamada do agente', encodeCall(aBatch(), 'binary'), {}, 400, 'agent_call_on_http_port', /emitBatch.* 6832\/udp/],
    ['OTLP no caminho certo', BATCH, protobuf, 400, 'wrong_content_type', /porta 4318, em \/v1\/traces;.* 9411/],
    ['sem tipo', BATCH, { headers: {} }, 400, 'wrong_content_type', /x-thrift.*recebido: ""/],
    ['caminho do OTLP', BATCH, { path: '/v1/traces', ...protobuf }, 404, 'wrong_path', /Isto é OTLP.* 4318/],
    ['caminho do Zipkin', BATCH, { path: '/api/v2/spans' }, 404, 'wrong_path', /Isto é Zipkin.* 9411/],
    ['barra no fim', BATCH, { path: '/api/traces/' }, 404, 'wrong_path', /Use \/api\/traces\./],
    ['PUT', BATCH, { method: 'PUT' }, 405, 'wrong_method', /só aceita POST/],
    ['gzip que não é', BATCH, { headers: { ...THRIFT, 'content-encoding': 'gzip' } }, 400, 'bad_compression', /gzip/],
    ['br', BATCH, { headers: { ...THRIFT, 'content-encoding': 'br' } }, 400, 'unsupported_encoding', /"br"/],
  ])('%s', async (_name, body, init, status, code, message) => {
    const { door, ingest } = await open();
    const response = await send(door, body, init);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toMatch(message);
    expect(door.stats.rejected).toEqual(new Map([[code, 1]]));
    expect(door.stats.lastError?.message).toMatch(message);
    expect((await send(door, BATCH)).status).toBe(202);
    expect(ingest.spans).toHaveLength(2);
    expect(door.stats).toMatchObject({ messages: 2, spans: 2 });
  });

  test('GET: 405 com Allow; uma visita a outro caminho não é um cliente com o caminho errado', async () => {
    const { door } = await open();
    const visit = await send(door, undefined, { method: 'GET', headers: {} });
    expect([visit.status, visit.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await send(door, undefined, { method: 'GET', path: '/', headers: {} })).status).toBe(404);
    expect(door.stats.rejected).toEqual(new Map([['wrong_method', 2]]));
  });

  test('as outras portas em outros números: o conselho diz onde estão', async () => {
    const { door } = await open({ otherPorts: () => ({ otlpHttp: 1111, zipkin: 2222, jaegerBinary: 3333 }) });
    const texts = await Promise.all([
      send(door, BATCH, { path: '/v1/logs' }).then((response) => response.text()),
      send(door, BATCH, { path: '/api/v1/spans' }).then((response) => response.text()),
      send(door, encodeCall(aBatch(), 'binary')).then((response) => response.text()),
    ]);
    expect(texts).toEqual([
      expect.stringContaining('1111'),
      expect.stringContaining('2222'),
      expect.stringContaining('3333'),
    ]);
  });

  test('corpo grande demais, comprimido ou não: 413', async () => {
    const { door } = await open({ limits: { bodyBytes: 1000 } });
    expect((await send(door, Buffer.alloc(1001))).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(100_000));
    expect((await send(door, bomb, { headers: { ...THRIFT, 'content-encoding': 'gzip' } })).status).toBe(413);
    expect(door.stats.rejected).toEqual(new Map([['too_large', 2]]));
  });

  test('o destino recusa o lote, ou quebra', async () => {
    const { door, ingest } = await open();
    ingest.failure = new WireError('too_large', 'não cabe');
    expect((await send(door, BATCH)).status).toBe(413);
    ingest.failure = new TypeError('defeito nosso');
    expect((await send(door, BATCH)).status).toBe(500);
    expect(door.stats.rejected).toEqual(
      new Map([
        ['too_large', 1],
        ['internal_error', 1],
      ]),
    );
  });

  test('gRPC nesta porta: a resposta diz a porta certa', async () => {
    const { door } = await open({ grpcPort: () => 4444 });
    const answer = await rawClient(door.port, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n').closed;
    expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*gRPC[\s\S]*4444/);
    expect(door.stats.rejected).toEqual(new Map([['grpc_on_http_port', 1]]));
  });
});

describe('páginas', () => {
  test('uma origem de fora: 403, e nada entra', async () => {
    const { door, ingest } = await open();
    const response = await send(door, BATCH, { headers: { ...THRIFT, origin: 'https://exemplo.com' } });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('--cors-origin');
    expect(ingest.spans).toEqual([]);
    expect(door.stats.rejected).toEqual(new Map([['foreign_origin', 1]]));
  });

  test('uma origem local, ou liberada, pergunta antes e envia', async () => {
    const { door, ingest } = await open({ corsOrigins: ['https://exemplo.com'] });
    for (const origin of ['http://localhost:3000', 'https://exemplo.com']) {
      const asked = await send(door, undefined, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
      });
      expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
      const response = await send(door, BATCH, { headers: { ...THRIFT, origin } });
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([202, origin]);
    }
    expect(ingest.spans).toHaveLength(4);
    expect(door.stats.messages).toBe(2);
  });
});
