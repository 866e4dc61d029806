import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aZipkinSpan, arbitraryZipkinSpan } from './testing/zipkin-arbitrary.ts';
import { decodeZipkinJson } from './zipkin-json.ts';
import type { ZipkinSpan } from './zipkin-span.ts';

const decode = (text: string): ZipkinSpan[] => decodeZipkinJson(Buffer.from(text));

/** Escreve um span com inteiros exatos, que o `JSON.stringify` não sabe escrever. */
function toJson(span: ZipkinSpan): string {
  const fields = { ...span, tags: Object.fromEntries(span.tags) };
  return JSON.stringify(fields, (_key, value: unknown) =>
    typeof value === 'bigint' ? `bigint:${value}` : value,
  ).replace(/"bigint:(\d+)"/g, '$1');
}

test('decodifica o que foi escrito, com inteiros de 64 bits exatos', () => {
  fc.assert(
    fc.property(fc.array(arbitraryZipkinSpan, { maxLength: 5 }), (spans) => {
      expect(decode(`[${spans.map(toJson).join(',')}]`)).toEqual(spans);
    }),
    { numRuns: 500 },
  );
});

test('só os ids são obrigatórios', () => {
  const minimal = {
    ...aZipkinSpan(),
    name: '',
    kind: '',
    timestamp: undefined,
    duration: 0n,
    localEndpoint: undefined,
  };
  expect(decode(`[{"traceId":"${minimal.traceId}","id":"${minimal.id}"}]`)).toEqual([minimal]);
});

test('nulos valem ausentes, e numa lista são pulados', () => {
  const nulls = 'name kind parentId timestamp duration localEndpoint remoteEndpoint annotations tags debug shared';
  const span = `{"traceId":"1","id":"2",${nulls
    .split(' ')
    .map((field) => `"${field}":null`)
    .join()}}`;
  const [decoded] = decode(`[null,${span},null]`);
  expect(decoded).toEqual(decode('[{"traceId":"1","id":"2"}]')[0]);
  expect(decode('null')).toEqual([]);
  expect(decode('[null]')).toEqual([]);
  expect(decode('[{"traceId":"1","id":"2","annotations":[null]}]')[0].annotations).toEqual([]);
});

describe('ids', () => {
  test.each([
    ['1', '00000000000000000000000000000001'],
    ['463AC35C9F6413AD48485A3953BB6124', '463ac35c9f6413ad48485a3953bb6124'],
    [`${'0'.repeat(40)}a`, '0000000000000000000000000000000a'],
  ])('traceId %s', (written, traceId) => {
    expect(decode(`[{"traceId":"${written}","id":"2"}]`)[0].traceId).toBe(traceId);
  });

  test.each([
    ['', ''],
    ['0', ''],
    ['0000000000000000', ''],
    ['B', '000000000000000b'],
  ])('parentId %j', (written, parentId) => {
    expect(decode(`[{"traceId":"1","id":"2","parentId":"${written}"}]`)[0].parentId).toBe(parentId);
  });
});

test('nomes que existem no protótipo dos objetos são só nomes', () => {
  const span = '{"traceId":"1","id":"2","tags":{"__proto__":"a","constructor":"b"},"__proto__":{"name":"herdado"}}';
  const [decoded] = decode(`[${span}]`);
  expect(decoded.name).toBe('');
  expect([...decoded.tags]).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
});

describe('recusas', () => {
  const fields = (more: string): string => `[{"traceId":"1","id":"2",${more}}]`;
  test.each([
    ['{}', 'malformed', 'o corpo: esperava uma lista e veio um objeto.'],
    ['[1]', 'malformed', 'span: esperava um objeto e veio 1.'],
    ['[{"id":"1"}]', 'invalid_id', 'traceId: esperava de 1 a 32 dígitos hexadecimais e veio nada.'],
    ['[{"traceId":123,"id":"1"}]', 'invalid_id', 'traceId: esperava de 1 a 32 dígitos hexadecimais e veio 123.'],
    ['[{"traceId":"1","id":"0"}]', 'invalid_id', 'id não pode ser só zeros.'],
    [fields('"parentId":"x"'), 'invalid_id', 'parentId: esperava de 1 a 16 dígitos hexadecimais e veio "x".'],
    [fields('"tags":{"n":5}'), 'malformed', 'tags["n"]: esperava um texto e veio 5.'],
    [fields('"tags":["a"]'), 'malformed', 'tags: esperava um objeto e veio uma lista.'],
    [fields('"name":7'), 'malformed', 'name: esperava um texto e veio 7.'],
    [fields('"debug":"sim"'), 'malformed', 'debug: esperava true ou false e veio "sim".'],
    [fields('"localEndpoint":{"port":65536}'), 'malformed', 'localEndpoint.port: esperava um inteiro entre 0 e 65535'],
    [fields('"remoteEndpoint":{"ipv6":"fe80::1%eth0"}'), 'malformed', 'remoteEndpoint.ipv6: esperava um endereço IP'],
    [fields('"annotations":[{"value":"x"}]'), 'malformed', 'annotation.timestamp: cada anotação precisa do seu tempo'],
    ['[{"traceId":"1","id":"2"},{"traceId":"1","id":"z"}]', 'invalid_id', 'span 2 de 2: id: esperava'],
  ])('%s', (text, code, message) => {
    expect(() => decode(text)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }),
    );
  });
});
