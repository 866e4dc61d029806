/** Mensagens Zipkin para o fuzz: v2 em JSON e em protobuf (zipkin.proto), v1 em JSON; campos certos com valores errados. */
import * as fc from 'fast-check';
import { ProtobufWriter } from '../../wire/protobuf-writer.ts';
import { mutated } from '../mutations.ts';
import { JSON_MONSTERS, PROTOBUF_MONSTERS } from './monsters.ts';
import { ODD_NAMES } from './otlp-messages.ts';

const hex = (digits: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: digits / 2, maxLength: digits / 2 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(...ODD_NAMES));
const id = fc.oneof(
  { weight: 6, arbitrary: hex(16) },
  { weight: 2, arbitrary: hex(32) },
  { weight: 1, arbitrary: fc.constantFrom('', '0', '0000000000000000', 'zz', 'A'.repeat(33), '1') },
);
const time = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1_795_253_474_406_123, 1_795_253_474_406_200) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 1.5, 2 ** 53, 2 ** 64, 1e300, '1795253474406123', 'x', null) },
);
/** Um valor certo na maioria das vezes; senão, qualquer JSON. */
const usually = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 15, arbitrary }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });

const endpoint = fc.record(
  {
    serviceName: usually(text),
    ipv4: usually(fc.constantFrom('10.0.0.1', '999.1.1.1', '')),
    ipv6: usually(fc.constantFrom('::1', '2001:db8::c001', 'zz')),
    port: usually(fc.constantFrom(0, 80, -1, 70_000, 1.5)),
  },
  { requiredKeys: [] },
);

const spanV2 = fc.record(
  {
    traceId: usually(id),
    id: usually(id),
    parentId: usually(id),
    name: usually(text),
    kind: usually(fc.constantFrom('CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER', 'client', '')),
    timestamp: time,
    duration: time,
    debug: usually(fc.boolean()),
    shared: usually(fc.boolean()),
    localEndpoint: usually(endpoint),
    remoteEndpoint: usually(endpoint),
    annotations: usually(fc.array(usually(fc.record({ timestamp: time, value: text })), { maxLength: 3 })),
    tags: usually(fc.dictionary(fc.oneof(text, fc.constantFrom('error', '__proto__')), usually(text), { maxKeys: 4 })),
  },
  { requiredKeys: ['traceId', 'id'] },
);

const annotationV1 = fc.record(
  {
    timestamp: time,
    value: usually(fc.constantFrom('cs', 'cr', 'sr', 'ss', 'sa', 'texto')),
    endpoint: usually(endpoint),
  },
  { requiredKeys: [] },
);
const binaryAnnotationV1 = fc.record(
  { key: usually(text), value: usually(fc.oneof(text, fc.boolean())), endpoint: usually(endpoint) },
  { requiredKeys: [] },
);
const spanV1 = fc.record(
  {
    traceId: usually(id),
    id: usually(id),
    parentId: usually(id),
    name: usually(text),
    timestamp: time,
    duration: time,
    annotations: usually(fc.array(usually(annotationV1), { maxLength: 4 })),
    binaryAnnotations: usually(fc.array(usually(binaryAnnotationV1), { maxLength: 4 })),
  },
  { requiredKeys: ['traceId', 'id'] },
);

const spanProtobuf = fc.record({
  traceId: fc.uint8Array({ maxLength: 17 }),
  parentId: fc.uint8Array({ maxLength: 9 }),
  id: fc.uint8Array({ minLength: 7, maxLength: 9 }),
  kind: fc.integer({ min: 0, max: 6 }),
  name: text,
  timestamp: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  duration: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  service: text,
  tags: fc.array(fc.tuple(text, text), { maxLength: 3 }),
  shared: fc.boolean(),
});

/** `ListOfSpans`; o escritor anda para trás. */
const listOfSpans = fc.array(spanProtobuf, { maxLength: 4 }).map((spans) => {
  const writer = new ProtobufWriter();
  for (const span of spans) {
    const mark = writer.length;
    writer.varintField(13, Number(span.shared));
    for (const [key, value] of span.tags) {
      const tag = writer.length;
      writer.stringField(2, value);
      writer.stringField(1, key);
      writer.endMessage(11, tag);
    }
    const local = writer.length;
    writer.varintField(4, 80);
    writer.bytesField(2, Uint8Array.of(127, 0, 0, 1));
    writer.stringField(1, span.service);
    writer.endMessage(8, local);
    writer.varintField(7, span.duration);
    writer.fixed64Field(6, span.timestamp);
    writer.stringField(5, span.name);
    writer.varintField(4, span.kind);
    writer.bytesField(3, span.id);
    writer.bytesField(2, span.parentId);
    writer.bytesField(1, span.traceId);
    writer.endMessage(1, mark);
  }
  return writer.finish();
});

function jsonBodies(span: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> {
  const good = fc.array(usually(span), { maxLength: 5 }).map((spans) => Buffer.from(JSON.stringify(spans)));
  return fc.oneof(
    { weight: 8, arbitrary: good },
    { weight: 5, arbitrary: mutated(good) },
    { weight: 1, arbitrary: fc.constantFrom(...JSON_MONSTERS) },
  );
}

export const ZIPKIN_BODIES = {
  v2Json: jsonBodies(spanV2),
  v1Json: jsonBodies(spanV1),
  v2Protobuf: fc.oneof(
    { weight: 4, arbitrary: listOfSpans.map((bytes) => Buffer.from(bytes)) },
    { weight: 6, arbitrary: mutated(listOfSpans) },
    { weight: 1, arbitrary: fc.constantFrom(...PROTOBUF_MONSTERS) },
  ),
} as const;
