/** Mensagens Zipkin para o fuzz: v2 em JSON e em protobuf, v1 em JSON e em Thrift; campos certos com valores errados. */
import * as fc from 'fast-check';
import { encodeZipkinV1Spans } from '../../wire/testing/thrift-oracle.ts';
import { arbitraryZipkinSpan } from '../../wire/testing/zipkin-arbitrary.ts';
import { encodeZipkinWithProtobufjs } from '../../wire/testing/zipkin-proto.ts';
import type { ZipkinSpan } from '../../wire/zipkin-span.ts';
import { mutated } from '../mutations.ts';
import { JSON_MONSTERS, PROTOBUF_MONSTERS, THRIFT_BATCH_MONSTERS } from './monsters.ts';
import { ODD_NAMES } from './otlp-messages.ts';

const oddName = fc.constantFrom(...ODD_NAMES);
const crowded = { traceId: 'c0'.repeat(16), timestamp: 1_795_253_474_406_123n, duration: 77n };
/** Spans do gerador e, na metade, com nomes estranhos, num trace só e com poucos ids: ciclos e duplicatas. */
const span: fc.Arbitrary<ZipkinSpan> = fc.oneof(
  arbitraryZipkinSpan,
  fc
    .record({ base: arbitraryZipkinSpan, name: oddName, service: oddName, id: fc.nat(3), parent: fc.nat(3) })
    .map(({ base, name, service, id, parent }) => ({
      ...base,
      ...crowded,
      name,
      id: `000000000000000${id + 1}`,
      parentId: `000000000000000${parent + 1}`,
      localEndpoint: { serviceName: service, ipv4: '', ipv6: '', port: 0 },
    })),
);
const spans = fc.array(span, { maxLength: 5 });

/** As anotações do v1 que dizem o tipo do span, e uma que não diz nada. */
const V1_ANNOTATIONS = ['cs', 'sr', 'ss', 'cr', 'sa', 'texto'];

/** O mesmo span como o v1 o escreveria. */
function toV1({ annotations, tags, localEndpoint, kind, remoteEndpoint, ...rest }: ZipkinSpan) {
  const marks = V1_ANNOTATIONS.slice(0, kind.length).map((value, i) => ({ timestamp: BigInt(i), value }));
  return {
    ...rest,
    annotations: [...annotations, ...marks].map((annotation) => ({ ...annotation, endpoint: localEndpoint })),
    binaryAnnotations: [...tags].map(([key, value]) => ({ key, value, endpoint: remoteEndpoint })),
  };
}

/** Em Thrift os ids são números, e o valor de uma anotação binária pode não ter os bytes que o tipo dela pede. */
function toThrift(v2: ZipkinSpan): object {
  const { traceId, id, parentId, name, timestamp = 0n, duration, annotations, binaryAnnotations } = toV1(v2);
  const i64 = (value: bigint | string): bigint =>
    BigInt.asIntN(64, typeof value === 'bigint' ? value : BigInt(`0x${value || '0'}`));
  const host = { ipv4: 0x7f000001, serviceName: v2.localEndpoint?.serviceName ?? '' };
  return {
    name,
    timestamp: i64(timestamp),
    duration: i64(duration),
    traceIdHigh: i64(traceId.slice(0, 16)),
    traceId: i64(traceId.slice(16)),
    id: i64(id),
    parentId: i64(parentId),
    annotations: annotations.map((annotation) => ({ ...annotation, timestamp: i64(annotation.timestamp), host })),
    binaryAnnotations: binaryAnnotations.map(({ key, value }, i) => ({
      key,
      value: Buffer.from(value),
      annotationType: ((key.length + i) % 10) - 1,
      host,
    })),
  };
}

const oddValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('', '0', 'zz', 'A'.repeat(33), 0, -1, 1.5, 2 ** 53, 2 ** 64, 1e300, '1795253474406123', null),
);
/** Em que posição do texto, contando cada objeto, lista e valor, e o que pôr ali. */
const swaps = fc.array(fc.tuple(fc.nat(80), oddValue), { maxLength: 3 });

/** Escreve em JSON, com alguns valores trocados por outros que ninguém espera no lugar deles. */
function jsonBodies(source: fc.Arbitrary<object[]>): fc.Arbitrary<Buffer> {
  const good = fc.tuple(source, swaps).map(([items, list]) => {
    const odd = new Map(list);
    let position = 0;
    const text = JSON.stringify(items, (_key, value: unknown) => {
      position++;
      if (odd.has(position)) return odd.get(position);
      if (value instanceof Map) return Object.fromEntries(value) as unknown;
      return typeof value === 'bigint' ? Number(value) : value;
    });
    return Buffer.from(text ?? '');
  });
  return fc.oneof(
    { weight: 8, arbitrary: good },
    { weight: 5, arbitrary: mutated(good) },
    { weight: 1, arbitrary: fc.constantFrom(...JSON_MONSTERS) },
  );
}

function binaryBodies(good: fc.Arbitrary<Uint8Array>, monsters: readonly Buffer[]): fc.Arbitrary<Buffer> {
  return fc.oneof(
    { weight: 4, arbitrary: good.map((bytes) => Buffer.from(bytes)) },
    { weight: 6, arbitrary: mutated(good) },
    { weight: 1, arbitrary: fc.constantFrom(...monsters) },
  );
}

export const ZIPKIN_BODIES = {
  v2Json: jsonBodies(spans),
  v1Json: jsonBodies(spans.map((list) => list.map(toV1))),
  v2Protobuf: binaryBodies(
    spans.map((list) => encodeZipkinWithProtobufjs(list)),
    PROTOBUF_MONSTERS,
  ),
  v1Thrift: binaryBodies(
    spans.map((list) => encodeZipkinV1Spans(list.map(toThrift))),
    THRIFT_BATCH_MONSTERS,
  ),
} as const;
