/**
 * Zipkin v1 em Thrift binário (zipkinCore.thrift): uma lista de spans sem chamada em volta, como os clientes antigos
 * mandavam a `POST /api/v1/spans`. Os valores têm tipo, mas vêm todos como bytes em big-endian.
 */
import type { AttributeValue } from '../store/model.ts';
import { ipFromBytes } from './ip-text.ts';
import { ThriftBinaryReader } from './thrift-binary.ts';
import type { ThriftReader } from './thrift-reader.ts';
import type { ZipkinEndpoint } from './zipkin-span.ts';
import type { ZipkinV1Annotation, ZipkinV1BinaryAnnotation, ZipkinV1Span } from './zipkin-v1-span.ts';
import { notZero } from './zipkin-values.ts';

const AnnotationType = { BOOL: 0, BYTES: 1, I16: 2, I32: 3, I64: 4, DOUBLE: 5, STRING: 6 } as const;

/**
 * Decodifica o corpo de `POST /api/v1/spans` em `application/x-thrift`.
 * @throws WireError
 */
export function decodeZipkinV1Thrift(bytes: Uint8Array): ZipkinV1Span[] {
  return new ThriftBinaryReader(bytes).structList(readSpan);
}

function readSpan(reader: ThriftReader): ZipkinV1Span {
  let [traceIdLow, traceIdHigh, id, parentId, timestamp, duration] = [0n, 0n, 0n, 0n, 0n, 0n];
  let name = '';
  let annotations: ZipkinV1Annotation[] = [];
  let binaryAnnotations: ZipkinV1BinaryAnnotation[] = [];
  while (reader.nextField()) {
    switch (reader.fieldId) {
      case 1:
        traceIdLow = reader.i64Field() ?? 0n;
        break;
      case 3:
        name = reader.stringField() ?? '';
        break;
      case 4:
        id = reader.i64Field() ?? 0n;
        break;
      case 5:
        parentId = reader.i64Field() ?? 0n;
        break;
      case 6:
        annotations = reader.structListField(readAnnotation) ?? [];
        break;
      case 8:
        binaryAnnotations = reader.structListField(readBinaryAnnotation) ?? [];
        break;
      case 10:
        timestamp = reader.i64Field() ?? 0n;
        break;
      case 11:
        duration = reader.i64Field() ?? 0n;
        break;
      case 12:
        traceIdHigh = reader.i64Field() ?? 0n;
        break;
      default:
        reader.skipField();
    }
  }
  return {
    traceId: notZero(hex64(traceIdHigh) + hex64(traceIdLow), 'trace_id'),
    id: notZero(hex64(id), 'id'),
    parentId: parentId === 0n ? '' : hex64(parentId),
    name,
    timestamp,
    duration,
    annotations,
    binaryAnnotations,
  };
}

function readAnnotation(reader: ThriftReader): ZipkinV1Annotation {
  const annotation: ZipkinV1Annotation = { timestamp: 0n, value: '', endpoint: undefined };
  while (reader.nextField()) {
    if (reader.fieldId === 1) annotation.timestamp = reader.i64Field() ?? 0n;
    else if (reader.fieldId === 2) annotation.value = reader.stringField() ?? '';
    else if (reader.fieldId === 3) annotation.endpoint = reader.structField(readEndpoint);
    else reader.skipField();
  }
  return annotation;
}

function readBinaryAnnotation(reader: ThriftReader): ZipkinV1BinaryAnnotation {
  let key = '';
  let type: number = AnnotationType.BOOL; // o zero, que é o que vale se o campo não vem
  let bytes: Uint8Array = new Uint8Array();
  let endpoint: ZipkinEndpoint | undefined;
  while (reader.nextField()) {
    if (reader.fieldId === 1) key = reader.stringField() ?? '';
    else if (reader.fieldId === 2) bytes = reader.binaryField() ?? bytes;
    else if (reader.fieldId === 3) type = reader.i32Field() ?? type;
    else if (reader.fieldId === 4) endpoint = reader.structField(readEndpoint);
    else reader.skipField();
  }
  return { key, value: valueOf(type, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)), endpoint };
}

function readEndpoint(reader: ThriftReader): ZipkinEndpoint {
  const endpoint = { serviceName: '', ipv4: '', ipv6: '', port: 0 };
  while (reader.nextField()) {
    if (reader.fieldId === 1) endpoint.ipv4 = ipv4Of(reader.i32Field() ?? 0);
    else if (reader.fieldId === 2) endpoint.port = (reader.i16Field() ?? 0) & 0xffff;
    else if (reader.fieldId === 3) endpoint.serviceName = reader.stringField() ?? '';
    else if (reader.fieldId === 4) endpoint.ipv6 = ipFromBytes(reader.binaryField() ?? new Uint8Array());
    else reader.skipField();
  }
  return endpoint;
}

/** As mensagens entre `<>` são as do Collector. */
function valueOf(type: number, bytes: Buffer): AttributeValue {
  switch (type) {
    case AnnotationType.BOOL:
      return { type: 'bool', value: bytes.length === 1 && bytes[0] === 1 };
    case AnnotationType.BYTES:
      return { type: 'string', value: bytes.toString('base64') };
    case AnnotationType.I16:
      return bytes.length < 2 ? NOT_ENOUGH_BYTES : { type: 'int', value: BigInt(bytes.readInt16BE()) };
    case AnnotationType.I32:
      return bytes.length < 4 ? NOT_ENOUGH_BYTES : { type: 'int', value: BigInt(bytes.readInt32BE()) };
    case AnnotationType.I64:
      return bytes.length < 8 ? NOT_ENOUGH_BYTES : { type: 'int', value: bytes.readBigInt64BE() };
    case AnnotationType.DOUBLE:
      return bytes.length < 8 ? NOT_ENOUGH_BYTES : { type: 'double', value: bytes.readDoubleBE() };
    case AnnotationType.STRING:
      return { type: 'string', value: bytes.toString('utf8') };
    default:
      return { type: 'string', value: `<unknown zipkin v1 binary annotation type (${type})>` };
  }
}

const NOT_ENOUGH_BYTES: AttributeValue = { type: 'string', value: '<not enough bytes representing the number>' };

function ipv4Of(address: number): string {
  if (address === 0) return '';
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.');
}

function hex64(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0');
}
