import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { MemoryStore, MIN_STORE_BYTES } from './memory-store.ts';
import type { AttributeValue } from './model.ts';
import type { SpanStore, TraceQuery } from './store.ts';
import { NaiveStore } from './testing/naive-store.ts';
import { append, spanId, type TestSpan, text, TRACE_A, traceId } from './testing/spans.ts';
import { describeStoreContract } from './testing/store-contract.ts';

const create = ({ maxBytes = 16 << 20 } = {}): MemoryStore => new MemoryStore({ maxBytes, codec: otlpCodec });

describeStoreContract('memória', create);

test('um limite pequeno demais é recusado com o valor recebido', () => {
  expect(() => create({ maxBytes: 10 })).toThrow(`pelo menos ${MIN_STORE_BYTES}; recebido: 10`);
  expect(() => create({ maxBytes: Number.NaN })).toThrow('recebido: NaN');
});

test('recursos lidos não podem ser alterados por quem os recebe', () => {
  const store = create();
  append(store, {});
  const { resource } = store.getTrace(TRACE_A)!.spans[0];
  expect(() => (resource.serviceName = 'outro')).toThrow(TypeError);
  expect(() => resource.attributes.push(text('a', 'b'))).toThrow(TypeError);
});

test('milhares de nomes distintos não fazem a memória dos índices crescer sem fim', () => {
  const store = create({ maxBytes: 1 << 20 });
  for (let i = 0; i < 20_000; i++) {
    append(store, {
      traceId: traceId(i),
      name: `operation ${i}`,
      service: `service ${i}`,
      resourceAttributes: [text('n', `${i}`)],
    });
  }
  const stats = store.getStats();
  expect(stats.bytes).toBeLessThanOrEqual(stats.maxBytes);
  expect(stats.traces).toBeGreaterThan(100);
  expect(store.getServices()).toHaveLength(stats.traces);
});

// Poucos valores distintos, para que buscas achem e ids se repitam.
const small = (prefix: string): fc.Arbitrary<string> => fc.integer({ min: 0, max: 3 }).map((n) => `${prefix}${n}`);
const scalarValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.constantFrom('1', 'true', '-2', '0.5', '', 'x').map((value): AttributeValue => ({ type: 'string', value })),
  fc.boolean().map((value): AttributeValue => ({ type: 'bool', value })),
  fc.constantFrom(1n, -2n, 0n, (1n << 63n) - 1n).map((value): AttributeValue => ({ type: 'int', value })),
  fc.constantFrom(1, 0.5, -0, Number.NaN, Infinity).map((value): AttributeValue => ({ type: 'double', value })),
  fc.constantFrom('', 'ab').map((value): AttributeValue => ({ type: 'bytes', value: Buffer.from(value) })),
  fc.constant<AttributeValue>({ type: 'empty' }),
);
const anyValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  { weight: 6, arbitrary: scalarValue },
  fc.array(scalarValue, { maxLength: 2 }).map((value): AttributeValue => ({ type: 'array', value })),
  fc
    .array(fc.record({ key: small('k'), value: scalarValue }), { maxLength: 2 })
    .map((value): AttributeValue => ({ type: 'kvlist', value })),
);
const attributes = fc.array(fc.record({ key: small('k'), value: anyValue }), { maxLength: 3 });
const time = fc.integer({ min: 0, max: 5000 }).map((n) => 1_795_176_000_000_000_000n + BigInt(n));
const span: fc.Arbitrary<TestSpan> = fc.record({
  traceId: fc.integer({ min: 0, max: 12 }).map(traceId),
  spanId: fc.integer({ min: 0, max: 6 }).map(spanId),
  parentSpanId: fc.oneof(fc.constant(''), fc.integer({ min: 0, max: 6 }).map(spanId)),
  service: small('service'),
  scopeName: small('scope'),
  scopeAttributes: attributes,
  resourceAttributes: attributes,
  name: fc.oneof(small('operation'), fc.constant('')),
  kind: fc.integer({ min: 0, max: 5 }),
  startTimeUnixNano: time,
  endTimeUnixNano: time,
  attributes,
  events: fc.array(
    fc.record({ timeUnixNano: time, name: small('e'), attributes, droppedAttributesCount: fc.constant(0) }),
    { maxLength: 2 },
  ),
  links: fc.array(
    fc.record({
      traceId: fc.constant(traceId(1)),
      spanId: fc.constant(spanId(1)),
      traceState: fc.constant(''),
      attributes,
      droppedAttributesCount: fc.constant(0),
      flags: fc.constant(0),
    }),
    { maxLength: 2 },
  ),
  status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: fc.constant('') }),
});
const query: fc.Arbitrary<TraceQuery> = fc.record(
  {
    serviceName: small('service'),
    operationName: fc.oneof(small('operation'), fc.constant('empty-span-name')),
    attributes: fc.array(
      fc.tuple(
        fc.oneof(
          { weight: 5, arbitrary: small('k') },
          fc.constantFrom('error', 'span.kind', 'span.status', 'scope.name', 'resource.k0', 'resource.k1'),
        ),
        fc.constantFrom(
          '1',
          'true',
          'false',
          '-2',
          '0.5',
          '',
          'x',
          'NaN',
          'YWI=',
          '["x"]',
          '[]',
          '{}',
          'server',
          'OK',
          'scope0',
          '9223372036854775807',
        ),
      ),
      { maxLength: 2 },
    ),
    startTimeMin: time,
    startTimeMax: time,
    durationMin: fc.bigInt({ min: 0n, max: 3000n }),
    durationMax: fc.bigInt({ min: 0n, max: 3000n }),
    limit: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ['limit'] },
);

/** Todas as consultas do armazenamento dão o mesmo que a referência feita com os traces que ele ainda guarda. */
function expectSameAnswers(store: SpanStore, naive: NaiveStore, queries: readonly TraceQuery[]): void {
  expect(store.getServices()).toEqual(naive.getServices());
  for (const service of ['service0', 'service1', 'service2', 'service3']) {
    expect(store.getOperations(service)).toEqual(naive.getOperations(service));
  }
  for (const [id, trace] of naive.traces) expect(store.getTrace(id)).toEqual(trace);
  for (const item of queries) expect(store.findTraceIds(item)).toEqual(naive.findTraceIds(item));
  const order = (links: object[]): string[] => links.map((link) => JSON.stringify(link)).toSorted();
  expect(order(store.getDependencies(0n, 10n ** 19n))).toEqual(order(naive.getDependencies(0n, 10n ** 19n)));
}

/** A referência, com o que o armazenamento diz guardar agora. */
function naiveFrom(store: SpanStore): NaiveStore {
  const naive = new NaiveStore();
  const ids = store.findTraceIds({ limit: 100_000 }).toReversed();
  for (const id of ids) for (const item of store.getTrace(id)!.spans) naive.add(item);
  return naive;
}

describe('contra a referência', () => {
  test('as mesmas respostas para qualquer sequência de lotes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(span, { maxLength: 6 }), { maxLength: 6 }),
        fc.array(query, { maxLength: 12 }),
        (batches, queries) => {
          const store = create({ maxBytes: 4 << 20 });
          for (const batch of batches) append(store, ...batch);
          const naive = naiveFrom(store);
          expect([...naive.traces.values()].flatMap((trace) => trace.spans)).toHaveLength(batches.flat().length);
          expectSameAnswers(store, naive, queries);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('com despejo: sobram traces inteiros e as respostas são as deles', () => {
    const fill = fc.integer({ min: 0, max: 120_000 }).map((size) => text('fill', 'x'.repeat(size)));
    const filled = fc.tuple(span, fill).map(([item, extra]) => ({ ...item, attributes: [...item.attributes!, extra] }));
    fc.assert(
      fc.property(
        fc.array(fc.array(filled, { minLength: 1, maxLength: 4 }), { minLength: 8, maxLength: 30 }),
        fc.array(query, { maxLength: 6 }),
        (batches, queries) => {
          const store = create({ maxBytes: 1 << 20 });
          for (const batch of batches) {
            append(store, ...batch);
            expect(store.getStats().bytes).toBeLessThanOrEqual(1 << 20);
          }
          const naive = naiveFrom(store);
          expectSameAnswers(store, naive, queries);
          const spans = [...naive.traces.values()].flatMap((trace) => trace.spans);
          expect(store.getStats()).toMatchObject({ traces: naive.traces.size, spans: spans.length });
        },
      ),
      { numRuns: 40 },
    );
  });
});
