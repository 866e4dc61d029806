import { readFileSync } from 'node:fs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTraceRequestJson, traceRequestJsonToProtobuf } from './otlp-json.ts';
import { arbitraryRequest, arbitraryStyle, writeOtlpJson } from './testing/otlp-json-arbitrary.ts';
import { decodeTraceRequestWithProtobufjs, toModel } from './testing/otlp-proto.ts';
import { WireError } from './wire-error.ts';

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '0102030405060708', name: 'n' };

function requestWith(span: object): Buffer {
  return Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...SPAN, ...span }] }] }] }));
}

function spanOf(span: object) {
  return decodeTraceRequestJson(requestWith(span))[0].scopeSpans[0].spans[0];
}

function valueOf(value: string) {
  const text = `{"resourceSpans":[{"resource":{"attributes":[{"key":"k","value":${value}}]}}]}`;
  return decodeTraceRequestJson(Buffer.from(text))[0].resource.attributes[0].value;
}

function refusal(action: () => unknown): WireError {
  try {
    action();
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error('era para ter sido recusado');
}

describe('ida e volta', () => {
  test('todo modelo escrito em JSON, em qualquer estilo, vira o protobuf que o protobufjs lê igual', () => {
    fc.assert(
      fc.property(arbitraryRequest, arbitraryStyle, (request, style) => {
        const bytes = traceRequestJsonToProtobuf(Buffer.from(writeOtlpJson(request, style)));
        expect(toModel(decodeTraceRequestWithProtobufjs(bytes))).toEqual(request);
      }),
      { numRuns: 300 },
    );
  });

  test('o JSON e o protobuf do otlp-transformer oficial dizem a mesma coisa', () => {
    const memory = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'loja', 'process.pid': 42 }),
      spanProcessors: [new SimpleSpanProcessor(memory)],
    });
    const tracer = provider.getTracer('teste', '1.2.3');
    const span = tracer.startSpan('GET /ação', {
      kind: SpanKind.SERVER,
      attributes: {
        texto: 'á',
        inteiro: 7,
        negativo: -1,
        real: 0.5,
        logico: true,
        lista: ['a', 'b'],
        numeros: [1, 2.5],
      },
      links: [{ context: { traceId: SPAN.traceId, spanId: SPAN.spanId, traceFlags: 1 }, attributes: { por: 'x' } }],
    });
    span.addEvent('evento', { n: 1 });
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'falhou' });
    span.end();
    const spans = memory.getFinishedSpans();
    const json = JsonTraceSerializer.serializeRequest(spans);
    const protobuf = ProtobufTraceSerializer.serializeRequest(spans);
    if (!json || !protobuf) throw new Error('o otlp-transformer não serializou');
    const fromJson = toModel(decodeTraceRequestWithProtobufjs(traceRequestJsonToProtobuf(json)));
    expect(fromJson).toEqual(toModel(decodeTraceRequestWithProtobufjs(protobuf)));
    expect(fromJson[0].scopeSpans[0].spans[0].attributes).toHaveLength(7);
  });

  test('os pedidos gravados do Jaeger são aceitos inteiros', () => {
    const url = new URL('../api/fixtures/jaeger-api/input.otlp.json', import.meta.url);
    const { requests } = JSON.parse(readFileSync(url, 'utf8')) as { requests: object[] };
    const counts = requests.map((request) => {
      const bytes = traceRequestJsonToProtobuf(Buffer.from(JSON.stringify(request)));
      const groups = decodeTraceRequestWithProtobufjs(bytes).resourceSpans;
      return groups.flatMap((group) => group.scopeSpans.flatMap((scope) => scope.spans)).length;
    });
    const written = requests.map((request) => JSON.stringify(request).split('"spans":[{').length - 1);
    expect(counts).toHaveLength(11);
    expect(counts.every((count, i) => count >= written[i] && count > 0)).toBe(true);
  });
});

describe('valores', () => {
  test.each([
    ['{"intValue":9007199254740993}', { type: 'int', value: 9007199254740993n }],
    ['{"intValue":"9007199254740993"}', { type: 'int', value: 9007199254740993n }],
    ['{"intValue":-9223372036854775808}', { type: 'int', value: -(2n ** 63n) }],
    ['{"doubleValue":12345678901234567890}', { type: 'double', value: Number('12345678901234567890') }],
    ['{"doubleValue":"NaN"}', { type: 'double', value: Number.NaN }],
    ['{"doubleValue":"-Infinity"}', { type: 'double', value: -Infinity }],
    ['{"doubleValue":"1.5e3"}', { type: 'double', value: 1500 }],
    ['{"string_value":"x"}', { type: 'string', value: 'x' }],
    ['{"intValue":1,"stringValue":null}', { type: 'int', value: 1n }],
    ['{"stringValue":null,"boolValue":false}', { type: 'bool', value: false }],
    ['{"stringValue":"x","intValue":1}', { type: 'int', value: 1n }],
    ['{"bytesValue":"AAH/"}', { type: 'bytes', value: Buffer.from([0, 1, 255]) }],
    ['{"bytesValue":"_-8"}', { type: 'bytes', value: Buffer.from([255, 239]) }],
    ['{"kvlistValue":{"values":[{"key":"a"}]}}', { type: 'kvlist', value: [{ key: 'a', value: { type: 'empty' } }] }],
    ['{"arrayValue":{}}', { type: 'array', value: [] }],
    ['{"__proto__":{"stringValue":"x"},"novo":1}', { type: 'empty' }],
    ['null', { type: 'empty' }],
  ])('%s', (json, expected) => {
    expect(valueOf(json)).toEqual(expected);
  });

  test('ids em maiúsculas ficam minúsculos; ausentes e null ficam vazios', () => {
    expect(spanOf({ traceId: SPAN.traceId.toUpperCase(), parentSpanId: null })).toMatchObject({
      traceId: SPAN.traceId,
      parentSpanId: '',
    });
  });

  test('enums por nome, como no Collector', () => {
    expect(spanOf({ kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_ERROR' } })).toMatchObject({
      kind: 3,
      status: { code: 2, message: '' },
    });
  });

  test('uma chave __proto__ não contamina nada', () => {
    decodeTraceRequestJson(Buffer.from('{"__proto__":{"resourceSpans":[{}]},"resourceSpans":[{"__proto__":{"a":1}}]}'));
    expect(Object.hasOwn(Object.prototype, 'resourceSpans')).toBe(false);
    expect(decodeTraceRequestJson(Buffer.from('{"__proto__":{"resourceSpans":[{}]}}'))).toEqual([]);
  });
});

describe('recusas', () => {
  test.each([
    [{ traceId: 'xyz' }, 'invalid_id', 'traceId'],
    [{ traceId: 'abcd' }, 'invalid_id', '"abcd"'],
    [{ spanId: SPAN.traceId }, 'invalid_id', 'spanId'],
    [{ parentSpanId: 'zz02030405060708' }, 'invalid_id', 'parentSpanId'],
    [{ startTimeUnixNano: '-1' }, 'malformed', 'startTimeUnixNano'],
    [{ startTimeUnixNano: '18446744073709551616' }, 'malformed', '18446744073709551616'],
    [{ startTimeUnixNano: '' }, 'malformed', 'startTimeUnixNano'],
    [{ endTimeUnixNano: 1.5 }, 'malformed', '1.5'],
    [{ flags: 2 ** 32 }, 'malformed', 'flags'],
    [{ kind: 'SERVER' }, 'malformed', 'kind'],
    [{ name: 7 }, 'malformed', 'name'],
    [{ attributes: {} }, 'malformed', 'attributes'],
    [{ attributes: [7] }, 'malformed', 'attribute'],
    [{ attributes: [{ key: 'k', value: { boolValue: 'true' } }] }, 'malformed', 'boolValue'],
    [{ attributes: [{ key: 'k', value: { bytesValue: 'não' } }] }, 'malformed', 'base64'],
    [{ attributes: [{ key: 'k', value: { bytesValue: 'AAAAA' } }] }, 'malformed', 'base64'],
    [{ attributes: [{ key: 'k', value: { doubleValue: 'um' } }] }, 'malformed', 'doubleValue'],
    [{ events: 'x' }, 'malformed', 'events'],
    [{ links: [{ traceId: 'ab' }] }, 'invalid_id', 'link.traceId'],
  ])('%j → %s', (span, code, mention) => {
    const error = refusal(() => decodeTraceRequestJson(requestWith(span)));
    expect(error).toMatchObject({ code, message: expect.stringContaining(mention) });
  });

  test('a raiz tem de ser um objeto', () => {
    expect(refusal(() => decodeTraceRequestJson(Buffer.from('[]'))).code).toBe('malformed');
    expect(refusal(() => decodeTraceRequestJson(Buffer.from('"x"'))).code).toBe('malformed');
  });
});
