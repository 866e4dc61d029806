import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aZipkinSpan, arbitraryZipkinSpan } from './testing/zipkin-arbitrary.ts';
import { encodeRawZipkin, encodeZipkinWithProtobufjs } from './testing/zipkin-proto.ts';
import { decodeZipkinProtobuf } from './zipkin-protobuf.ts';

const traceId = Buffer.alloc(16, 1);
const id = Buffer.alloc(8, 2);

test('decodifica o que o protobufjs codifica', () => {
  fc.assert(
    fc.property(fc.array(arbitraryZipkinSpan, { maxLength: 5 }), (spans) => {
      expect(decodeZipkinProtobuf(encodeZipkinWithProtobufjs(spans))).toEqual(spans);
    }),
    { numRuns: 500 },
  );
});

test('um pedido vazio é uma lista vazia', () => {
  expect(decodeZipkinProtobuf(new Uint8Array())).toEqual([]);
});

test('campos desconhecidos, ou com outro tipo de fio, são pulados', () => {
  const span = encodeZipkinWithProtobufjs([aZipkinSpan()]);
  // No fim do span: campo 99 com um texto, e o campo 6 (fixed64) como varint.
  const extra = Buffer.from([0x9a, 0x06, 0x01, 0x78, 0x30, 0x05]);
  const longer = Buffer.concat([Buffer.from([0x0a, span[1] + extra.length]), span.subarray(2), extra]);
  expect(decodeZipkinProtobuf(longer)).toEqual([aZipkinSpan()]);
});

test('um endpoint em dois pedaços é a soma dos dois', () => {
  const endpoint = (bytes: number[]) => Buffer.from([0x42, bytes.length, ...bytes]); // campo 8
  const pieces = [endpoint([0x0a, 0x01, 0x78]), endpoint([0x20, 0x50])];
  const body = Buffer.concat([Buffer.from([0x0a, 16]), traceId, Buffer.from([0x1a, 8]), id, ...pieces]);
  const [span] = decodeZipkinProtobuf(Buffer.concat([Buffer.from([0x0a, body.length]), body]));
  expect(span.localEndpoint).toEqual({ serviceName: 'x', ipv4: '', ipv6: '', port: 80 });
});

describe('ids', () => {
  test('de 64 bits ganham zeros', () => {
    const [span] = decodeZipkinProtobuf(encodeRawZipkin([{ traceId: id, id }]));
    expect(span.traceId).toBe('00000000000000000202020202020202');
  });

  test.each([
    ['sem trace_id', { id }, 'trace_id deve ter 8 ou 16 bytes; veio com 0.'],
    ['trace_id de 15 bytes', { traceId: traceId.subarray(1), id }, 'trace_id deve ter 8 ou 16 bytes; veio com 15.'],
    ['trace_id só de zeros', { traceId: Buffer.alloc(16), id }, 'trace_id não pode ser só zeros.'],
    ['sem id', { traceId }, 'id deve ter 8 bytes; veio com 0.'],
    ['id só de zeros', { traceId, id: Buffer.alloc(8) }, 'id não pode ser só zeros.'],
    ['parent_id curto', { traceId, id, parentId: id.subarray(1) }, 'parent_id deve ter 8 bytes; veio com 7.'],
  ])('%s: recusado', (_name, span, message) => {
    expect(() => decodeZipkinProtobuf(encodeRawZipkin([span]))).toThrow(
      expect.objectContaining({ code: 'invalid_id', message }),
    );
  });
});
