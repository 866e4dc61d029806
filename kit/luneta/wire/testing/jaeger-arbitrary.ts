/** Geradores (fast-check) de lotes do Jaeger, e um lote pequeno e completo para exemplos. */
import * as fc from 'fast-check';
import type { JaegerBatch, JaegerLog, JaegerProcess, JaegerSpan, JaegerSpanRef, JaegerTag } from '../jaeger-batch.ts';

const I64_MIN = -(2n ** 63n);
const I64_MAX = 2n ** 63n - 1n;

/** Inteiros de 64 bits com peso nos limites, onde os varints e o sinal erram. */
const i64 = fc.oneof(
  fc.bigInt({ min: I64_MIN, max: I64_MAX }),
  fc.constantFrom(
    0n,
    1n,
    -1n,
    63n,
    64n,
    -64n,
    -65n,
    2n ** 31n,
    2n ** 32n,
    2n ** 53n + 1n,
    -(2n ** 32n),
    I64_MIN,
    I64_MAX,
  ),
);
const i32 = fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)));
/** `unit: 'grapheme'` traz acentos e emojis; metades soltas de par substituto não existem em UTF-8. */
const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const bytes = fc.uint8Array({ maxLength: 20 });
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

/** O `-0` fica de fora: o escritor da biblioteca de referência perde o sinal dele. */
const double = fc.double().map((value) => value + 0);

const tag: fc.Arbitrary<JaegerTag> = fc.record({
  key: fc.oneof(text, fc.constantFrom('span.kind', 'error', 'otel.status_code', 'event', '__proto__', '')),
  vType: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 4 }) }, { weight: 1, arbitrary: i32 }),
  vStr: optional(text),
  vDouble: optional(double),
  vBool: optional(fc.boolean()),
  vLong: optional(i64),
  vBinary: optional(bytes),
});

const tags = optional(fc.array(tag, { maxLength: 20 }));

const log: fc.Arbitrary<JaegerLog> = fc.record({ timestamp: i64, fields: fc.array(tag, { maxLength: 4 }) });

const reference: fc.Arbitrary<JaegerSpanRef> = fc.record({
  refType: fc.constantFrom(0, 1, 2),
  traceIdLow: i64,
  traceIdHigh: i64,
  spanId: i64,
});

const span: fc.Arbitrary<JaegerSpan> = fc.record({
  traceIdLow: i64,
  traceIdHigh: i64,
  spanId: i64,
  parentSpanId: i64,
  operationName: text,
  references: optional(fc.array(reference, { maxLength: 3 })),
  flags: i32,
  startTime: i64,
  duration: i64,
  tags,
  logs: optional(fc.array(log, { maxLength: 3 })),
  incomplete: optional(fc.boolean()),
});

const processArbitrary: fc.Arbitrary<JaegerProcess> = fc.record({ serviceName: text, tags });

export const arbitraryBatch: fc.Arbitrary<JaegerBatch> = fc.record({
  process: processArbitrary,
  spans: fc.array(span, { maxLength: 20 }),
  seqNo: optional(i64),
  stats: optional(fc.record({ fullQueueDroppedSpans: i64, tooLargeDroppedSpans: i64, failedToEmitSpans: i64 })),
});

export function stringTag(key: string, vStr: string): JaegerTag {
  return { key, vType: 0, vStr, vDouble: undefined, vBool: undefined, vLong: undefined, vBinary: undefined };
}

export function boolTag(key: string, vBool: boolean): JaegerTag {
  return { ...stringTag(key, ''), vType: 2, vStr: undefined, vBool };
}

export function longTag(key: string, vLong: bigint): JaegerTag {
  return { ...stringTag(key, ''), vType: 3, vStr: undefined, vLong };
}

export function aSpan(fields: Partial<JaegerSpan> = {}): JaegerSpan {
  return {
    traceIdLow: 2n,
    traceIdHigh: 1n,
    spanId: 3n,
    parentSpanId: 0n,
    operationName: 'operação',
    references: undefined,
    flags: 1,
    startTime: 1_795_253_474_406_123n,
    duration: 665n,
    tags: undefined,
    logs: undefined,
    incomplete: undefined,
    ...fields,
  };
}

/** Um span inteiramente zerado: enchimento, que o Jaeger descarta. */
export const BLANK_SPAN: JaegerSpan = aSpan({
  traceIdLow: 0n,
  traceIdHigh: 0n,
  spanId: 0n,
  operationName: '',
  flags: 0,
  startTime: 0n,
  duration: 0n,
});

export function aBatch(spans: JaegerSpan[] = [aSpan()], process: Partial<JaegerProcess> = {}): JaegerBatch {
  return {
    process: { serviceName: 'serviço', tags: undefined, ...process },
    spans,
    seqNo: undefined,
    stats: undefined,
  };
}
