/** Geradores (fast-check) de spans do Zipkin v2, e um span pequeno para exemplos. */
import * as fc from 'fast-check';
import type { ZipkinEndpoint, ZipkinSpan } from '../zipkin-span.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('error', 'span.kind', 'otel.status_code', 'constructor', 'toString', ''),
);
const hex = (bytes: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((id) => id.some((byte) => byte !== 0))
    .map((id) => Buffer.from(id).toString('hex'));

/** Os valores com mais de 16 algarismos são os que um `number` arredondaria. */
const uint64 = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(0n, 1n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n, 1_795_253_474_406_123n),
);

/** IPv6 sem zeros: a forma canônica é a que está escrita, e o oráculo não precisa comprimir nada. */
const ipv6 = fc
  .array(fc.integer({ min: 0x1000, max: 0xffff }), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.map((group) => group.toString(16)).join(':'));
const ipv4 = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }).map((parts) => parts.join('.'));

const endpoint: fc.Arbitrary<ZipkinEndpoint | undefined> = fc.option(
  fc.record({
    serviceName: text,
    ipv4: fc.oneof(ipv4, fc.constant('')),
    ipv6: fc.oneof(ipv6, fc.constant('')),
    port: fc.integer({ min: 0, max: 65_535 }),
  }),
  { nil: undefined },
);

export const arbitraryZipkinSpan: fc.Arbitrary<ZipkinSpan> = fc.record({
  traceId: hex(16),
  id: hex(8),
  parentId: fc.oneof(hex(8), fc.constant('')),
  name: text,
  kind: fc.constantFrom('', 'CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'),
  timestamp: uint64.map((micros) => micros || 1n),
  duration: uint64,
  localEndpoint: endpoint,
  remoteEndpoint: endpoint,
  annotations: fc.array(fc.record({ timestamp: uint64.map((micros) => micros || 1n), value: text }), { maxLength: 4 }),
  // O protobufjs põe as tags num objeto comum, que perde `__proto__`.
  tags: fc.array(fc.tuple(text, text), { maxLength: 6 }).map((pairs) => new Map(pairs)),
});

export function aZipkinSpan(
  fields: Partial<Omit<ZipkinSpan, 'tags'>> & { tags?: Record<string, string> } = {},
): ZipkinSpan {
  return {
    traceId: '463ac35c9f6413ad48485a3953bb6124',
    id: 'a2fb4a1d1a96d312',
    parentId: '',
    name: 'get',
    kind: 'SERVER',
    timestamp: 1_795_253_474_406_123n,
    duration: 1500n,
    localEndpoint: { serviceName: 'loja', ipv4: '', ipv6: '', port: 0 },
    remoteEndpoint: undefined,
    annotations: [],
    ...fields,
    tags: new Map(Object.entries(fields.tags ?? {})),
  };
}
