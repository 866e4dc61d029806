/** Spans do Zipkin v1 em Thrift binário (zipkinCore.thrift), escritos com a biblioteca da Apache. */
import * as fc from 'fast-check';
import { Int64, TBinaryProtocol, TBufferedTransport, type TProtocol } from 'thrift';
import { mutated } from '../mutations.ts';
import { THRIFT_BATCH_MONSTERS } from './monsters.ts';
import { ODD_NAMES } from './otlp-messages.ts';

const TYPE = { bool: 2, i16: 6, i32: 8, i64: 10, string: 11, struct: 12, list: 15 } as const;

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(...ODD_NAMES));
const i64 = fc.oneof(
  fc.constantFrom(0n, 1n, 2n, -1n, 1_795_253_474_406_123n),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);

const span = fc.record({
  traceId: i64,
  traceIdHigh: i64,
  id: i64,
  parentId: i64,
  name: text,
  timestamp: i64,
  duration: i64,
  annotations: fc.array(fc.record({ timestamp: i64, value: fc.oneof(text, fc.constantFrom('cs', 'sr', 'ss', 'cr')) }), {
    maxLength: 4,
  }),
  binaryAnnotations: fc.array(
    fc.record({ key: text, bytes: fc.uint8Array({ maxLength: 12 }), type: fc.integer({ min: -1, max: 8 }) }),
    { maxLength: 4 },
  ),
  service: text,
});

type Span = typeof span extends fc.Arbitrary<infer Value> ? Value : never;

function encodeSpans(spans: readonly Span[]): Buffer {
  let message: Buffer = Buffer.alloc(0);
  const output = new TBinaryProtocol(
    new TBufferedTransport(undefined, (bytes) => {
      message = bytes;
    }),
  );
  writeList(output, spans, (item) => writeSpan(output, item));
  output.flush();
  return message;
}

function writeSpan(output: TProtocol, item: Span): void {
  const long = (id: number, value: bigint): void =>
    field(output, TYPE.i64, id, () => output.writeI64(new Int64(int64(value))));
  const endpoint = (): void => {
    field(output, TYPE.struct, 3, () => {
      field(output, TYPE.i32, 1, () => output.writeI32(0x7f000001));
      field(output, TYPE.string, 3, () => output.writeString(item.service));
      output.writeFieldStop();
    });
  };
  long(1, item.traceId);
  field(output, TYPE.string, 3, () => output.writeString(item.name));
  long(4, item.id);
  long(5, item.parentId);
  field(output, TYPE.list, 6, () => {
    writeList(output, item.annotations, ({ timestamp, value }) => {
      long(1, timestamp);
      field(output, TYPE.string, 2, () => output.writeString(value));
      endpoint();
      output.writeFieldStop();
    });
  });
  field(output, TYPE.list, 8, () => {
    writeList(output, item.binaryAnnotations, ({ key, bytes, type }) => {
      field(output, TYPE.string, 1, () => output.writeString(key));
      field(output, TYPE.string, 2, () => output.writeBinary(Buffer.from(bytes)));
      field(output, TYPE.i32, 3, () => output.writeI32(type));
      output.writeFieldStop();
    });
  });
  long(10, item.timestamp);
  long(11, item.duration);
  long(12, item.traceIdHigh);
  output.writeFieldStop();
}

function writeList<T>(output: TProtocol, items: readonly T[], write: (item: T) => void): void {
  output.writeListBegin(TYPE.struct, items.length);
  for (const item of items) write(item);
  output.writeListEnd();
}

function field(output: TProtocol, type: number, id: number, write: () => void): void {
  output.writeFieldBegin('', type, id);
  write();
  output.writeFieldEnd();
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

const generated = fc.array(span, { maxLength: 5 }).map((spans) => encodeSpans(spans));

/** Corpos de `POST /api/v1/spans` em `application/x-thrift`. */
export const ZIPKIN_THRIFT_BODIES: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 4, arbitrary: generated },
  { weight: 6, arbitrary: mutated(generated) },
  { weight: 1, arbitrary: fc.constantFrom(...THRIFT_BATCH_MONSTERS) },
);
