import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { JaegerExporter } from '@opentelemetry/exporter-jaeger';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeBatchBinary,
  decodeEmitBatch,
  detectThriftProtocol,
  TagType,
  type JaegerTag,
  type ThriftProtocol,
} from './jaeger-batch.ts';
import { aBatch, arbitraryBatch, aSpan, boolTag, longTag, stringTag } from './testing/jaeger-arbitrary.ts';
import { decodeCallWithThrift, encodeBareBatch, encodeCall } from './testing/thrift-oracle.ts';
import { WireError } from './wire-error.ts';

const PROTOCOLS: ThriftProtocol[] = ['binary', 'compact'];

function fixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url));
}

function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('era para ter lançado');
}

describe('datagramas de exporters reais', () => {
  test.each([
    ['jaeger-binary-6832-node', 'binary', 2],
    ['jaeger-compact-6831', 'compact', 2],
    ['jaeger-compact-6831-flask', 'compact', 2],
  ] as const)('%s confere campo a campo com o Apache Thrift', (name, protocol, spanCount) => {
    const bytes = fixture(`${name}.bin`);
    const expected = JSON.parse(fixture(`${name}.expected.json`).toString());
    expect(detectThriftProtocol(bytes)).toBe(protocol);

    const batch = decodeEmitBatch(bytes, protocol);

    expect(batch.spans).toHaveLength(spanCount);
    const { bytes: _bytes, consumed: _consumed, message: _message, type: _type, seqid: _seqid, ...body } = expected;
    expect({
      serviceName: batch.process.serviceName,
      processTags: (batch.process.tags ?? []).map(tagAsExpected),
      spans: batch.spans.map((span) => ({
        traceID: hex(span.traceIdHigh) + hex(span.traceIdLow),
        spanID: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId),
        operationName: span.operationName,
        flags: span.flags,
        startTime_us: Number(span.startTime),
        duration_us: Number(span.duration),
        references: span.references ?? [],
        tags: (span.tags ?? []).map(tagAsExpected),
        logs: span.logs?.length ?? 0,
      })),
    }).toEqual(body);
  });
});

function hex(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0');
}

function tagAsExpected(tag: JaegerTag): { key: string; vType: number; value: unknown } {
  const value = tag.vType === TagType.LONG ? Number(tag.vLong) : tag.vStr;
  return { key: tag.key, vType: tag.vType, value };
}

describe.each(PROTOCOLS)('emitBatch no protocolo %s', (protocol) => {
  test('um lote qualquer decodifica igual à biblioteca thrift, e igual ao que foi codificado', () => {
    fc.assert(
      fc.property(arbitraryBatch, (batch) => {
        const bytes = encodeCall(batch, protocol);
        const decoded = decodeEmitBatch(bytes, protocol);
        expect(decoded).toEqual(decodeCallWithThrift(bytes, protocol));
        expect(withoutDoubles(decoded)).toEqual(withoutDoubles(batch));
      }),
      { numRuns: 300 },
    );
  });

  test('a mensagem pode estar no meio de um buffer maior', () => {
    const bytes = encodeCall(aBatch(), protocol);
    const bigger = Buffer.concat([Buffer.alloc(5, 0xff), bytes, Buffer.alloc(5, 0xff)]);
    expect(decodeEmitBatch(bigger.subarray(5, 5 + bytes.length), protocol)).toEqual(aBatch());
  });

  test('campos que a IDL não conhece são pulados, de qualquer tipo e em qualquer struct', () => {
    const batch = aBatch(
      [aSpan({ tags: [stringTag('a', 'b')], references: [], logs: [{ timestamp: 9n, fields: [boolTag('c', true)] }] })],
      { tags: [longTag('d', 4n)] },
    );
    let extras = 0;
    const bytes = encodeCall(batch, protocol, {
      extra: (_struct, output) => {
        extras++;
        output.writeFieldBegin('texto', 11, 90);
        output.writeString('novidade');
        output.writeFieldBegin('verdade', 2, 91);
        output.writeBool(true);
        output.writeFieldBegin('real', 4, 120);
        output.writeDouble(1.5);
        output.writeFieldBegin('lista de verdades', 15, 121);
        output.writeListBegin(2, 3);
        for (const value of [true, false, true]) output.writeBool(value);
        output.writeFieldBegin('struct', 12, 122);
        output.writeStructBegin('');
        output.writeFieldBegin('número', 8, 1);
        output.writeI32(-5);
        output.writeFieldStop();
        output.writeStructEnd();
        output.writeFieldBegin('conjunto de listas', 14, 1000);
        output.writeListBegin(15, 1);
        output.writeListBegin(8, 2);
        output.writeI32(1);
        output.writeI32(2);
      },
    });
    expect(extras).toBe(8); // argumentos, lote, processo, span, log e três tags
    expect(decodeEmitBatch(bytes, protocol)).toEqual(batch);
  });

  test('um campo com tipo diferente do da IDL é pulado, e faz falta se era obrigatório', () => {
    const bytes = encodeCall(aBatch([aSpan({ operationName: '' })]), protocol, {
      extra: (struct, output) => {
        if (struct !== 'Span') return;
        output.writeFieldBegin('tags', 8, 10); // a IDL diz: lista
        output.writeI32(1);
        output.writeFieldBegin('logs', 15, 11); // a IDL diz: lista de structs
        output.writeListBegin(8, 1);
        output.writeI32(1);
        output.writeFieldBegin('operationName', 8, 5); // a IDL diz: texto
        output.writeI32(1);
      },
    });
    expect(thrown(() => decodeEmitBatch(bytes, protocol))).toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('Span.operationName'),
    });
  });

  test.each([
    ['Process.serviceName', aBatch([], { serviceName: undefined as unknown as string })],
    ['Span.startTime', aBatch([aSpan({ startTime: undefined as unknown as bigint })])],
    ['Tag.key', aBatch([aSpan({ tags: [stringTag(undefined as unknown as string, 'x')] })])],
    ['Batch.process', { ...aBatch(), process: undefined as never }],
    ['Batch.spans', { ...aBatch(), spans: undefined as never }],
  ])('sem o campo obrigatório %s a mensagem é recusada, e o erro o nomeia', (name, batch) => {
    const error = thrown(() => decodeEmitBatch(encodeCall(batch, protocol), protocol));
    expect(error).toBeInstanceOf(WireError);
    expect(error).toMatchObject({ code: 'malformed', message: expect.stringContaining(name) });
  });

  test('outra chamada, ou uma resposta, não é aceita, e o erro diz qual chegou', () => {
    const other = encodeCall(aBatch(), protocol, { name: 'emitZipkinBatch' });
    expect(thrown(() => decodeEmitBatch(other, protocol))).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('"emitZipkinBatch"'),
    });
    const reply = encodeCall(aBatch(), protocol, { type: 2 });
    expect(thrown(() => decodeEmitBatch(reply, protocol))).toMatchObject({ code: 'unsupported' });
    const call = encodeCall(aBatch(), protocol, { type: 1 });
    expect(decodeEmitBatch(call, protocol)).toEqual(aBatch());
  });

  test('a mensagem do outro protocolo é recusada', () => {
    const other = protocol === 'binary' ? 'compact' : 'binary';
    const bytes = encodeCall(aBatch(), other);
    expect(detectThriftProtocol(bytes)).toBe(other);
    expect(thrown(() => decodeEmitBatch(bytes, protocol))).toMatchObject({ code: 'malformed' });
  });
});

test('o primeiro byte de outra coisa não é de nenhum protocolo', () => {
  expect(detectThriftProtocol(Buffer.from('{"resourceSpans":[]}'))).toBeUndefined();
  expect(detectThriftProtocol(new Uint8Array())).toBeUndefined();
});

describe('Batch sem chamada em volta (corpo HTTP)', () => {
  test('um lote qualquer sobrevive à ida e volta', () => {
    fc.assert(
      fc.property(arbitraryBatch, (batch) => {
        expect(withoutDoubles(decodeBatchBinary(encodeBareBatch(batch)))).toEqual(withoutDoubles(batch));
      }),
      { numRuns: 50 },
    );
  });

  test('o corpo que o exporter real do Node manda decodifica', async () => {
    const bodies: Buffer[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      bodies.push(Buffer.concat(chunks));
      response.writeHead(202).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const exporter = new JaegerExporter({ endpoint: `http://127.0.0.1:${port}/api/traces`, flushTimeout: 5000 });
    const provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'pelo-http' }),
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    try {
      provider
        .getTracer('t')
        .startSpan('operação', { attributes: { n: 1.5 } })
        .end();
      await expect.poll(() => bodies.length, { timeout: 10_000 }).toBe(1);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    const batch = decodeBatchBinary(bodies[0]);
    expect(batch.process.serviceName).toBe('pelo-http');
    expect(batch.spans).toMatchObject([
      {
        operationName: 'operação',
        tags: expect.arrayContaining([expect.objectContaining({ key: 'n', vType: TagType.DOUBLE, vDouble: 1.5 })]),
      },
    ]);
  });
});

/** O escritor da biblioteca arredonda alguns doubles; quem confere esses é o leitor dela. */
function withoutDoubles<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (key, item) => {
      if (key === 'vDouble') return undefined;
      return typeof item === 'bigint' ? `${item}n` : item;
    }),
  );
}
