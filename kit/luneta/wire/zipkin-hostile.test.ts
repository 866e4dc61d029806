/** Bytes hostis na porta do Zipkin: resultado ou `WireError`, depressa e com memória proporcional ao que chegou. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeTraceRequest } from './otlp-encode.ts';
import { aZipkinSpan, arbitraryZipkinSpan } from './testing/zipkin-arbitrary.ts';
import { encodeZipkinWithProtobufjs } from './testing/zipkin-proto.ts';
import { WireError } from './wire-error.ts';
import { decodeZipkinJson } from './zipkin-json.ts';
import { decodeZipkinProtobuf, MAX_ZIPKIN_MESSAGES } from './zipkin-protobuf.ts';
import { zipkinSpansToOtlp } from './zipkin-to-otlp.ts';
import { decodeZipkinV1Json } from './zipkin-v1-json.ts';
import { decodeZipkinV1Thrift } from './zipkin-v1-thrift.ts';
import { zipkinV1SpansToOtlp } from './zipkin-v1-to-otlp.ts';

type Receive = (bytes: Uint8Array) => Uint8Array;
const v2Json: Receive = (bytes) => encodeTraceRequest(zipkinSpansToOtlp(decodeZipkinJson(bytes)));
const v2Protobuf: Receive = (bytes) => encodeTraceRequest(zipkinSpansToOtlp(decodeZipkinProtobuf(bytes)));
const v1Json: Receive = (bytes) => encodeTraceRequest(zipkinV1SpansToOtlp(decodeZipkinV1Json(bytes), 1n));
const v1Thrift: Receive = (bytes) => encodeTraceRequest(zipkinV1SpansToOtlp(decodeZipkinV1Thrift(bytes), 1n));

/** `true` se aceitou, `false` se recusou; qualquer outra exceção é defeito. */
function survives(receive: Receive, bytes: Uint8Array): boolean {
  try {
    receive(bytes);
    return true;
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

test('protobuf com um byte trocado', () => {
  const outcomes = { true: 0, false: 0 };
  fc.assert(
    fc.property(arbitraryZipkinSpan, fc.nat(), fc.nat(255), (span, at, byte) => {
      const bytes = encodeZipkinWithProtobufjs([span]);
      bytes[at % bytes.length] = byte;
      outcomes[`${survives(v2Protobuf, bytes)}`]++;
    }),
    { numRuns: 2000 },
  );
  // As mutações exercitam os dois lados; senão o teste não diria nada.
  expect(outcomes.true).toBeGreaterThan(20);
  expect(outcomes.false).toBeGreaterThan(20);
});

test('qualquer JSON no lugar de qualquer campo', () => {
  const outcomes = { true: 0, false: 0 };
  const names = 'parentId name kind timestamp duration debug shared localEndpoint remoteEndpoint annotations';
  const field = fc.constantFrom(...names.split(' '), 'tags', 'binaryAnnotations');
  fc.assert(
    fc.property(field, fc.jsonValue({ maxDepth: 3 }), (name, value) => {
      const span = { traceId: '463ac35c9f6413ad', id: 'a2fb4a1d1a96d312', [name]: value };
      const bytes = Buffer.from(JSON.stringify([span]));
      for (const receive of [v2Json, v1Json]) outcomes[`${survives(receive, bytes)}`]++;
    }),
    { numRuns: 3000 },
  );
  expect(outcomes.true).toBeGreaterThan(100);
  expect(outcomes.false).toBeGreaterThan(100);
});

test('bytes ao acaso', () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      refused += [v2Json, v2Protobuf, v1Json, v1Thrift].filter((receive) => !survives(receive, bytes)).length;
    }),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(3000);
});

const SIZE = 20 * 1024 * 1024;
const fill = (unit: string, prefix: string, suffix: string): Buffer =>
  Buffer.from(prefix + unit.repeat(Math.floor((SIZE - prefix.length - suffix.length) / unit.length)) + suffix);
const inSpan = (unit: string, before: string, after: string): Buffer =>
  fill(unit, `[{"traceId":"1","id":"2",${before}`, `${after}}]`);

/** 20 MiB de submensagens vazias (2 bytes cada) no campo `field` de um span válido. */
function emptyMessages(field: number): Buffer {
  const ids = Buffer.concat([Buffer.from([0x0a, 16]), Buffer.alloc(16, 1), Buffer.from([0x1a, 8]), Buffer.alloc(8, 1)]);
  const body = Buffer.alloc(SIZE - ids.length);
  for (let i = 0; i + 1 < body.length; i += 2) body[i] = (field << 3) | 2;
  const length: number[] = [];
  for (let rest = SIZE; ; rest >>>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) break;
  }
  return Buffer.concat([Buffer.from([0x0a, ...length]), ids, body]);
}

const minimalProtobuf = encodeZipkinWithProtobufjs([
  { ...aZipkinSpan({ name: '', kind: '', localEndpoint: undefined }), timestamp: undefined, duration: 0n },
]);

function minimalSpans(count: number): Buffer {
  return Buffer.alloc(count * minimalProtobuf.length, minimalProtobuf);
}

const worst: [name: string, receive: Receive, bytes: () => Buffer, accepted: boolean][] = [
  ['objetos vazios', v2Json, () => fill('{},', '[', '{}]'), false],
  ['nulos', v2Json, () => fill('null,', '[', 'null]'), false],
  ['só aberturas', v2Json, () => fill('[', '', ''), false],
  ['anotações vazias', v2Json, () => inSpan('{},', '"annotations":[', '{}]'), false],
  ['uma tag enorme', v2Json, () => inSpan('x', '"tags":{"a":"', '"}'), true],
  ['um id enorme', v2Json, () => inSpan('0', '"parentId":"', 'z"'), false],
  [
    'um evento com objetos sem fim',
    v2Json,
    () => inSpan('[],', '"annotations":[{"timestamp":1,"value":"e|{\\"a\\":[', '0]}|1"}]'),
    true,
  ],
  [
    'um evento com aberturas sem fim',
    v2Json,
    () => inSpan('[', '"annotations":[{"timestamp":1,"value":"e|{\\"a\\":', '|1"}]'),
    true,
  ],
  ['barras sem fim num link', v2Json, () => inSpan('|', '"tags":{"otlp.link.0":"', '"}'), true],
  ['v1: objetos vazios', v1Json, () => fill('{},', '[', '{}]'), false],
  ['v1: anotações vazias', v1Json, () => inSpan('{},', '"annotations":[', '{}]'), false],
  ['protobuf: spans vazios', v2Protobuf, () => Buffer.alloc(SIZE, Buffer.from([0x0a, 0])), false],
  ['protobuf: spans mínimos', v2Protobuf, () => minimalSpans(300_000), true],
  ['protobuf: spans mínimos demais', v2Protobuf, () => minimalSpans(MAX_ZIPKIN_MESSAGES), false],
  ['protobuf: endpoints vazios', v2Protobuf, () => emptyMessages(8), false],
  ['protobuf: anotações vazias', v2Protobuf, () => emptyMessages(10), false],
  ['protobuf: tags vazias', v2Protobuf, () => emptyMessages(11), false],
  ['Thrift: spans vazios', v1Thrift, () => Buffer.concat([Buffer.from([12, 0, 15, 0, 0]), Buffer.alloc(SIZE)]), false],
];
test.each(worst)('20 MiB do pior tipo: %s', (_name, receive, make, accepted) => {
  const bytes = make();
  const memory = process.memoryUsage.rss();
  const before = process.cpuUsage();
  expect(survives(receive, bytes)).toBe(accepted);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(10);
  expect(process.memoryUsage.rss() - memory).toBeLessThan(30 * SIZE);
});
