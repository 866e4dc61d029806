/** Os campos de uma mensagem protobuf, sem os decodificar. */
import { lastPosition, readLength, readTag, skipField } from '../wire/protobuf-reader.ts';

const LENGTH_DELIMITED = 2;

export interface Field {
  number: number;
  content: Uint8Array;
}

/**
 * Os campos com comprimento. Os outros que há num grupo e num recurso são só contagens do que o SDK descartou.
 * @throws WireError se os bytes não são uma mensagem.
 */
export function fieldsIn(bytes: Uint8Array): Field[] {
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
