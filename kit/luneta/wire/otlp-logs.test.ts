import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogBatch } from '../store/logs/log-batch.ts';
import { encodeLogsRequest, type RawLog, type RawResourceLogs } from '../store/logs/testing/log-proto.ts';
import { logsRequest, storeWith, readLogs, timeOf } from '../store/logs/testing/logs.ts';
import { MemoryLogStore } from '../store/logs/memory-log-store.ts';
import { textAttribute } from '../store/model.ts';
import { MAX_VALUE_DEPTH } from './key-value-table.ts';
import { logCodec } from './otlp-log-codec.ts';
import { indexLogsRequest, MAX_LOG_MESSAGES } from './otlp-logs.ts';
import { LOGS_REQUEST } from './otlp-schema.ts';
import { validateMessage } from './otlp-validate.ts';
import { anyValue } from './testing/otlp-json-arbitrary.ts';
import { logsSample } from './testing/otlp-signal-samples.ts';
import { WireError } from './wire-error.ts';

function index(request: Uint8Array): LogBatch {
  const batch = new LogBatch();
  indexLogsRequest(request, batch);
  return batch;
}

/** Os registros de um pedido, lidos de volta, na ordem em que vieram. */
function readAll(request: Uint8Array): ReturnType<typeof readLogs> {
  const store = new MemoryLogStore({ maxBytes: 16 << 20, codec: logCodec, now: () => 0 });
  expect(store.append(index(request))).toBe(true);
  return readLogs(store).toSorted((a, b) => a.sequence - b.sequence);
}

const hexId = (size: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => Buffer.from(bytes).toString('hex'));
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const attributes = fc.array(fc.record({ key: text, value: anyValue }), { maxLength: 4 });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const arbitraryLog: fc.Arbitrary<Required<RawLog>> = fc.record({
  timeUnixNano: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  observedTimeUnixNano: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  severityNumber: fc.nat(24),
  severityText: text,
  body: anyValue,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
  traceId: fc.oneof(hexId(16), fc.constantFrom('', '0'.repeat(32))),
  spanId: fc.oneof(hexId(8), fc.constantFrom('', '0'.repeat(16))),
  eventName: text,
});
const arbitraryRequest: fc.Arbitrary<RawResourceLogs[]> = fc.array(
  fc.record({
    resource: fc.record({ attributes }),
    scopes: fc.array(
      fc.record({
        scope: fc.record({ name: text, version: text, attributes }),
        logs: fc.array(arbitraryLog, { maxLength: 3 }),
      }),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 3 },
);

const notServiceName = ({ key }: { key: string }): boolean => key !== 'service.name';

test('o que o protobufjs escreve é lido igual, campo a campo', () => {
  fc.assert(
    fc.property(arbitraryRequest, (groups) => {
      const expected = groups.flatMap(({ resource, scopes }) =>
        scopes.flatMap(({ scope, logs }) =>
          logs.map(({ traceId = '', spanId = '', timeUnixNano = 0n, observedTimeUnixNano = 0n, ...log }) => ({
            ...log,
            traceId: /[^0]/.test(traceId) ? traceId : '',
            spanId: /[^0]/.test(spanId) ? spanId : '',
            timeUnixNano: timeUnixNano === 0n ? observedTimeUnixNano : timeUnixNano,
            observedTimeUnixNano,
            resource: resource!.attributes.filter(notServiceName),
            scope: { droppedAttributesCount: 0, ...scope },
          })),
        ),
      );
      const read = readAll(encodeLogsRequest(groups)).map(({ sequence: _sequence, resource, ...log }) => ({
        ...log,
        resource: resource.attributes.filter(notServiceName),
      }));
      expect(read).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});

test('o SDK e o serializador oficiais', async () => {
  const { protobuf } = await logsSample();
  const read = readAll(protobuf);
  expect(read.map(({ body }) => body)).toMatchObject([
    { type: 'string', value: 'atenção' },
    { type: 'kvlist', value: [{ key: 'itens' }, { key: 'vazio', value: { type: 'empty' } }] },
    { type: 'bytes', value: new Uint8Array([1, 2, 3]) },
  ]);
  expect(read[0]).toMatchObject({ severityNumber: 13, severityText: 'WARN', resource: { serviceName: 'loja' } });
  expect(read[0].scope).toMatchObject({ name: 'teste', version: '1.0.0' });
  expect(read[1].eventName).toBe('pedido');
  expect(read.every(({ timeUnixNano }) => timeUnixNano > timeOf(0) / 2n)).toBe(true);
});

test('o recurso e o escopo podem vir depois dos registros, e repetidos vale o último', () => {
  const [, record] = fieldsOf(encodeLogsRequest([{ scopes: [{ logs: [{ body: { type: 'string', value: 'oi' } }] }] }]));
  const named = (name: string): Buffer =>
    message(
      1,
      message(1, Buffer.concat([message(1, Buffer.from('service.name')), message(2, message(1, Buffer.from(name)))])),
    );
  const request = message(1, Buffer.concat([record, named('primeiro'), named('último')]));
  expect(readAll(request)[0].resource.serviceName).toBe('último');
});

test('um pedido sem registros não guarda recursos nem escopos', () => {
  const batch = index(
    encodeLogsRequest([{ resource: { attributes: [] }, scopes: [{ scope: { name: 'x' }, logs: [] }] }]),
  );
  expect([batch.count, batch.resources, batch.scopes, batch.rejectedRecords]).toEqual([0, [], [], 0]);
});

test('o mesmo lote serve a muitos pedidos', () => {
  const batch = new LogBatch();
  for (const size of [3, 5000, 1]) {
    indexLogsRequest(logsRequest(...Array.from({ length: size }, (_, i) => ({ timeUnixNano: timeOf(i) }))), batch);
    expect([batch.count, batch.resources.length / 2]).toEqual([size, size]);
    expect(batch.timeLow[size - 1]).toBe(Number(timeOf(size - 1) & 0xffffffffn));
  }
});

/** Um campo de mensagem, com o comprimento na frente. */
function message(field: number, content: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) break;
  }
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...length]), content]);
}

/** O conteúdo do único `ResourceLogs` do pedido, e ele sem o recurso. */
function fieldsOf(request: Uint8Array): [Buffer, Buffer] {
  const content = Buffer.from(request).subarray(request[1] > 0x7f ? 3 : 2);
  return [content, content];
}

const inRequest = (record: Uint8Array): Buffer => message(1, message(2, message(2, record)));

describe('pedidos hostis', () => {
  function failure(request: Uint8Array): WireError | undefined {
    try {
      index(request);
      return undefined;
    } catch (error) {
      if (error instanceof WireError) return error;
      throw error;
    }
  }

  test.each([
    ['trace_id', 9, 16],
    ['span_id', 10, 8],
  ])('%s de tamanho errado é recusado, com o tamanho que veio', (name, field, size) => {
    for (const wrong of [1, size - 1, size + 1, size * 2]) {
      const error = failure(inRequest(message(field, Buffer.alloc(wrong, 1))));
      expect(error?.code).toBe('invalid_id');
      expect(error?.message).toBe(`${name} com ${wrong} bytes; o OTLP pede ${size}.`);
    }
    expect(failure(inRequest(message(field, Buffer.alloc(0))))).toBeUndefined();
  });

  test('um campo com o tipo errado é recusado com o nome da mensagem; um desconhecido é pulado', () => {
    for (const field of [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12]) {
      const wrong = field === 2 || field === 7 ? message(field, Buffer.alloc(1)) : Buffer.from([(field << 3) | 0, 1]);
      expect(failure(inRequest(wrong))?.message).toMatch(/malformed|LogRecord/);
    }
    for (const field of [4, 13, 15]) expect(failure(inRequest(Buffer.from([(field << 3) | 0, 1])))).toBeUndefined();
    expect(failure(Buffer.from([0x08, 1]))?.message).toContain('ResourceLogs não é uma mensagem');
  });

  test('aninhamento demais é recusado; o limite passa', () => {
    const nested = (depth: number): Buffer => {
      let value: Uint8Array = Buffer.alloc(0);
      for (let i = 0; i < depth; i++) value = message(5, message(1, value));
      return inRequest(message(5, value));
    };
    expect(failure(nested(MAX_VALUE_DEPTH))).toBeUndefined();
    expect(failure(nested(MAX_VALUE_DEPTH + 1))?.code).toBe('too_deep');
    expect(failure(nested(5000))?.code).toBe('too_deep');
  });

  test('milhões de mensagens vazias são recusados cedo', () => {
    const units: [string, Buffer][] = [
      ['ResourceLogs', Buffer.from([0x0a, 0])],
      ['LogRecord', Buffer.from([0x12, 0])],
    ];
    for (const [name, unit] of units) {
      const filled = Buffer.alloc(5 << 20, unit);
      const before = process.cpuUsage();
      const error = failure(name === 'LogRecord' ? message(1, message(2, filled)) : filled);
      expect(error?.message).toContain(`mais de ${MAX_LOG_MESSAGES} mensagens`);
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(3000);
    }
  });

  test('um registro de atributos sem fim é recusado', () => {
    const record = Buffer.concat(Array.from({ length: 10_000 }, () => Buffer.from([0x32, 0])));
    expect(failure(inRequest(record))).toMatchObject({
      code: 'too_many',
      message: 'um registro de log com mais de 8192 atributos.',
    });
  });

  test('cortado em qualquer byte, ou é lido ou é recusado; nunca outra coisa', () => {
    const request = logsRequest(
      { attributes: [textAttribute('a', 'b')], traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), severityText: 'INFO' },
      { body: { type: 'array', value: [{ type: 'int', value: 3n }] } },
    );
    let refused = 0;
    for (let size = 0; size < request.length; size++) if (failure(request.subarray(0, size))) refused++;
    expect(refused).toBeGreaterThan(request.length * 0.8);
  });

  test('bytes alterados: aceita o mesmo que o validador pela tabela do esquema, e o que aceita se lê de volta', () => {
    const mutation = fc.record({
      at: fc.nat(),
      byte: fc.integer({ min: 0, max: 255 }),
      kind: fc.constantFrom('set', 'insert', 'remove', 'cut'),
    });
    const outcomes = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(arbitraryRequest, fc.array(mutation, { minLength: 1, maxLength: 4 }), (groups, mutations) => {
        let bytes: Buffer = Buffer.from(encodeLogsRequest(groups));
        for (const { at, byte, kind } of mutations) {
          const i = at % (bytes.length + 1);
          if (kind === 'cut') bytes = bytes.subarray(0, i);
          else if (kind === 'set') bytes[Math.min(i, bytes.length - 1)] = byte;
          else
            bytes = Buffer.concat([
              bytes.subarray(0, i),
              kind === 'insert' ? Buffer.from([byte]) : Buffer.alloc(0),
              bytes.subarray(kind === 'remove' ? i + 1 : i),
            ]);
        }
        const counted = ((): number | undefined => {
          try {
            return validateMessage(LOGS_REQUEST, bytes, new Set(['LogRecord']));
          } catch {
            return undefined;
          }
        })();
        const error = failure(bytes);
        outcomes[error ? 'refused' : 'accepted']++;
        expect(counted).toBe(error ? undefined : readAll(bytes).length);
      }),
      { numRuns: 600 },
    );
    expect(outcomes.accepted).toBeGreaterThan(50);
    expect(outcomes.refused).toBeGreaterThan(50);
  });

  test('um corpo decodificado não aponta para o anel', () => {
    const store = storeWith({ body: { type: 'bytes', value: new Uint8Array([7, 7, 7]) } });
    const [{ body }] = readLogs(store);
    (body as { value: Uint8Array }).value.fill(0);
    expect(readLogs(store)[0].body).toEqual({ type: 'bytes', value: new Uint8Array([7, 7, 7]) });
  });
});
