/** Bytes hostis: seja o que for que chegue, a resposta é um lote ou um `WireError`, em tempo limitado. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBatchBinary, decodeEmitBatch, type ThriftProtocol } from './jaeger-batch.ts';
import { jaegerBatchToOtlp } from './jaeger-to-otlp.ts';
import { arbitraryBatch } from './testing/jaeger-arbitrary.ts';
import { decodeTraceRequestWithProtobufjs } from './testing/otlp-proto.ts';
import { encodeCall } from './testing/thrift-oracle.ts';
import { MAX_DEPTH, MAX_ITEMS, ThriftTruncatedError } from './thrift-types.ts';
import { WireError } from './wire-error.ts';

const MAX_MILLISECONDS = 1000;

const FIXTURES = ['jaeger-binary-6832-node', 'jaeger-compact-6831', 'jaeger-compact-6831-flask'].map((name) =>
  readFileSync(new URL(`fixtures/${name}.bin`, import.meta.url)),
);

/** Tudo o que a porta faz com um datagrama. Devolve o erro, ou o número de spans guardados. */
function receive(bytes: Uint8Array, protocol: ThriftProtocol): WireError | number {
  const start = performance.now();
  try {
    const encoded = jaegerBatchToOtlp(decodeEmitBatch(bytes, protocol));
    const decoded = decodeTraceRequestWithProtobufjs(encoded);
    return decoded.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)).length;
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  } finally {
    expect(performance.now() - start).toBeLessThan(MAX_MILLISECONDS);
  }
}

function emitBatch(protocol: ThriftProtocol, body: readonly number[] | Buffer): Buffer {
  const name = Buffer.from('emitBatch');
  const header =
    protocol === 'binary'
      ? [Buffer.from([0x80, 0x01, 0, 4, 0, 0, 0, name.length]), name, Buffer.alloc(4)]
      : [Buffer.from([0x82, 0x81, 0, name.length]), name];
  return Buffer.concat([...header, Buffer.from(body)]);
}

/** Campo desconhecido (binário): lista de structs vazias, um byte cada. */
function emptyStructs(items: number): Buffer {
  const head = Buffer.from([0x0f, 0, 9, 0x0c, 0, 0, 0, 0]);
  head.writeInt32BE(items, 4);
  return Buffer.concat([head, Buffer.alloc(items)]);
}

describe('fuzz', () => {
  test.each(['binary', 'compact'] as const)('bytes quaisquer no protocolo %s', (protocol) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, withHeader) => {
        const message = withHeader ? emitBatch(protocol, Buffer.from(bytes)) : bytes;
        const result = receive(message, protocol);
        expect(typeof result === 'number' || result.message.length > 0).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('mensagens boas com alguns bytes trocados, tirados, postos ou cortados', () => {
    const good = fc.oneof(
      fc.constantFrom(...FIXTURES),
      fc
        .tuple(arbitraryBatch, fc.constantFrom('binary', 'compact'))
        .map(([batch, protocol]) => encodeCall(batch, protocol)),
    );
    const mutation = fc.record({
      at: fc.nat(),
      kind: fc.constantFrom('replace', 'insert', 'remove', 'cut'),
      byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 0x7f, 0x80, 0xff)),
    });
    const outcomes = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(good, fc.array(mutation, { minLength: 1, maxLength: 4 }), (bytes, mutations) => {
        let message = Buffer.from(bytes);
        for (const { at, kind, byte } of mutations) {
          const index = at % (message.length + 1);
          const removed = kind === 'replace' || kind === 'remove' ? 1 : 0;
          const inserted = kind === 'replace' || kind === 'insert' ? Buffer.from([byte]) : Buffer.alloc(0);
          const rest = kind === 'cut' ? Buffer.alloc(0) : message.subarray(index + removed);
          message = Buffer.concat([message.subarray(0, index), inserted, rest]);
        }
        const result = receive(message, bytes[0] === 0x80 ? 'binary' : 'compact');
        outcomes[typeof result === 'number' ? 'accepted' : 'refused']++;
      }),
      { numRuns: 3000 },
    );
    // O fuzz só vale se as mutações passarem pelos dois caminhos.
    expect(outcomes.accepted).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(100);
  });

  test('todo corte de uma mensagem boa é recusado como cortado', () => {
    for (const bytes of FIXTURES) {
      const protocol = bytes[0] === 0x80 ? 'binary' : 'compact';
      for (let length = 0; length < bytes.length; length++) {
        const result = receive(bytes.subarray(0, length), protocol);
        expect(result, `cortado em ${length}`).toBeInstanceOf(ThriftTruncatedError);
      }
      expect(receive(bytes, protocol)).toBe(2);
    }
  });
});

describe('tamanhos mentirosos', () => {
  test('o pacote de 39 bytes que anuncia um texto de 2 GiB', () => {
    const packet = emitBatch('binary', [0x0c, 0, 1, 0x0c, 0, 1, 0x0b, 0, 1, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0]);
    expect(packet).toHaveLength(39);
    expect(receive(packet, 'binary')).toMatchObject({ code: 'malformed', missingBytes: 2 ** 31 - 1 - 5 });
  });

  test.each([
    ['spans, binário', 'binary', [0x0c, 0, 1, 0x0f, 0, 2, 0x0c, 0x7f, 0xff, 0xff, 0xff]],
    ['campo desconhecido, binário', 'binary', [0x0f, 0, 9, 0x0a, 0x7f, 0xff, 0xff, 0xff]],
    ['mapa, binário', 'binary', [0x0d, 0, 9, 0x02, 0x02, 0x7f, 0xff, 0xff, 0xff]],
    ['spans, compacto', 'compact', [0x1c, 0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07]],
    ['campo desconhecido, compacto', 'compact', [0x99, 0xf1, 0xff, 0xff, 0xff, 0xff, 0x07]],
    ['mapa, compacto', 'compact', [0x9b, 0xff, 0xff, 0xff, 0xff, 0x07, 0x11]],
  ] as const)('lista de 2³¹−1 itens (%s) é recusada antes de ser percorrida', (_name, protocol, body) => {
    const result = receive(emitBatch(protocol, [...body, 0, 0, 0]), protocol);
    expect(result).toBeInstanceOf(ThriftTruncatedError);
    expect(result).toMatchObject({ missingBytes: expect.toSatisfy((missing: number) => missing > 2 ** 30) });
  });

  test.each([
    ['binary', [0x0b, 0, 9, 0xff, 0xff, 0xff, 0xff]],
    ['binary', [0x0f, 0, 9, 0x0c, 0x80, 0, 0, 0]],
    ['compact', [0x98, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['compact', [0x99, 0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ] as const)('tamanho negativo ou acima de 31 bits em %s', (protocol, body) => {
    const result = receive(emitBatch(protocol, [...body, 0, 0]), protocol);
    expect(result).toMatchObject({ code: 'malformed' });
    expect(result).not.toBeInstanceOf(ThriftTruncatedError);
  });

  test('um comprimento acima de 32 bits não é lido pela metade de baixo', () => {
    const result = receive(emitBatch('compact', [0x98, 0x80, 0x80, 0x80, 0x80, 0x10, 0]), 'compact');
    expect(result).toMatchObject({ code: 'malformed', message: expect.stringContaining('2³¹') });
  });

  test.each([
    ['binary', [0x80, 0x02, 0, 1, 0, 0, 0, 0], '8001'],
    ['binary', [0, 0, 0, 9, ...Buffer.from('emitBatch')], '8001'],
    ['compact', [0x82, 0x82, 0, 0], 'versão 1'],
  ] as const)('outra versão do protocolo %s', (protocol, bytes, expected) => {
    const result = receive(Uint8Array.from(bytes), protocol);
    expect(result).toMatchObject({ code: 'malformed', message: expect.stringContaining(expected) });
  });

  test('itens que não ocupam byte nenhum não passam', () => {
    for (const type of [0, 1, 5, 200]) {
      const result = receive(emitBatch('binary', [0x0f, 0, 9, type, 0, 0xff, 0xff, 0xff, 0]), 'binary');
      expect(result).toMatchObject({ code: 'malformed', message: expect.stringContaining('tipo desconhecido') });
    }
    const compact = receive(emitBatch('compact', [0x99, 0xf0, 0xff, 0xff, 0x03, 0]), 'compact');
    expect(compact).toMatchObject({ code: 'malformed', message: expect.stringContaining('tipo desconhecido') });
  });

  test('varint sem fim', () => {
    const result = receive(emitBatch('compact', [0x96, ...Array.from({ length: 30 }, () => 0xff)]), 'compact');
    expect(result).toMatchObject({ code: 'malformed', message: expect.stringContaining('varint') });
  });

  test('mais itens do que uma mensagem pode ter, mesmo que caibam nos bytes', () => {
    const within = Buffer.concat([emptyStructs(MAX_ITEMS), Buffer.from([0])]);
    expect(() => decodeBatchBinary(within)).toThrow(/Batch\.process/); // leu tudo; faltou só o obrigatório
    const beyond = Buffer.concat([emptyStructs(MAX_ITEMS - 1), emptyStructs(2), Buffer.from([0])]);
    expect(() => decodeBatchBinary(beyond)).toThrow(expect.objectContaining({ code: 'too_many' }));
  });
});

describe('aninhamento', () => {
  const LEVELS = {
    'structs, binário': ['binary', [0x0c, 0, 9]],
    'structs, compacto': ['compact', [0x9c]],
  } as const;

  test.each(Object.entries(LEVELS))('%s: o limite é exato', (_name, [protocol, level]) => {
    // O nível 1 é a struct de argumentos; o campo desconhecido abre os demais.
    const nested = (levels: number): Buffer =>
      emitBatch(protocol, [...Array.from({ length: levels - 1 }, () => level).flat(), ...Array(levels).fill(0)]);
    expect(receive(nested(MAX_DEPTH), protocol)).toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('emitBatch.batch'),
    });
    expect(receive(nested(MAX_DEPTH + 1), protocol)).toMatchObject({ code: 'too_deep' });
    expect(receive(nested(15_000), protocol)).toMatchObject({ code: 'too_deep' });
  });

  test.each([
    ['binary', [0x0f, 0, 9], [0x0f, 0, 0, 0, 1]],
    ['compact', [0x99], [0x19]],
  ] as const)('listas dentro de listas em %s', (protocol, field, level) => {
    const message = emitBatch(protocol, [...field, ...Array.from({ length: 10_000 }, () => level).flat()]);
    expect(receive(message, protocol)).toMatchObject({ code: 'too_deep' });
  });
});
