/** Zipkin v1 em JSON (https://zipkin.io/zipkin-api/zipkin-api.yaml) → spans. Um span inválido recusa o pedido inteiro. */
import { asBoolean, asInt32, asInt64, asObject, asString } from './json-fields.ts';
import { listItems, readSpanList } from './zipkin-json.ts';
import type { ZipkinEndpoint } from './zipkin-span.ts';
import type { ZipkinV1Annotation, ZipkinV1BinaryAnnotation, ZipkinV1Span } from './zipkin-v1-span.ts';
import { readHexId } from './zipkin-values.ts';

/** No v1 os ids vêm completos. */
const TRACE_ID_LENGTHS = [16, 32];
const SPAN_ID_LENGTHS = [16];

/**
 * Decodifica a lista de spans de `POST /api/v1/spans` (UTF-8).
 * @throws WireError
 */
export function decodeZipkinV1Json(bytes: Uint8Array): ZipkinV1Span[] {
  return readSpanList(bytes, readSpan);
}

function readSpan(item: unknown): ZipkinV1Span {
  const span = asObject(item, 'span');
  const { parentId, debug } = span;
  if (debug !== undefined && debug !== null) asBoolean(debug, 'debug');
  const isRoot = parentId === undefined || parentId === null || parentId === '';
  return {
    traceId: readHexId(span.traceId, 'traceId', 32, TRACE_ID_LENGTHS),
    id: readHexId(span.id, 'id', 16, SPAN_ID_LENGTHS),
    parentId: isRoot ? '' : readHexId(parentId, 'parentId', 16, SPAN_ID_LENGTHS),
    name: asString(span.name, 'name'),
    timestamp: asInt64(span.timestamp, 'timestamp'),
    duration: asInt64(span.duration, 'duration'),
    annotations: listItems(span.annotations, 'annotations').map(readAnnotation),
    binaryAnnotations: listItems(span.binaryAnnotations, 'binaryAnnotations').map(readBinaryAnnotation),
  };
}

function readAnnotation(item: unknown): ZipkinV1Annotation {
  const annotation = asObject(item, 'annotation');
  return {
    timestamp: asInt64(annotation.timestamp, 'annotation.timestamp'),
    value: asString(annotation.value, 'annotation.value'),
    endpoint: readEndpoint(annotation.endpoint),
  };
}

/** Números e `true`/`false` valem o seu texto: o endereço do outro lado (`sa`) vem como `true`. */
function readBinaryAnnotation(item: unknown): ZipkinV1BinaryAnnotation {
  const annotation = asObject(item, 'binaryAnnotation');
  const { value } = annotation;
  const scalar = typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
  return {
    key: asString(annotation.key, 'binaryAnnotation.key'),
    value: { type: 'string', value: asString(scalar, 'binaryAnnotation.value') },
    endpoint: readEndpoint(annotation.endpoint),
  };
}

/** Os endereços do v1 são texto livre: o Jaeger não os confere. */
function readEndpoint(value: unknown): ZipkinEndpoint | undefined {
  if (value === undefined || value === null) return undefined;
  const endpoint = asObject(value, 'endpoint');
  return {
    serviceName: asString(endpoint.serviceName, 'endpoint.serviceName'),
    ipv4: asString(endpoint.ipv4, 'endpoint.ipv4'),
    ipv6: asString(endpoint.ipv6, 'endpoint.ipv6'),
    port: asInt32(endpoint.port, 'endpoint.port'),
  };
}
