/** Spans e consultas quaisquer, com poucos valores distintos, para que buscas achem e ids se repitam. */
import fc from 'fast-check';
import type { AttributeValue } from '../model.ts';
import type { TraceQuery } from '../store.ts';
import { spanId, type TestSpan, traceId } from './spans.ts';

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
/** Poucos microssegundos: inícios e fins coincidem. */
export const arbitraryTime = fc.integer({ min: 0, max: 5000 }).map((n) => 1_795_176_000_000_000_000n + BigInt(n));
export const arbitrarySpan: fc.Arbitrary<TestSpan> = fc.record({
  traceId: fc.integer({ min: 0, max: 12 }).map(traceId),
  spanId: fc.integer({ min: 0, max: 6 }).map(spanId),
  parentSpanId: fc.oneof(fc.constant(''), fc.integer({ min: 0, max: 6 }).map(spanId)),
  service: small('service'),
  scopeName: small('scope'),
  scopeAttributes: attributes,
  resourceAttributes: attributes,
  name: fc.oneof(small('operation'), fc.constant('')),
  kind: fc.integer({ min: 0, max: 5 }),
  startTimeUnixNano: arbitraryTime,
  endTimeUnixNano: arbitraryTime,
  attributes,
  events: fc.array(
    fc.record({ timeUnixNano: arbitraryTime, name: small('e'), attributes, droppedAttributesCount: fc.constant(0) }),
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
export const arbitraryQuery: fc.Arbitrary<TraceQuery> = fc.record(
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
    startTimeMin: arbitraryTime,
    startTimeMax: arbitraryTime,
    durationMin: fc.bigInt({ min: 0n, max: 3000n }),
    durationMax: fc.bigInt({ min: 0n, max: 3000n }),
    limit: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ['limit'] },
);
