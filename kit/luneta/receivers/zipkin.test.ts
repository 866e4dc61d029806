/** A porta do Zipkin por fora: caminhos, tipos, compressão, CORS, contadores e um exporter de verdade. */
import { deflateSync, gzipSync } from 'node:zlib';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, test } from 'vitest';
import { WireError } from '../wire/wire-error.ts';
import { aZipkinSpan } from '../wire/testing/zipkin-arbitrary.ts';
import { encodeZipkinWithProtobufjs } from '../wire/testing/zipkin-proto.ts';
import type { Door } from './door.ts';
import { FakeIngest } from './testing/fake-ingest.ts';
import type { HttpPostDoorOptions } from './http-post-door.ts';
import { openZipkinDoor } from './zipkin.ts';

const V2 = '/api/v2/spans';
const V1 = '/api/v1/spans';
const JSON_TYPE = { 'content-type': 'application/json' };
const ONE_SPAN = '[{"traceId":"463ac35c9f6413ad","id":"a2fb4a1d1a96d312","name":"get"}]';

const doors: Door[] = [];
afterEach(async () => {
  await Promise.all(doors.splice(0).map((door) => door.close()));
});

async function open(options: Partial<HttpPostDoorOptions> = {}) {
  const ingest = new FakeIngest();
  const door = await openZipkinDoor({ port: 0, ingest, ...options });
  doors.push(door);
  const base = `http://127.0.0.1:${door.port}`;
  const post = (body: string | Uint8Array, headers: Record<string, string> = JSON_TYPE, path = V2) =>
    fetch(base + path, { method: 'POST', body: body as BodyInit, headers });
  return { door, ingest, base, post };
}

describe('exporter de verdade', () => {
  test('@opentelemetry/exporter-zipkin', async () => {
    const { base, ingest, door } = await open();
    const provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'loja', 'service.version': '3', turma: 'noite' }),
      spanProcessors: [new BatchSpanProcessor(new ZipkinExporter({ url: base + V2 }))],
    });
    const tracer = provider.getTracer('teste');
    const parent = tracer.startSpan('GET /pedidos', { kind: SpanKind.SERVER });
    const child = tracer.startSpan('consulta', { kind: SpanKind.CLIENT }, trace.setSpan(ROOT_CONTEXT, parent));
    child.setAttributes({ n: 7, ok: true, lista: ['a', 'b'] });
    child.addEvent('pronto');
    child.setStatus({ code: SpanStatusCode.ERROR, message: 'banco fora' });
    child.end();
    parent.end();
    await provider.shutdown();

    const [groups] = ingest.requests;
    expect(groups).toHaveLength(1);
    expect(groups[0].resource.attributes).toEqual(
      expect.arrayContaining([
        { key: 'service.name', value: { type: 'string', value: 'loja' } },
        { key: 'service.version', value: { type: 'string', value: '3' } },
      ]),
    );
    const [sentChild, sentParent] = ingest.spans;
    expect(sentChild).toMatchObject({
      traceId: sentParent.traceId,
      parentSpanId: sentParent.spanId,
      name: 'consulta',
      kind: 3,
      status: { code: 2, message: '' },
      events: [{ name: 'pronto', attributes: [] }],
    });
    // No Zipkin tudo é texto; um atributo do recurso fora das convenções fica no span.
    expect(Object.fromEntries(sentChild.attributes.map(({ key, value }) => [key, value]))).toMatchObject({
      n: { type: 'string', value: '7' },
      ok: { type: 'string', value: 'true' },
      lista: { type: 'string', value: 'a,b' },
      error: { type: 'string', value: 'banco fora' },
      turma: { type: 'string', value: 'noite' },
    });
    expect(door.stats).toMatchObject({ messages: 1, spans: 2, rejectedSpans: 0, lastError: undefined });
  });
});

describe('formatos', () => {
  const protobuf = encodeZipkinWithProtobufjs([aZipkinSpan()]);
  test.each<[name: string, body: string | Uint8Array, headers: Record<string, string>, path: string]>([
    ['JSON', ONE_SPAN, JSON_TYPE, V2],
    ['JSON com charset', ONE_SPAN, { 'content-type': 'Application/JSON; charset=UTF-8' }, V2],
    ['JSON sem dizer', Buffer.from(ONE_SPAN), {}, V2],
    ['JSON com gzip', gzipSync(ONE_SPAN), { ...JSON_TYPE, 'content-encoding': 'gzip' }, V2],
    ['JSON com deflate', deflateSync(ONE_SPAN), { ...JSON_TYPE, 'content-encoding': 'deflate' }, V2],
    ['JSON, caminho com consulta', ONE_SPAN, JSON_TYPE, `${V2}?x=1`],
    ['protobuf', protobuf, { 'content-type': 'application/x-protobuf' }, V2],
    [
      'protobuf com gzip',
      gzipSync(protobuf),
      { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
      V2,
    ],
    ['v1 em JSON', ONE_SPAN, JSON_TYPE, V1],
  ])('%s: 202 sem corpo', async (_name, body, headers, path) => {
    const { post, ingest, door } = await open();
    const response = await post(body, headers, path);
    expect(response.status).toBe(202);
    expect(response.headers.get('content-type')).toBeNull();
    expect(response.headers.get('content-length')).toBe('0');
    expect(await response.text()).toBe('');
    expect(ingest.spans).toMatchObject([{ name: 'get', spanId: 'a2fb4a1d1a96d312' }]);
    expect(door.stats).toMatchObject({ messages: 1, spans: 1 });
  });
});

describe('recusas', () => {
  test.each<
    [code: string, status: number, message: string, body: string, headers: Record<string, string>, path: string]
  >([
    ['wrong_path', 404, 'Use /api/v2/spans', ONE_SPAN, JSON_TYPE, '/api/v2/span'],
    ['wrong_path', 404, 'Use /api/v2/spans', ONE_SPAN, JSON_TYPE, '/'],
    ['wrong_content_type', 415, 'Thrift em /api/v1/spans', 'x', { 'content-type': 'application/x-thrift' }, V2],
    ['wrong_content_type', 415, 'protobuf vai em /api/v2/spans', 'x', { 'content-type': 'application/x-protobuf' }, V1],
    ['malformed', 400, 'termina no meio (posição 2).\n', '[{', JSON_TYPE, V2],
    [
      'malformed',
      400,
      'porque o Content-Type é "application/octet-stream"',
      'x',
      { 'content-type': 'application/octet-stream' },
      V2,
    ],
    ['malformed', 400, 'protobuf inválido', ONE_SPAN, { 'content-type': 'application/x-protobuf' }, V2],
    ['invalid_id', 400, 'span 2 de 2: id: esperava', ONE_SPAN.replace(']', ',{"traceId":"1"}]'), JSON_TYPE, V2],
    ['too_deep', 400, '64 níveis', '['.repeat(100), JSON_TYPE, V2],
    ['bad_compression', 400, 'gzip', 'x', { ...JSON_TYPE, 'content-encoding': 'gzip' }, V2],
    ['too_large', 413, '1000 bytes', 'x'.repeat(1001), JSON_TYPE, V2],
    ['foreign_origin', 403, 'https://exemplo.br', ONE_SPAN, { ...JSON_TYPE, origin: 'https://exemplo.br' }, V2],
  ])('%s: %i, %j', async (code, status, message, body, headers, path) => {
    const { post, ingest, door } = await open({ limits: { bodyBytes: 1000 } });
    const response = await post(body, headers, path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toContain(message);
    expect(ingest.requests).toEqual([]);
    expect([...door.stats.rejected]).toEqual([[code, 1]]);
    expect(door.stats.lastError?.code).toBe(code);
  });

  test.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('%s: 405', async (method) => {
    const { base, door } = await open();
    const response = await fetch(base + V2, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect([...door.stats.rejected]).toEqual([['wrong_method', 1]]);
  });

  test('memória cheia e defeito nosso não derrubam a porta', async () => {
    const { post, ingest } = await open();
    ingest.failure = new WireError('too_large', 'pedido maior que a memória');
    expect((await post(ONE_SPAN)).status).toBe(413);
    ingest.failure = new TypeError('defeito');
    expect((await post(ONE_SPAN)).status).toBe(500);
    ingest.failure = undefined;
    expect((await post(ONE_SPAN)).status).toBe(202);
  });
});

describe('páginas', () => {
  test('a pergunta prévia de uma página local é aceita, e a resposta ao envio a nomeia', async () => {
    const { base, post, ingest } = await open();
    const origin = 'http://localhost:3000';
    const preflight = await fetch(base + V2, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    const response = await post(ONE_SPAN, { ...JSON_TYPE, origin });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([202, origin]);
    expect(ingest.spans).toHaveLength(1);
  });

  test('uma origem de fora entra quando é liberada', async () => {
    const { post } = await open({ corsOrigins: ['https://exemplo.br'] });
    expect((await post(ONE_SPAN, { ...JSON_TYPE, origin: 'https://exemplo.br' })).status).toBe(202);
  });
});
