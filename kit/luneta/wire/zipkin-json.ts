/**
 * Zipkin v2 em JSON (https://zipkin.io/zipkin-api/zipkin2-api.yaml) → spans.
 *
 * As tolerâncias são as do Jaeger: `null` igual a ausente (e ignorado numa lista), ids curtos, campos desconhecidos
 * ignorados. Um span inválido recusa o pedido inteiro. Inteiros longos são exatos (`json-text.ts`).
 */
import { canonicalIp } from './ip-text.ts';
import { asBoolean, asObject, asString, asUint64, wrongType, type JsonObject } from './json-fields.ts';
import { parseJson } from './json-text.ts';
import { WireError } from './wire-error.ts';
import type { ZipkinAnnotation, ZipkinEndpoint, ZipkinSpan } from './zipkin-span.ts';
import { isZero, readHexId } from './zipkin-values.ts';

const NOTHING: readonly never[] = Object.freeze([]);
const NO_TAGS: ReadonlyMap<string, string> = new Map();

/**
 * Decodifica a lista de spans de `POST /api/v2/spans` (UTF-8).
 * @throws WireError
 */
export function decodeZipkinJson(bytes: Uint8Array): ZipkinSpan[] {
  return readSpanList(bytes, readSpan);
}

/** Lê o corpo, uma lista de spans; um erro diz em qual span está. */
export function readSpanList<T>(bytes: Uint8Array, read: (item: unknown) => T): T[] {
  return listItems(parseJson(bytes), 'o corpo').map((item, i, { length }) => {
    try {
      return read(item);
    } catch (error) {
      if (!(error instanceof WireError) || length === 1) throw error;
      throw new WireError(error.code, `span ${i + 1} de ${length}: ${error.message}`);
    }
  });
}

/** Itens de uma lista, sem os `null`; vazia se ausente. */
export function listItems(value: unknown, name: string): readonly unknown[] {
  if (value === undefined || value === null) return NOTHING;
  if (!Array.isArray(value)) throw wrongType(name, 'uma lista', value);
  return value.includes(null) ? value.filter((item) => item !== null) : value;
}

function readSpan(item: unknown): ZipkinSpan {
  const span = asObject(item, 'span');
  for (const flag of ['debug', 'shared']) if (present(span[flag])) asBoolean(span[flag], flag);
  return {
    traceId: readHexId(span.traceId, 'traceId', 32),
    id: readHexId(span.id, 'id', 16),
    parentId: readParentId(span.parentId),
    name: asString(span.name, 'name'),
    kind: asString(span.kind, 'kind'),
    timestamp: asUint64(span.timestamp, 'timestamp') || undefined,
    duration: asUint64(span.duration, 'duration'),
    localEndpoint: readEndpoint(span.localEndpoint, 'localEndpoint'),
    remoteEndpoint: readEndpoint(span.remoteEndpoint, 'remoteEndpoint'),
    annotations: listItems(span.annotations, 'annotations').map(readAnnotation),
    tags: readTags(span.tags),
  };
}

/** Ausente, vazio ou só zeros: um span raiz. */
function readParentId(value: unknown): string {
  if (!present(value) || value === '') return '';
  if (typeof value === 'string' && value.length <= 16 && isZero(value)) return '';
  return readHexId(value, 'parentId', 16);
}

function readEndpoint(value: unknown, name: string): ZipkinEndpoint | undefined {
  if (!present(value)) return undefined;
  const endpoint = asObject(value, name);
  return {
    serviceName: asString(endpoint.serviceName, `${name}.serviceName`),
    ipv4: readIp(endpoint, 'ipv4', name),
    ipv6: readIp(endpoint, 'ipv6', name),
    port: readPort(endpoint.port, `${name}.port`),
  };
}

function readIp(endpoint: JsonObject, field: 'ipv4' | 'ipv6', name: string): string {
  const text = asString(endpoint[field], `${name}.${field}`);
  const address = text === '' ? '' : canonicalIp(text);
  if (address === undefined) throw wrongType(`${name}.${field}`, 'um endereço IP', text);
  return address;
}

function readPort(value: unknown, name: string): number {
  const port = asUint64(value, name);
  if (port > 65_535n) throw wrongType(name, 'um inteiro entre 0 e 65535', value);
  return Number(port);
}

function readAnnotation(item: unknown): ZipkinAnnotation {
  const annotation = asObject(item, 'annotation');
  const timestamp = asUint64(annotation.timestamp, 'annotation.timestamp');
  if (timestamp === 0n) {
    throw new WireError('malformed', 'annotation.timestamp: cada anotação precisa do seu tempo, em microssegundos.');
  }
  return { timestamp, value: asString(annotation.value, 'annotation.value') };
}

function readTags(value: unknown): ReadonlyMap<string, string> {
  if (!present(value)) return NO_TAGS;
  const tags = asObject(value, 'tags');
  return new Map(Object.entries(tags).map(([key, text]) => [key, readTag(key, text)]));
}

function readTag(key: string, value: unknown): string {
  if (typeof value === 'string') return value;
  return asString(value, `tags[${JSON.stringify(key.slice(0, 60))}]`);
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}
