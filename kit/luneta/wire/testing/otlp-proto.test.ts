/** O oráculo também precisa de prova: um pedido com todos os campos, e bytes escritos à mão. */
import { expect, test } from 'vitest';
import {
  decodeTraceRequestWithProtobufjs,
  encodeTraceRequestWithProtobufjs,
  toModel,
  type RawAnyValue,
  type RawTraceRequest,
} from './otlp-proto.ts';

const VALUES: RawAnyValue[] = [
  {},
  { stringValue: '' },
  { boolValue: false },
  { intValue: '-9223372036854775808' },
  { doubleValue: 0 },
  { arrayValue: { values: [{ stringValue: 'a' }, {}] } },
  { kvlistValue: { values: [{ key: 'k', value: { intValue: '0' }, keyStrindex: 0 }] } },
  { bytesValue: Uint8Array.of(0, 255) },
];
const attributes = VALUES.map((value, index) => ({ key: `k${index}`, value, keyStrindex: 0 }));
const traceId = Uint8Array.from({ length: 16 }, (_, index) => index);
const spanId = Uint8Array.from({ length: 8 }, (_, index) => 255 - index);

const FULL: RawTraceRequest = {
  resourceSpans: [
    {
      resource: {
        attributes,
        droppedAttributesCount: 1,
        entityRefs: [{ schemaUrl: 'u', type: 'host', idKeys: ['a'], descriptionKeys: ['b', 'c'] }],
      },
      scopeSpans: [
        {
          scope: { name: 'escopo', version: '1', attributes, droppedAttributesCount: 2 },
          spans: [
            {
              traceId,
              spanId,
              parentSpanId: spanId,
              traceState: 'a=b',
              flags: 0x80000301,
              name: 'operação',
              kind: 2,
              startTimeUnixNano: '18446744073709551615',
              endTimeUnixNano: '1795253474406123456',
              attributes,
              droppedAttributesCount: 3,
              events: [{ timeUnixNano: '9007199254740993', name: 'evento', attributes, droppedAttributesCount: 4 }],
              droppedEventsCount: 5,
              links: [{ traceId, spanId, traceState: 'c=d', attributes, droppedAttributesCount: 6, flags: 1 }],
              droppedLinksCount: 4294967295,
              status: { code: 2, message: 'falhou' },
            },
          ],
          schemaUrl: 'escopo',
        },
      ],
      schemaUrl: 'recurso',
    },
  ],
};

test('todos os campos sobrevivem à ida e volta, inclusive 64 bits e valores zerados presentes', () => {
  expect(decodeTraceRequestWithProtobufjs(encodeTraceRequestWithProtobufjs(FULL))).toEqual(FULL);
});

test('no modelo de domínio, ids em hexadecimal e números em bigint', () => {
  const [{ resource, scopeSpans }] = toModel(FULL);
  expect(resource.droppedAttributesCount).toBe(1);
  expect(resource.attributes.map(({ value }) => value)).toEqual([
    { type: 'empty' },
    { type: 'string', value: '' },
    { type: 'bool', value: false },
    { type: 'int', value: -(2n ** 63n) },
    { type: 'double', value: 0 },
    { type: 'array', value: [{ type: 'string', value: 'a' }, { type: 'empty' }] },
    { type: 'kvlist', value: [{ key: 'k', value: { type: 'int', value: 0n } }] },
    { type: 'bytes', value: Uint8Array.of(0, 255) },
  ]);
  expect(scopeSpans[0].spans[0]).toMatchObject({
    traceId: '000102030405060708090a0b0c0d0e0f',
    spanId: 'fffefdfcfbfaf9f8',
    startTimeUnixNano: 2n ** 64n - 1n,
    events: [{ timeUnixNano: 9_007_199_254_740_993n }],
    links: [{ spanId: 'fffefdfcfbfaf9f8' }],
  });
});

test('bytes escritos à mão: resource_spans{scope_spans{spans{name: "x"}}}', () => {
  const request = decodeTraceRequestWithProtobufjs(Uint8Array.of(0x0a, 7, 0x12, 5, 0x12, 3, 0x2a, 1, 0x78));
  expect(request.resourceSpans[0].resource).toBeNull();
  expect(request.resourceSpans[0].scopeSpans[0]).toMatchObject({ scope: null, spans: [{ name: 'x', kind: 0 }] });
});
