import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import { encodeExportResponse, encodeStatus, RpcCode } from './otlp-status.ts';

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Status { int32 code = 1; string message = 2; }
  message PartialSuccess { int64 rejected = 1; string error_message = 2; }
  message Response { PartialSuccess partial_success = 1; }
`);

function decode(type: string, bytes: Uint8Array): object {
  const message = root.lookupType(type);
  return message.toObject(message.decode(bytes), { longs: String });
}

function recorded(name: string): Buffer {
  return readFileSync(new URL(`../api/fixtures/jaeger-api/${name}`, import.meta.url));
}

test('o sucesso inteiro é o que o Collector responde', () => {
  expect(Buffer.from(encodeExportResponse('protobuf', 'traces'))).toEqual(recorded('ingest-empty-protobuf.bin'));
  expect(JSON.parse(Buffer.from(encodeExportResponse('json', 'traces')).toString())).toEqual(
    JSON.parse(recorded('ingest-json-0.json').toString()),
  );
  expect(encodeExportResponse('json', 'traces')).toHaveLength(21);
});

test.each([
  ['traces', 'rejectedSpans'],
  ['metrics', 'rejectedDataPoints'],
  ['logs', 'rejectedLogRecords'],
] as const)('sucesso parcial de %s', (signal, field) => {
  const partial = { rejected: 3, errorMessage: 'ids inválidos: não há como guardá-los' };
  expect(JSON.parse(Buffer.from(encodeExportResponse('json', signal, partial)).toString())).toEqual({
    partialSuccess: { [field]: '3', errorMessage: partial.errorMessage },
  });
  expect(decode('Response', encodeExportResponse('protobuf', signal, partial))).toEqual({
    partialSuccess: { rejected: '3', errorMessage: partial.errorMessage },
  });
});

test('erros são google.rpc.Status', () => {
  const message = 'não deu';
  const status = { code: 3, message };
  expect(JSON.parse(Buffer.from(encodeStatus('json', RpcCode.INVALID_ARGUMENT, message)).toString())).toEqual(status);
  expect(decode('Status', encodeStatus('protobuf', RpcCode.INVALID_ARGUMENT, message))).toEqual(status);
  expect(decode('Status', recorded('ingest-bad-protobuf.bin'))).toMatchObject({ code: 3 });
});
