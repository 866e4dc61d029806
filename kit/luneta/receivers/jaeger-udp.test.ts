import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { context, SpanKind as ApiSpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { JaegerExporter } from '@opentelemetry/exporter-jaeger';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, test } from 'vitest';
import { SpanKind, StatusCode, type ResourceSpans, type SpanFields } from '../store/model.ts';
import { aBatch, aSpan } from '../wire/testing/jaeger-arbitrary.ts';
import { decodeTraceRequestWithProtobufjs, toModel } from '../wire/testing/otlp-proto.ts';
import { encodeCall } from '../wire/testing/thrift-oracle.ts';
import { WireError } from '../wire/wire-error.ts';
import type { TraceIngest, IngestResult } from './door.ts';
import { openJaegerUdpDoor, type JaegerUdpDoor, type JaegerUdpOptions } from './jaeger-udp.ts';

const DEADLINE = { timeout: 15_000, interval: 5 };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** Destino falso: lê os bytes OTLP com outro decodificador. */
class RecordingIngest implements TraceIngest {
  readonly received: ResourceSpans[] = [];
  requests = 0;
  /** Se preenchido, o que `traces` faz no lugar de aceitar. */
  answer: (() => IngestResult) | undefined;

  traces(request: Uint8Array): IngestResult {
    this.requests++;
    if (this.answer) return this.answer();
    const model = toModel(decodeTraceRequestWithProtobufjs(request));
    this.received.push(...model);
    return { acceptedSpans: spansOf(model).length, rejectedSpans: 0, reason: '' };
  }

  get spans(): SpanFields[] {
    return spansOf(this.received);
  }
}

function spansOf(model: ResourceSpans[]): SpanFields[] {
  return model.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

async function open(
  options: Partial<JaegerUdpOptions> & Pick<JaegerUdpOptions, 'name'>,
): Promise<{ door: JaegerUdpDoor; ingest: RecordingIngest }> {
  const ingest = new RecordingIngest();
  const door = await openJaegerUdpDoor({ host: '127.0.0.1', port: 0, ingest, ...options });
  cleanups.push(() => door.close());
  return { door, ingest };
}

async function send(port: number, messages: readonly Uint8Array[], host = '127.0.0.1'): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    await Promise.all(
      messages.map(
        (message) =>
          new Promise<void>((resolve, reject) =>
            socket.send(message, port, host, (error) => (error ? reject(error) : resolve())),
          ),
      ),
    );
  } finally {
    socket.close();
  }
}

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../wire/fixtures/${name}.bin`, import.meta.url));
}

const BINARY = fixture('jaeger-binary-6832-node');
const COMPACT = fixture('jaeger-compact-6831');

describe('o que chega bem', () => {
  test.each([
    ['jaegerBinary', BINARY],
    ['jaegerCompact', COMPACT],
  ] as const)('%s: um datagrama de um exporter real', async (name, message) => {
    const { door, ingest } = await open({ name });
    await send(door.port, [message]);
    await expect.poll(() => ingest.spans.map((span) => span.name), DEADLINE).toEqual(['test_span_02', 'test_span_01']);
    expect(door.stats).toMatchObject({ messages: 1, bytes: message.length, spans: 2, rejectedSpans: 0 });
    expect(door.stats.rejected.size).toBe(0);
    expect(door.name).toBe(name);
  });

  test('o exporter Jaeger do Node, de ponta a ponta', async () => {
    const { door, ingest } = await open({ name: 'jaegerBinary' });
    const exporter = new JaegerExporter({ host: '127.0.0.1', port: door.port, flushTimeout: 5000 });
    const provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'loja', 'deployment.environment.name': 'teste' }),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
    const tracer = provider.getTracer('meu-escopo', '1.2.3');
    const parent = tracer.startSpan('pedido', { kind: ApiSpanKind.SERVER, startTime: [1_795_253_474, 123_456_000] });
    const child = tracer.startSpan(
      'cobrança',
      { kind: ApiSpanKind.CLIENT, attributes: { valor: 10.5, pago: false, itens: ['a', 'b'] } },
      trace.setSpan(context.active(), parent),
    );
    child.addEvent('tentativa', { n: 1 });
    child.setStatus({ code: SpanStatusCode.ERROR, message: 'cartão recusado' });
    child.end();
    parent.end([1_795_253_474, 125_456_000]);
    await provider.forceFlush();

    await expect.poll(() => ingest.spans.length, DEADLINE).toBe(2);
    expect(ingest.received[0].resource.attributes).toEqual([
      { key: 'service.name', value: { type: 'string', value: 'loja' } },
    ]);
    const { traceId, spanId } = parent.spanContext();
    const [cobranca, pedido] = ingest.spans;
    expect(pedido).toMatchObject({
      traceId,
      spanId,
      parentSpanId: '',
      kind: SpanKind.SERVER,
      startTimeUnixNano: 1_795_253_474_123_456_000n,
      endTimeUnixNano: 1_795_253_474_125_456_000n,
      status: { code: StatusCode.UNSET, message: '' },
    });
    expect(cobranca).toMatchObject({
      traceId,
      spanId: child.spanContext().spanId,
      parentSpanId: spanId,
      name: 'cobrança',
      kind: SpanKind.CLIENT,
      status: { code: StatusCode.ERROR, message: 'cartão recusado' },
      events: [{ name: 'tentativa', attributes: [{ key: 'n', value: { type: 'double', value: 1 } }] }],
    });
    // O recurso e o escopo vêm em tags do span, e o Jaeger os deixa nelas.
    expect(cobranca.attributes).toEqual([
      { key: 'valor', value: { type: 'double', value: 10.5 } },
      { key: 'pago', value: { type: 'bool', value: false } },
      { key: 'itens', value: { type: 'string', value: 'a,b' } },
      { key: 'service.name', value: { type: 'string', value: 'loja' } },
      { key: 'deployment.environment.name', value: { type: 'string', value: 'teste' } },
      { key: 'otel.library.name', value: { type: 'string', value: 'meu-escopo' } },
      { key: 'otel.library.version', value: { type: 'string', value: '1.2.3' } },
    ]);
  });

  test('uma rajada de 300 datagramas, sem perder nem repetir nenhum', async () => {
    const { door, ingest } = await open({ name: 'jaegerCompact' });
    const ids = Array.from({ length: 300 }, (_, i) => BigInt(i + 1));
    const messages = ids.map((spanId) => encodeCall(aBatch([aSpan({ spanId })]), 'compact'));
    await send(door.port, messages);
    await expect.poll(() => door.stats.messages, DEADLINE).toBe(300);
    const received = ingest.spans.map(({ spanId }) => BigInt(`0x${spanId}`));
    expect(new Set(received)).toEqual(new Set(ids));
    expect(door.stats).toMatchObject({ spans: 300, bytes: messages.reduce((sum, { length }) => sum + length, 0) });
  });

  test('um lote sem spans conta como mensagem e não chega ao destino', async () => {
    const { door, ingest } = await open({ name: 'jaegerBinary' });
    await send(door.port, [encodeCall(aBatch([]), 'binary')]);
    await expect.poll(() => door.stats.messages, DEADLINE).toBe(1);
    expect(ingest.requests).toBe(0);
    expect(door.stats).toMatchObject({ spans: 0, lastError: undefined });
  });
});

describe('o que chega mal', () => {
  const zipkinCall = encodeCall(aBatch(), 'binary', { name: 'emitZipkinBatch' });

  test.each<[string, JaegerUdpOptions['name'], Uint8Array, string, RegExp]>([
    ['vazio', 'jaegerBinary', new Uint8Array(), 'empty', /vazio/],
    [
      'compacto na porta do binário',
      'jaegerBinary',
      COMPACT,
      'compact_on_binary_port',
      /Python, Go e Java.* 6831\/udp/,
    ],
    ['binário na porta do compacto', 'jaegerCompact', BINARY, 'binary_on_compact_port', /Node.* 6832\/udp/],
    ['cortado', 'jaegerBinary', BINARY.subarray(0, 500), 'truncated', /500 bytes.*65\.000 bytes/],
    ['texto', 'jaegerCompact', Buffer.from('olá, mundo'), 'malformed', /byte 82/],
    ['outra chamada', 'jaegerBinary', zipkinCall, 'unsupported', /"emitZipkinBatch"/],
  ])('%s: recusado com motivo, e o seguinte entra', async (_name, name, bad, code, message) => {
    const { door, ingest } = await open({ name });
    const good = name === 'jaegerBinary' ? BINARY : COMPACT;
    await send(door.port, [bad]);
    await expect.poll(() => [...door.stats.rejected], DEADLINE).toEqual([[code, 1]]);
    expect(door.stats.lastError).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(ingest.received).toEqual([]);

    await send(door.port, [bad, good]);
    await expect.poll(() => ingest.spans.length, DEADLINE).toBe(2);
    await expect.poll(() => [...door.stats.rejected], DEADLINE).toEqual([[code, 2]]);
    expect(door.stats).toMatchObject({ messages: 3, spans: 2 });
  });

  test('um tamanho absurdo não é um corte: nenhum datagrama o conteria', async () => {
    const { door } = await open({ name: 'jaegerBinary' });
    const absurd = Buffer.from(BINARY);
    absurd.writeInt32BE(70_000, absurd.indexOf('example_exporter') - 4);
    await send(door.port, [absurd]);
    await expect.poll(() => [...door.stats.rejected.keys()], DEADLINE).toEqual(['malformed']);
  });

  test('com as portas trocadas de lugar, o conselho diz onde a outra está de fato', async () => {
    const { door } = await open({ name: 'jaegerBinary', siblingPort: () => 12_345 });
    await send(door.port, [COMPACT]);
    await expect.poll(() => door.stats.lastError?.message, DEADLINE).toMatch(/12345\/udp/);
  });

  test('o destino recusa: tudo, uma parte, ou quebra', async () => {
    const { door, ingest } = await open({ name: 'jaegerBinary' });
    ingest.answer = () => {
      throw new WireError('too_large', 'não cabe');
    };
    await send(door.port, [BINARY]);
    await expect.poll(() => door.stats.lastError, DEADLINE).toMatchObject({ code: 'too_large', message: 'não cabe' });

    ingest.answer = () => ({ acceptedSpans: 1, rejectedSpans: 1, reason: 'id zerado' });
    await send(door.port, [BINARY]);
    await expect
      .poll(() => door.stats, DEADLINE)
      .toMatchObject({
        spans: 1,
        rejectedSpans: 1,
        lastError: { code: 'rejected_spans', message: 'id zerado' },
      });

    ingest.answer = () => {
      throw new TypeError('defeito nosso');
    };
    await send(door.port, [BINARY]);
    await expect
      .poll(() => Object.fromEntries(door.stats.rejected), DEADLINE)
      .toEqual({ too_large: 1, internal_error: 1 });
    expect(door.stats.lastError?.message).toContain('Erro interno');
  });
});

const hasIPv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));

describe('o socket', () => {
  test('por padrão escuta em 127.0.0.1 e, se a máquina tem IPv6, em ::1, na mesma porta', async () => {
    const { door, ingest } = await open({ name: 'jaegerBinary', host: undefined });
    expect(door.hosts).toEqual(hasIPv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1']);
    for (const [index, host] of door.hosts.entries()) {
      await send(door.port, [BINARY], host);
      await expect.poll(() => ingest.spans.length, DEADLINE).toBe(2 * (index + 1));
    }
  });

  test('todos os endereços IPv4 e todos os IPv6 podem dividir uma porta', async () => {
    const { door, ingest } = await open({ name: 'jaegerBinary', host: ['0.0.0.0', '::'] });
    expect(door.hosts).toEqual(hasIPv6 ? ['0.0.0.0', '::'] : ['0.0.0.0']);
    await send(door.port, [BINARY]);
    await expect.poll(() => ingest.spans.length, DEADLINE).toBe(2);
  });

  test('um endereço IPv6 que a máquina não tem é deixado de lado, em qualquer posição', async () => {
    const absent = '2001:db8::1'; // reservado para documentação: nenhuma máquina o tem
    for (const host of [
      ['127.0.0.1', absent],
      [absent, '127.0.0.1'],
    ]) {
      const { door } = await open({ name: 'jaegerCompact', host });
      expect(door.hosts).toEqual(['127.0.0.1']);
      expect(door.port).toBeGreaterThan(0);
    }
    await expect(open({ name: 'jaegerCompact', host: absent })).rejects.toMatchObject({ syscall: 'bind' });
  });

  test('um endereço IPv4 que a máquina não tem é erro, e nada fica aberto', async () => {
    const { door } = await open({ name: 'jaegerCompact' });
    const { port } = door;
    await door.close();
    await expect(open({ name: 'jaegerCompact', port, host: ['127.0.0.1', '192.0.2.1'] })).rejects.toMatchObject({
      code: 'EADDRNOTAVAIL',
    });
    await expect(open({ name: 'jaegerCompact', port })).resolves.toMatchObject({ door: { port } });
  });

  test('porta tomada: o erro original do sistema', async () => {
    const { door } = await open({ name: 'jaegerCompact' });
    await expect(open({ name: 'jaegerBinary', port: door.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port: door.port,
    });
  });

  test('pede ao sistema um buffer de recepção maior que o normal', async () => {
    const plain = createSocket('udp4');
    await new Promise<void>((resolve) => plain.bind(0, '127.0.0.1', resolve));
    const usual = plain.getRecvBufferSize();
    plain.close();
    const { door } = await open({ name: 'jaegerBinary' });
    expect(door.receiveBufferBytes).toBeGreaterThan(usual);
  });

  test('close() libera a porta, pode ser chamado de novo, e o que chega depois não conta', async () => {
    const { door, ingest } = await open({ name: 'jaegerBinary', host: undefined });
    await Promise.all([door.close(), door.close()]);
    await door.close();
    await send(door.port, [BINARY]);
    const { door: next, ingest: nextIngest } = await open({ name: 'jaegerBinary', port: door.port });
    await send(next.port, [BINARY]);
    await expect.poll(() => nextIngest.spans.length, DEADLINE).toBe(2);
    expect(ingest.spans).toEqual([]);
  });
});
