/**
 * Põe um atributo no recurso de cada grupo de um pedido OTLP (`ExportTraceServiceRequest`), sem decodificar os spans. O que
 * já havia com a mesma chave sai: um programa não se passa por outro aluno.
 */
import { encodeKeyValue } from '../wire/otlp-encode.ts';
import { ProtobufWriter } from '../wire/protobuf-writer.ts';
import { lastPosition, readLength, readTag, skipField } from '../wire/protobuf-reader.ts';

const LENGTH_DELIMITED = 2;
/** Os números do `.proto`. */
const RESOURCE_SPANS = 1;
const RESOURCE = 1;
const ATTRIBUTES = 1;
const KEY = 1;

/** @param request Já validado. @throws WireError se não é um pedido OTLP. */
export function stampResource(request: Uint8Array, key: string, value: string): Uint8Array {
  const attribute = encodeKeyValue({ key, value: { type: 'string', value } });
  const writer = new ProtobufWriter();
  for (const group of fieldsIn(request).toReversed()) {
    if (group.number !== RESOURCE_SPANS) continue;
    const groupMark = writer.length;
    const fields = fieldsIn(group.content);
    for (const field of fields.toReversed())
      if (field.number !== RESOURCE) writer.bytesField(field.number, field.content);
    const resourceMark = writer.length;
    writer.bytesField(ATTRIBUTES, attribute);
    for (const { content } of fields.filter(({ number }) => number === RESOURCE).toReversed()) {
      for (const field of fieldsIn(content).toReversed()) {
        if (field.number === ATTRIBUTES && keyOf(field.content) === key) continue;
        writer.bytesField(field.number, field.content);
      }
    }
    writer.endMessage(RESOURCE, resourceMark);
    writer.endMessage(RESOURCE_SPANS, groupMark);
  }
  return writer.finish();
}

function keyOf(keyValue: Uint8Array): string {
  const key = fieldsIn(keyValue).findLast(({ number }) => number === KEY);
  return key ? Buffer.from(key.content).toString('utf8') : '';
}

interface Field {
  number: number;
  content: Uint8Array;
}

/** Os campos com comprimento. Os outros que há num grupo e num recurso são só contagens do que o SDK descartou. */
function fieldsIn(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = readTag(bytes, at, bytes.length);
    const start = lastPosition();
    const end = skipField(bytes, tag, start, bytes.length);
    if ((tag & 7) === LENGTH_DELIMITED) {
      readLength(bytes, start, bytes.length);
      fields.push({ number: tag >>> 3, content: bytes.subarray(lastPosition(), end) });
    }
    at = end;
  }
  return fields;
}
