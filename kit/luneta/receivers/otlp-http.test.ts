import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, test } from 'vitest';
import { adaptAnswer, OTLP_DEVIATIONS, type RecordedAnswer } from '../api/deviations.ts';
import { encodeTraceRequestWithProtobufjs } from '../wire/testing/otlp-proto.ts';
import { logsSample, metricsSample } from '../wire/testing/otlp-signal-samples.ts';
import type { Door } from './door.ts';
import { openOtlpHttpDoor, type OtlpHttpDoorOptions } from './otlp-http.ts';
import { FakeIngest } from './testing/fake-ingest.ts';
import { rawClient, until } from './testing/raw-socket.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const PROTOBUF_TYPE = { 'content-type': 'application/x-protobuf' };
const MIB = 1024 * 1024;

const doors: Door[] = [];
afterEach(async () => {
  await Promise.all(doors.splice(0).map((door) => door.close()));
});

async function open(options: Partial<OtlpHttpDoorOptions> = {}) {
  const ingest = new FakeIngest();
  const door = await openOtlpHttpDoor({ port: 0, ingest, ...options });
  doors.push(door);
  const base = `http://127.0.0.1:${door.port}`;
  const post = (body: string | Uint8Array, headers: Record<string, string> = JSON_TYPE, path = '/v1/traces') =>
    fetch(base + path, { method: 'POST', body: body as BodyInit, headers });
  return { door, ingest, base, post };
}

function oneSpan(name = 'n'): string {
  const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '0102030405060708', name };
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
}

function oneSpanProtobuf(): Uint8Array {
  const span = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 2), name: 'n' };
  return encodeTraceRequestWithProtobufjs({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
}

describe('exporters de verdade', () => {
  const exporters: [name: string, create: (url: string) => SpanExporter][] = [
    ['JSON', (url) => new JsonExporter({ url })],
    ['JSON com gzip', (url) => new JsonExporter({ url, compression: CompressionAlgorithm.GZIP })],
    ['protobuf', (url) => new ProtoExporter({ url })],
    ['protobuf com gzip', (url) => new ProtoExporter({ url, compression: CompressionAlgorithm.GZIP })],
  ];
  test.each(exporters)('%s', async (_name, create) => {
    const { base, ingest, door } = await open();
    const provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'loja' }),
      spanProcessors: [new BatchSpanProcessor(create(`${base}/v1/traces`))],
    });
    const tracer = provider.getTracer('teste', '1.0.0');
    for (let i = 0; i < 300; i++) tracer.startSpan(`ação ${i}`, { attributes: { i, texto: 'x'.repeat(500) } }).end();
    await provider.shutdown();
    expect(ingest.spans.map(({ name }) => name)).toEqual(Array.from({ length: 300 }, (_, i) => `ação ${i}`));
    expect(ingest.spans[7].attributes[0]).toEqual({ key: 'i', value: { type: 'int', value: 7n } });
    expect(ingest.requests[0][0].resource.attributes[0].value).toEqual({ type: 'string', value: 'loja' });
    expect(door.stats).toMatchObject({ spans: 300, rejectedSpans: 0, lastError: undefined });
    expect(door.stats.bytes).toBeGreaterThan(300 * 500);
  });

  test('métricas e logs são contados, em protobuf e em JSON', async () => {
    const { door, post } = await open();
    const metrics = await metricsSample();
    const logs = await logsSample();
    for (const [sample, path] of [
      [metrics, '/v1/metrics'],
      [logs, '/v1/logs'],
    ] as const) {
      expect((await post(sample.protobuf, PROTOBUF_TYPE, path)).status).toBe(200);
      expect((await post(sample.json, JSON_TYPE, path)).status).toBe(200);
      expect((await post('{"resourceMetrics":1,"resourceLogs":1}', JSON_TYPE, path)).status).toBe(400);
    }
    expect(door.stats).toMatchObject({ messages: 6, metricPoints: 2 * metrics.count, logRecords: 2 * logs.count });
  });
});

interface Call {
  name: string;
  group: string;
  method: string;
  url: string;
  requestHeaders?: Record<string, string>;
  requestBody?: string;
  status: number;
  contentType: string;
  file: string;
}

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../api/fixtures/jaeger-api/${name}`, import.meta.url));
}

describe('respostas gravadas de um Jaeger de verdade', () => {
  const { calls, capturedAt } = JSON.parse(fixture('index.json').toString()) as {
    calls: Call[];
    capturedAt: string;
  };
  const { requests } = JSON.parse(fixture('input.otlp.json').toString()) as { requests: object[] };
  const ingestCalls = calls.filter(({ group }) => group === 'ingest' || group === 'ingest-errors');

  function bodyOf({ requestBody = '', method }: Call): BodyInit | undefined {
    if (method !== 'POST') return undefined;
    const index = /^requests\[(\d+)\]/.exec(requestBody)?.[1];
    if (index !== undefined) return JSON.stringify(requests[Number(index)]);
    if (requestBody === 'gzip of {}') return new Uint8Array(gzipSync('{}'));
    if (requestBody === 'ff ff ff') return Uint8Array.of(255, 255, 255);
    return new Uint8Array(Buffer.from(requestBody)); // bytes: com texto, o `fetch` inventaria um Content-Type
  }

  test('todas estão aqui', () => {
    expect(ingestCalls.length).toBeGreaterThanOrEqual(30);
  });

  test.each(ingestCalls.map((call) => [call.name, call] as const))('%s', async (name, call) => {
    const { base } = await open();
    const response = await fetch(base + call.url, {
      method: call.method,
      headers: call.requestHeaders ?? {},
      body: bodyOf(call),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const actual = answerOf(response.status, response.headers.get('content-type') ?? '', bytes);
    const recorded = answerOf(call.status, call.contentType, fixture(call.file));
    expect(meaning(actual)).toEqual(meaning(adaptAnswer(recorded, { name, capturedAt }, OTLP_DEVIATIONS)));
  });

  function answerOf(status: number, contentType: string, bytes: Buffer): RecordedAnswer {
    const text = bytes.toString('latin1');
    return { status, contentType, body: contentType === 'application/json' ? JSON.parse(text) : text };
  }

  /** O que tem de ser igual: tudo no sucesso; nos erros, o código, e não o texto, que é nosso. */
  function meaning({ status, contentType, body }: RecordedAnswer): unknown {
    if (status < 400) return { status, contentType, body };
    return { status, contentType, code: typeof body === 'string' ? body.slice(0, 3) : (body as { code: number }).code };
  }
});

describe('respostas', () => {
  test('spans recusados: sucesso parcial na codificação do pedido', async () => {
    const { ingest, post, door } = await open();
    ingest.reject = 1;
    const json = await post(oneSpan());
    expect(await json.json()).toEqual({ partialSuccess: { rejectedSpans: '1', errorMessage: 'ids só com zeros' } });
    const protobuf = await post(oneSpanProtobuf(), PROTOBUF_TYPE);
    expect(Buffer.from(await protobuf.arrayBuffer()).toString()).toContain('ids só com zeros');
    expect(door.stats).toMatchObject({ messages: 2, spans: 0, rejectedSpans: 2 });
  });

  test('um defeito no armazenamento custa um pedido, não o processo', async () => {
    const { ingest, post, door } = await open();
    ingest.failure = new TypeError('defeito');
    const answer = await post(oneSpan());
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ code: 13 });
    expect(door.stats.rejected.get('internal_error')).toBe(1);
    ingest.failure = undefined;
    expect((await post(oneSpan())).status).toBe(200);
  });

  test.each(['gzip', 'x-gzip', 'GZIP', 'deflate', 'identity'])('Content-Encoding: %s', async (encoding) => {
    const { post, ingest } = await open();
    const text = oneSpan();
    const compress = {
      gzip: gzipSync,
      'x-gzip': gzipSync,
      deflate: deflateSync,
      identity: (s: string) => Buffer.from(s),
    };
    const body = compress[encoding.toLowerCase() as keyof typeof compress](text);
    expect((await post(body, { ...JSON_TYPE, 'content-encoding': encoding })).status).toBe(200);
    expect(ingest.spans).toHaveLength(1);
  });

  test('a query e as maiúsculas do tipo não atrapalham', async () => {
    const { post } = await open();
    const headers = { 'content-type': 'Application/JSON ; charset=UTF-8' };
    expect((await post('{}', headers, '/v1/traces?x=1')).status).toBe(200);
  });
});

describe('enganos que o doutor explica', () => {
  test.each(['/', '/v1/trace', '/api/traces', '/V1/traces', '/v1/traces/'])('caminho %s', async (path) => {
    const { post, door } = await open();
    const answer = await post('{}', JSON_TYPE, path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(door.stats.rejected).toEqual(new Map([['wrong_path', 1]]));
    expect(door.stats.lastError?.message).toContain(JSON.stringify(path));
  });

  test('tipo de conteúdo errado e método errado', async () => {
    const { base, post, door } = await open();
    const answer = await post('hello', { 'content-type': 'text/plain' });
    expect(await answer.text()).toContain('"text/plain"');
    expect(door.stats.rejected.get('wrong_content_type')).toBe(1);
    const get = await fetch(`${base}/v1/traces`);
    expect(get.headers.get('allow')).toBe('POST');
    await fetch(`${base}/favicon.ico`);
    expect(door.stats.rejected.get('wrong_method')).toBe(2);
    // Um endereço enorme não enche o que o doutor guarda.
    await fetch(`${base}/v1/traces?${'x'.repeat(10_000)}`);
    expect(door.stats.lastError?.message).toContain('GET em /v1/traces?xxx');
    expect(door.stats.lastError?.message.length).toBeLessThan(250);
    expect(door.stats.rejected.has('wrong_path')).toBe(false);
  });

  test('gRPC na porta HTTP: a resposta diz a porta certa', async () => {
    const { door, post } = await open({ grpcPort: () => 12345 });
    const client = rawClient(door.port, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0');
    expect(await client.closed).toMatch(/^HTTP\/1\.1 400 .*porta 12345/s);
    expect(door.stats.rejected).toEqual(new Map([['grpc_on_http_port', 1]]));
    expect((await post('{}')).status).toBe(200);
  });

  test('lixo custa só aquela conexão', async () => {
    const { door, post } = await open();
    expect(await rawClient(door.port, Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1])).closed).toMatch(/^HTTP\/1\.1 400 /);
    const long = `POST /v1/traces HTTP/1.1\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`;
    expect(await rawClient(door.port, long).closed).toMatch(/^HTTP\/1\.1 431 /);
    expect(door.stats.rejected.get('malformed')).toBe(2);
    expect((await post('{}')).status).toBe(200);
  });
});

describe('limites', () => {
  const text = (size: number) => `{"x":"${'y'.repeat(size - 8)}"}`;

  test('20 MiB passam; um byte a mais, não', async () => {
    const { post, door } = await open();
    expect((await post(text(20 * MIB))).status).toBe(200);
    const answer = await post(text(20 * MIB + 1));
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 8, message: expect.stringContaining('20971520') });
    expect(door.stats.rejected.get('too_large')).toBe(1);
  });

  test('sem Content-Length também', async () => {
    const { base, post } = await open({ limits: { bodyBytes: 1000 } });
    const body = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 11; i++) controller.enqueue(Buffer.alloc(100, ' '));
        controller.close();
      },
    });
    const init: RequestInit & { duplex: string } = { method: 'POST', headers: JSON_TYPE, body, duplex: 'half' };
    expect((await fetch(`${base}/v1/traces`, init)).status).toBe(413);
    expect((await post('{}')).status).toBe(200);
  });

  test('bomba gzip: 413 sem inflar os 8 GiB', async () => {
    const { post } = await open();
    const member = gzipSync(Buffer.alloc(8 * MIB));
    const bomb = Buffer.concat(Array.from({ length: 1024 }, () => member));
    const [before, start] = [process.memoryUsage.rss(), Date.now()];
    expect((await post(bomb, { ...PROTOBUF_TYPE, 'content-encoding': 'gzip' })).status).toBe(413);
    expect(Date.now() - start).toBeLessThan(4000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * MIB);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('%s: o limite é o do corpo descomprimido', async (encoding, compress) => {
    const { post } = await open({ limits: { bodyBytes: 100_000 } });
    const headers = { ...JSON_TYPE, 'content-encoding': encoding };
    expect((await post(compress(text(100_000)), headers)).status).toBe(200);
    expect((await post(compress(text(100_001)), headers)).status).toBe(413);
  });

  test('gzip cortado, vazio ou com lixo: 400', async () => {
    const { post, door } = await open();
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    const whole = gzipSync(oneSpan());
    for (const body of [whole.subarray(0, -9), whole.subarray(0, 5), Buffer.alloc(0), Buffer.from('lixo')]) {
      expect((await post(body, headers)).status).toBe(400);
    }
    expect(door.stats.rejected.get('bad_compression')).toBe(4);
  });

  test('JSON fundo demais ou com objetos demais: 400', async () => {
    const { post } = await open();
    const deep = await post('['.repeat(100_000));
    expect([deep.status, ((await deep.json()) as { message: string }).message]).toEqual([
      400,
      expect.stringContaining('aninhamento'),
    ]);
    expect((await post(`{"resourceSpans":[${'{},'.repeat(1_000_000)}{}]}`)).status).toBe(400);
  });

  test('corpos demais ao mesmo tempo: 503 com Retry-After, e a memória volta', async () => {
    const { door, post } = await open({ limits: { inFlightBytes: 50_000 } });
    const head =
      'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n';
    const stalled = rawClient(door.port, head + ' '.repeat(40_000));
    await until(() => door.stats.messages === 1, 'o envio parado começar');
    await expect.poll(async () => (await post(' '.repeat(20_000))).status, { timeout: 10_000 }).toBe(503);
    const answer = await post(' '.repeat(20_000));
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({ code: 14 });
    expect((await post('{}')).status).toBe(200);
    stalled.socket.destroy();
    await expect.poll(async () => (await post(`{${' '.repeat(20_000)}}`)).status, { timeout: 10_000 }).toBe(200);
    await until(() => door.stats.rejected.get('aborted') === 1, 'a queda ser contada');
  });

  test('quem envia devagar demais recebe 408', async () => {
    const { door, post } = await open({ limits: { requestTimeoutMs: 300, headersTimeoutMs: 300 } });
    const head = 'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const inBody = rawClient(door.port, `${head}Content-Length: 100\r\n\r\n{`);
    const inHead = rawClient(door.port, head);
    const dripping = setInterval(() => inBody.socket.write(' '), 50);
    expect(await inBody.closed).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(dripping);
    expect(await inHead.closed).toMatch(/^HTTP\/1\.1 408 /);
    expect(door.stats.rejected).toEqual(new Map([['timeout', 2]]));
    expect(door.stats.messages).toBe(2);
    expect((await post('{}')).status).toBe(200);
  });

  test('conexões demais são recusadas e contadas', async () => {
    const { door } = await open({ host: '127.0.0.1', limits: { connections: 2 } });
    const clients = [rawClient(door.port), rawClient(door.port), rawClient(door.port)];
    await Promise.race(clients.map(({ closed }) => closed));
    await expect.poll(() => door.stats.rejected.get('too_many_connections')).toBe(1);
    for (const { socket } of clients) socket.destroy();
  });
});

describe('CORS', () => {
  const preflight = (base: string, origin: string, extra: Record<string, string> = {}) =>
    fetch(`${base}/v1/traces`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-lab',
        ...extra,
      },
    });

  test.each([
    'http://localhost',
    'http://localhost:5173',
    'http://loja.localhost:3000',
    'https://127.0.0.1:8443',
    'http://[::1]:3000',
  ])('origem local %s', async (origin) => {
    const { base, post, door } = await open();
    const answer = await preflight(base, origin);
    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type,x-lab',
      vary: 'Origin',
    });
    expect(answer.headers.has('access-control-allow-private-network')).toBe(false);
    expect(door.stats.messages).toBe(0);
    const sent = await post(oneSpan(), { ...JSON_TYPE, origin });
    expect(sent.headers.get('access-control-allow-origin')).toBe(origin);
    // A página precisa ler também os erros.
    const refused = await post('{', { ...JSON_TYPE, origin });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([400, origin]);
  });

  test.each([
    'https://exemplo.br',
    'http://localhost.exemplo.br',
    'http://127.0.0.1.nip.io',
    'http://evil-localhost',
    'ftp://localhost',
    'null',
    'http://localhost:1@x',
  ])('origem de fora %s', async (origin) => {
    const { base, post } = await open();
    const answer = await preflight(base, origin);
    expect(answer.status).toBe(405);
    const sent = await post('{}', { ...JSON_TYPE, origin });
    // Uma página de fora não escreve, nem por DNS rebinding, quando o navegador nem pergunta antes.
    expect(sent.status).toBe(403);
    for (const { headers } of [answer, sent]) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  test('uma origem de fora autorizada, e a rede privada do Chrome', async () => {
    const origin = 'https://exemplo.br';
    const { base } = await open({ corsOrigins: [origin] });
    const answer = await preflight(base, origin, { 'access-control-request-private-network': 'true' });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-private-network')).toBe('true');
    expect((await preflight(base, `${origin}.x`)).status).toBe(405);
  });
});

describe('abrir e fechar', () => {
  test('porta ocupada: o erro original do sistema', async () => {
    const { door } = await open();
    await expect(openOtlpHttpDoor({ port: door.port, ingest: new FakeIngest() })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port: door.port,
    });
  });

  test('fecha em menos de 2 s com clientes parados de todo jeito', async () => {
    const { door, post } = await open();
    await post('{}'); // fica em keep-alive
    const silent = rawClient(door.port);
    const inHead = rawClient(door.port, 'POST /v1/tr');
    const inBody = rawClient(
      door.port,
      'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{',
    );
    await Promise.all([silent, inHead, inBody].map(({ socket }) => once(socket, 'connect')));
    await until(() => door.stats.messages === 2, 'o pedido parado começar');
    const start = Date.now();
    await door.close();
    expect(Date.now() - start).toBeLessThan(2000);
    await Promise.all([silent.closed, inHead.closed, inBody.closed]);
    const late = connect(door.port, '127.0.0.1');
    await expect(once(late, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('um pedido no meio do caminho termina antes de a porta fechar', async () => {
    const { door, ingest } = await open();
    const body = oneSpan();
    const client = rawClient(
      door.port,
      `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
      body.slice(0, 10),
    );
    await until(() => door.stats.messages === 1, 'o pedido começar');
    const closing = door.close();
    client.socket.write(body.slice(10));
    expect(await client.closed).toMatch(/^HTTP\/1\.1 200 .*connection: close/is);
    await closing;
    expect(ingest.spans).toHaveLength(1);
  });
});
