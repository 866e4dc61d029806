/** O OTLP em protobuf como codificação do armazenamento (`SpanCodec`). */
import { attributeText } from '../store/attribute-text.ts';
import type { SpanCodec } from '../store/span-codec.ts';
import type { AttributeValue } from '../store/model.ts';
import { hashKeyOnly, hashPair, viewOf } from './attribute-hash.ts';
import { encodeKeyValue } from './otlp-encode.ts';
import { decodeResource, decodeScope, decodeSpan, decodeValue } from './otlp-decode.ts';
import { KeyValueTable } from './key-value-table.ts';
import { SpanReader } from './otlp-span-reader.ts';

const STRIDE = KeyValueTable.STRIDE;
const reader = new SpanReader();

export const otlpCodec: SpanCodec = {
  decodeResource,
  decodeScope,
  decodeSpan,
  attributeHashes,
  spanHasAttribute,
};

function attributeHashes(key: string, value: string): Uint32Array {
  const keyBytes = viewOf(Buffer.from(key));
  const hashes = [hashKeyOnly(keyBytes, 0, keyBytes.byteLength)];
  for (const candidate of valuesWithText(value)) {
    const encoded = viewOf(encodeKeyValue({ key, value: candidate }));
    hashes.push(hashPair(encoded, 0, encoded.byteLength));
  }
  return Uint32Array.from(hashes);
}

/** Os escalares cuja forma de texto é `text`. */
function valuesWithText(text: string): AttributeValue[] {
  const values: AttributeValue[] = [{ type: 'string', value: text }];
  if (text === 'true' || text === 'false') values.push({ type: 'bool', value: text === 'true' });
  if (/^-?\d{1,19}$/.test(text) && String(BigInt.asIntN(64, BigInt(text))) === text) {
    values.push({ type: 'int', value: BigInt(text) });
  }
  const double: AttributeValue = { type: 'double', value: Number(text) };
  if (Number.isFinite(double.value) && attributeText(double) === text) values.push(double);
  return values;
}

function spanHasAttribute(bytes: Uint8Array, start: number, end: number, key: string, value: string): boolean {
  reader.read(bytes, start, end);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const keyBytes = Buffer.from(key);
  const { attributes, itemAttributes } = reader;
  if (tableHas(buffer, attributes, 0, attributes.count, keyBytes, value)) return true;
  for (const item of [...reader.events, ...reader.links]) {
    if (tableHas(buffer, itemAttributes, item.attributesFrom, item.attributesTo, keyBytes, value)) return true;
  }
  return false;
}

/** De chaves repetidas vale a primeira, como em `pcommon.Map.Get`. */
function tableHas(
  buffer: Buffer,
  { cells }: KeyValueTable,
  from: number,
  to: number,
  key: Buffer,
  value: string,
): boolean {
  for (let i = from * STRIDE; i < to * STRIDE; i += STRIDE) {
    if (cells[i + 3] - cells[i + 2] !== key.length) continue;
    if (buffer.compare(key, 0, key.length, cells[i + 2], cells[i + 3]) !== 0) continue;
    return attributeText(decodeValue(buffer, cells[i + 4], cells[i + 5], cells[i + 6])) === value;
  }
  return false;
}
