/** Mensagens feitas à mão contra um decodificador: aninhamento fundo, contagens enormes, milhões de itens vazios. */
import { deflateSync, gzipSync } from 'node:zlib';
import { ProtobufWriter } from '../../wire/protobuf-writer.ts';

const MIB = 1024 * 1024;

/** Campo de comprimento delimitado em volta de outro, `depth` vezes. */
function nestedProtobuf(outer: readonly number[], field: number, depth: number): Buffer {
  const writer = new ProtobufWriter();
  for (let level = 0; level < depth; level++) writer.endMessage(field, 0);
  for (const number of outer.toReversed()) writer.endMessage(number, 0);
  return Buffer.from(writer.finish());
}

/** `unit` repetida até encher `size` bytes. */
function fill(unit: string | Uint8Array, size: number, prefix = '', suffix = ''): Buffer {
  return Buffer.concat([Buffer.from(prefix), Buffer.alloc(size, unit as string), Buffer.from(suffix)]);
}

/** Caminho até o valor de um atributo do recurso: ResourceSpans, Resource, KeyValue, AnyValue. */
const TO_ATTRIBUTE = [1, 1, 1, 2];

export const PROTOBUF_MONSTERS: readonly Buffer[] = [
  ...[60, 130, 5000].map((depth) => nestedProtobuf(TO_ATTRIBUTE, 5, depth)),
  nestedProtobuf(TO_ATTRIBUTE, 1, 3000),
  fill(Uint8Array.of(0x0a, 0x00), 256 * 1024), // milhares de ResourceSpans vazios
  fill(Uint8Array.of(0x0a, 0x02, 0x12, 0x00), 256 * 1024), // e de ScopeSpans
  fill(Uint8Array.of(0xff), 64 * 1024),
  fill(Uint8Array.of(0x0b), 64 * 1024), // grupos que abrem e não fecham
  fill(Uint8Array.of(0x80), 64 * 1024),
];

const SPAN_HEAD =
  '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"000000000000000000000000000000ff","spanId":"00000000000000ff"';

export const JSON_MONSTERS: readonly Buffer[] = [
  fill('[', 200_000),
  fill('{"a":', 200_000),
  fill('{"arrayValue":{"values":[', 25_000, `${SPAN_HEAD},"attributes":[{"key":"k","value":`),
  fill('{},', 256 * 1024, '{"resourceSpans":[', '{}]}'),
  fill('null,', 64 * 1024, '{"resourceSpans":[', 'null]}'),
  fill('\\u0000', 60_000, `${SPAN_HEAD},"name":"`, '"}]}]}]}'),
  fill('\\ud800', 60_000, `${SPAN_HEAD},"name":"`, '"}]}]}]}'),
  fill('9', 100_000, `${SPAN_HEAD},"startTimeUnixNano":`, '}]}]}]}'),
  fill('9', 100_000, `${SPAN_HEAD},"startTimeUnixNano":"`, '"}]}]}]}'),
  fill(' ', MIB, '{', 'x'),
  fill('\\"', 100_000, '{"s":"'),
  fill('"__proto__":{"toString":1},', 50_000, '{', '"constructor":null}'),
  Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
  Buffer.from(
    '{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"\ud800"}}]}}]}',
  ),
  Buffer.from('1e999999'),
  Buffer.from('""'),
  Buffer.alloc(0),
];

const EMIT_BATCH = Buffer.from('emitBatch');
const BINARY_HEAD = Buffer.concat([Buffer.from([0x80, 1, 0, 4, 0, 0, 0, 9]), EMIT_BATCH, Buffer.alloc(4)]);
const COMPACT_HEAD = Buffer.concat([Buffer.from([0x82, 0x81, 0, 9]), EMIT_BATCH]);

/** Structs `Batch` soltas, no protocolo binário, para o corpo de HTTP. */
export const THRIFT_BATCH_MONSTERS: readonly Buffer[] = [
  fill(Uint8Array.of(0x0c, 0, 9), 60_000), // structs dentro de structs
  Buffer.concat([Buffer.from([0x0f, 0, 9]), fill(Uint8Array.of(0x0f, 0, 0, 0, 1), 50_000)]), // listas dentro de listas
  Buffer.from([0x0f, 0, 2, 0x0c, 0x7f, 0xff, 0xff, 0xff]), // 2³¹−1 spans
  Buffer.from([0x0d, 0, 9, 2, 2, 0x7f, 0xff, 0xff, 0xff]),
  Buffer.concat([Buffer.from([0x0f, 0, 9, 0x0c, 0, 0, 0xe0, 0]), Buffer.alloc(0xe000)]), // milhares de structs vazias
  Buffer.from([0x0b, 0, 1, 0xff, 0xff, 0xff, 0xff]),
];

export const BINARY_CALL_MONSTERS: readonly Buffer[] = THRIFT_BATCH_MONSTERS.map((body) =>
  Buffer.concat([BINARY_HEAD, Buffer.from([0x0c, 0, 1]), body]),
);

export const COMPACT_CALL_MONSTERS: readonly Buffer[] = [
  fill(Uint8Array.of(0x9c), 60_000),
  Buffer.concat([Buffer.from([0x99]), fill(Uint8Array.of(0x19), 50_000)]),
  Buffer.from([0x1c, 0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07]),
  Buffer.from([0x9b, 0xff, 0xff, 0xff, 0xff, 0x07, 0x11]),
  Buffer.concat([Buffer.from([0x96]), Buffer.alloc(60, 0xff)]),
].map((body) => Buffer.concat([COMPACT_HEAD, body]));

/** Corpos que crescem cerca de mil vezes ao descomprimir, para um lado e outro do limite de 20 MiB. */
const BOMBS: Record<string, () => Buffer> = {
  'gzip de 19 MiB': () => gzipSync(Buffer.alloc(19 * MIB)),
  'gzip de 21 MiB': () => gzipSync(Buffer.alloc(21 * MIB)),
  'gzip de 19 MiB de espaços': () => gzipSync(Buffer.alloc(19 * MIB, ' ')),
  'gzip de um gzip': () => gzipSync(compressionBomb('gzip de 21 MiB')),
  'dois gzip em seguida': () => Buffer.concat([compressionBomb('gzip de 19 MiB'), compressionBomb('gzip de 19 MiB')]),
  'deflate de 19 MiB': () => deflateSync(Buffer.alloc(19 * MIB)),
  'deflate de 21 MiB': () => deflateSync(Buffer.alloc(21 * MIB)),
};

export const BOMB_NAMES = Object.keys(BOMBS);

const made = new Map<string, Buffer>();

/** Cada bomba é feita uma vez, quando alguém a pede: comprimir dezenas de megabytes não é de graça. */
export function compressionBomb(name: string): Buffer {
  const bomb = made.get(name) ?? BOMBS[name]();
  made.set(name, bomb);
  return bomb;
}
