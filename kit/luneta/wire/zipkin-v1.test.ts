/** Zipkin v1: o que as respostas gravadas (`receivers/zipkin-recorded.test.ts`) não mostram. */
import { describe, expect, test } from 'vitest';
import { SpanKind, StatusCode } from '../store/model.ts';
import { decodeZipkinV1Json } from './zipkin-v1-json.ts';
import { decodeZipkinV1Thrift } from './zipkin-v1-thrift.ts';
import { zipkinV1SpansToOtlp } from './zipkin-v1-to-otlp.ts';

const NOW = 1_795_253_474_406_000_000n;
const IDS = { traceId: '463ac35c9f6413ad', id: 'a2fb4a1d1a96d312' };

function translate(span: object) {
  const [group] = zipkinV1SpansToOtlp(decodeZipkinV1Json(Buffer.from(JSON.stringify([{ ...IDS, ...span }]))), NOW);
  return { resource: group.resource.attributes, span: group.scopeSpans[0].spans[0] };
}

test('sem tempo nenhum, o span recebe o de agora e isso fica dito', () => {
  const { span } = translate({});
  expect([span.startTimeUnixNano, span.endTimeUnixNano]).toEqual([NOW, NOW]);
  expect(span.attributes).toEqual([{ key: 'otel.zipkin.absentField.startTime', value: { type: 'bool', value: true } }]);
});

test('nulos são pulados nas listas', () => {
  expect(decodeZipkinV1Json(Buffer.from('[null]'))).toEqual([]);
  const { span } = translate({ annotations: [null], binaryAnnotations: [null] });
  expect(span.events).toEqual([]);
});

test('a primeira anotação de tipo decide, e a que tem nome diz o serviço', () => {
  const { span, resource } = translate({
    annotations: [
      { timestamp: 20, value: 'sr' },
      { timestamp: 10, value: 'cs', endpoint: { serviceName: 'loja', ipv6: 'FE80::1', port: 80 } },
    ],
  });
  expect(span.kind).toBe(SpanKind.SERVER);
  expect([span.startTimeUnixNano, span.endTimeUnixNano]).toEqual([10_000n, 20_000n]);
  expect(resource.map(({ key, value }) => [key, 'value' in value && value.value])).toEqual([
    ['service.name', 'loja'],
    ['ipv6', 'FE80::1'],
    ['port', '80'],
  ]);
});

test('sem anotação de tipo com nome, o serviço é o das anotações binárias; depois, o componente local', () => {
  const component = { key: 'lc', value: 'componente' };
  const elsewhere = { key: 'x', value: 'y', endpoint: { serviceName: 'loja', ipv4: '10.0.0.1' } };
  const serviceOf = (...binaryAnnotations: object[]) => translate({ timestamp: 1, binaryAnnotations }).resource;
  const named = (value: string) => [{ key: 'service.name', value: { type: 'string', value } }];
  expect(serviceOf(component, elsewhere)).toEqual(named('loja'));
  expect(serviceOf(component)).toEqual(named('componente'));
  expect(serviceOf()).toEqual(named('unknown-service'));
});

describe('status', () => {
  test.each([
    [{ 'census.status_code': '0', error: 'true' }, StatusCode.OK, []],
    [{ 'census.status_code': 'x' }, StatusCode.UNSET, ['census.status_code']],
    [{ 'otel.status_code': '3' }, StatusCode.UNSET, ['otel.status_code']],
    [{ 'otel.status_code': '1', error: 'motivo' }, StatusCode.OK, ['error']],
    [{ error: 'false' }, StatusCode.ERROR, ['error']],
    [{ 'http.status_code': '404' }, StatusCode.ERROR, ['http.status_code']],
    [{ 'http.status_code': '399' }, StatusCode.UNSET, ['http.status_code']],
    [{ 'http.status_code': '0' }, StatusCode.ERROR, ['http.status_code']],
    [{ 'http.status_code': '99999999999' }, StatusCode.UNSET, ['http.status_code']],
  ])('%j', (tags, code, left) => {
    const binaryAnnotations = Object.entries(tags).map(([key, value]) => ({ key, value }));
    const { span } = translate({ timestamp: 1, binaryAnnotations });
    expect(span.status.code).toBe(code);
    expect(span.attributes.map(({ key }) => key)).toEqual(left);
  });
});

test('um tempo em nanossegundos é recusado', () => {
  expect(() => translate({ timestamp: 1_795_253_474_406_123, duration: 9_007_199_254_740_991 })).toThrow(
    expect.objectContaining({ code: 'malformed' }),
  );
});

describe('Thrift', () => {
  const field = (type: number, id: number, ...value: number[]) => [type, 0, id, ...value];
  const i64 = (value: number) => [0, 0, 0, 0, 0, 0, 0, value];
  const ids = [...field(10, 1, ...i64(1)), ...field(10, 4, ...i64(2))];

  test('campos desconhecidos são pulados, e os que faltam valem zero', () => {
    const span = [...ids, ...field(11, 99, 0, 0, 0, 1, 0x78), 0];
    expect(decodeZipkinV1Thrift(Uint8Array.from([12, 0, 0, 0, 1, ...span]))).toEqual([
      {
        traceId: '00000000000000000000000000000001',
        id: '0000000000000002',
        parentId: '',
        name: '',
        timestamp: 0n,
        duration: 0n,
        annotations: [],
        binaryAnnotations: [],
      },
    ]);
  });

  test.each([
    ['sem ids', [12, 0, 0, 0, 1, 0], 'invalid_id'],
    ['uma lista de inteiros', [8, 0, 0, 0, 1, 0, 0, 0, 0], 'malformed'],
    ['um tamanho que não cabe', [12, 0x7f, 0xff, 0xff, 0xff, ...ids, 0], 'malformed'],
    ['um tamanho negativo', [12, 0xff, 0xff, 0xff, 0xff], 'malformed'],
    ['JSON', [...Buffer.from('[{"traceId":"1"}]')], 'malformed'],
    ['nada', [], 'malformed'],
  ])('%s: recusado', (_name, bytes, code) => {
    expect(() => decodeZipkinV1Thrift(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ code }));
  });
});
