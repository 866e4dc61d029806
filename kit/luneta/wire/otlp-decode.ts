/**
 * Bytes do OTLP → modelo de domínio. Funções puras, para mensagens que o índice já validou
 * (chamadas com bytes inválidos, lançam `WireError` do mesmo jeito).
 */
import type { Attribute, AttributeValue, Resource, Scope, Span, SpanEvent, SpanLink } from '../store/model.ts';
import { REPAIRED_SERVICE_NAME } from '../store/service-name.ts';
import { joinHalves } from '../store/unix-time.ts';
import { KeyCache } from './key-cache.ts';
import { EntityReader, RESOURCE_FIELDS, SCOPE_FIELDS } from './otlp-entity-reader.ts';
import { KeyValueTable, lastValueEnd, lastValueStart, readAnyValue, ValueType } from './key-value-table.ts';
import { SpanReader } from './otlp-span-reader.ts';
import { lastPosition, readFixed64, readLength, readTag, readVarint64, skipField } from './protobuf-reader.ts';

const STRIDE = KeyValueTable.STRIDE;
const spanReader = new SpanReader();
const entityReader = new EntityReader();
const keyTexts = new KeyCache((buffer, start, end) => buffer.toString('utf8', start, end));

/** `Uint8Array` como `Buffer`, sem copiar: `utf8Slice` do Buffer é muito mais rápido que o TextDecoder em textos curtos. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Decodifica o span em `[start, end)`, já com quem o emitiu. O objeto nasce completo: acrescentar os campos depois,
 * com spread, custaria mais que decodificá-los.
 */
export function decodeSpan(bytes: Uint8Array, start: number, end: number, resource: Resource, scope: Scope): Span {
  const buffer = asBuffer(bytes);
  const span = spanReader;
  span.read(buffer, start, end);
  return {
    traceId: hexId(buffer, span.traceIdAt, 16),
    spanId: hexId(buffer, span.spanIdAt, 8),
    parentSpanId: parentId(buffer, span.parentSpanIdAt),
    traceState: buffer.toString('utf8', span.traceStateStart, span.traceStateEnd),
    flags: span.flags,
    name: buffer.toString('utf8', span.nameStart, span.nameEnd),
    kind: span.kind,
    startTimeUnixNano: joinHalves(span.startLow, span.startHigh),
    endTimeUnixNano: joinHalves(span.endLow, span.endHigh),
    attributes: decodeTable(buffer, span.attributes, 0, span.attributes.count),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map((event): SpanEvent => ({
      timeUnixNano: event.timeAt < 0 ? 0n : readFixed64(buffer, event.timeAt),
      name: buffer.toString('utf8', event.textStart, event.textEnd),
      attributes: decodeTable(buffer, span.itemAttributes, event.attributesFrom, event.attributesTo),
      droppedAttributesCount: event.droppedAttributesCount,
    })),
    droppedEventsCount: span.droppedEventsCount,
    links: span.links.map((link): SpanLink => ({
      traceId: hexId(buffer, link.traceIdAt, 16),
      spanId: hexId(buffer, link.spanIdAt, 8),
      traceState: buffer.toString('utf8', link.textStart, link.textEnd),
      attributes: decodeTable(buffer, span.itemAttributes, link.attributesFrom, link.attributesTo),
      droppedAttributesCount: link.droppedAttributesCount,
      flags: link.flags,
    })),
    droppedLinksCount: span.droppedLinksCount,
    status: {
      code: span.statusCode,
      message: buffer.toString('utf8', span.statusMessageStart, span.statusMessageEnd),
    },
    resource,
    scope,
    warnings: [],
  };
}

/** Decodifica um Resource e lhe dá o nome de serviço com que será indexado. */
export function decodeResource(bytes: Uint8Array): Resource {
  const buffer = asBuffer(bytes);
  entityReader.read(buffer, 0, buffer.length, RESOURCE_FIELDS);
  const attributes = decodeTable(buffer, entityReader.attributes, 0, entityReader.attributes.count);
  const serviceName = serviceNameOf(attributes);
  return {
    serviceName,
    attributes: withServiceName(attributes, serviceName),
    droppedAttributesCount: entityReader.droppedAttributesCount,
  };
}

/** O nome de reparo toma o lugar do atributo que faltava ou não servia, também como no Jaeger. */
function withServiceName(attributes: Attribute[], serviceName: string): Attribute[] {
  const isServiceName = ({ key, value }: Attribute): boolean =>
    key === 'service.name' && value.type === 'string' && value.value === serviceName;
  if (attributes.some(isServiceName)) return attributes;
  const at = attributes.findLastIndex(({ key }) => key === 'service.name');
  const repaired: Attribute = { key: 'service.name', value: { type: 'string', value: serviceName } };
  return at < 0 ? [...attributes, repaired] : attributes.with(at, repaired);
}

function serviceNameOf(attributes: readonly Attribute[]): string {
  const value = attributes.findLast((attribute) => attribute.key === 'service.name')?.value;
  if (!value) return REPAIRED_SERVICE_NAME.missing;
  if (value.type !== 'string') return REPAIRED_SERVICE_NAME.wrongType;
  return value.value === '' ? REPAIRED_SERVICE_NAME.empty : value.value;
}

export function decodeScope(bytes: Uint8Array): Scope {
  const buffer = asBuffer(bytes);
  entityReader.read(buffer, 0, buffer.length, SCOPE_FIELDS);
  return {
    name: buffer.toString('utf8', entityReader.nameStart, entityReader.nameEnd),
    version: buffer.toString('utf8', entityReader.versionStart, entityReader.versionEnd),
    attributes: decodeTable(buffer, entityReader.attributes, 0, entityReader.attributes.count),
    droppedAttributesCount: entityReader.droppedAttributesCount,
  };
}

/** Os pares de `table`, de `from` até antes de `to`. */
export function decodeTable(buffer: Buffer, table: KeyValueTable, from: number, to: number): Attribute[] {
  const { cells } = table;
  const attributes: Attribute[] = [];
  for (let i = from * STRIDE; i < to * STRIDE; i += STRIDE) {
    attributes.push({
      key: keyTexts.get(buffer, cells[i + 2], cells[i + 3]) ?? '',
      value: decodeValue(buffer, cells[i + 4], cells[i + 5], cells[i + 6]),
    });
  }
  return attributes;
}

/** Decodifica um valor de atributo de tipo `type` cujo conteúdo está em `[start, end)`. */
export function decodeValue(buffer: Buffer, type: number, start: number, end: number): AttributeValue {
  switch (type) {
    case ValueType.STRING:
      return { type: 'string', value: buffer.toString('utf8', start, end) };
    case ValueType.BOOL:
      return { type: 'bool', value: readVarint64(buffer, start, end) !== 0n };
    case ValueType.INT:
      return { type: 'int', value: readVarint64(buffer, start, end) };
    case ValueType.DOUBLE:
      return { type: 'double', value: buffer.readDoubleLE(start) };
    case ValueType.BYTES:
      return { type: 'bytes', value: new Uint8Array(buffer.subarray(start, end)) };
    case ValueType.ARRAY:
      return { type: 'array', value: decodeItems(buffer, start, end).map((item) => decodeAnyValue(buffer, ...item)) };
    case ValueType.KVLIST:
      return { type: 'kvlist', value: decodeItems(buffer, start, end).map((item) => decodeKeyValue(buffer, ...item)) };
    default:
      return { type: 'empty' };
  }
}

/** Limites dos itens (campo 1) de um ArrayValue ou KeyValueList. */
function decodeItems(buffer: Buffer, start: number, end: number): [number, number][] {
  const items: [number, number][] = [];
  let at = start;
  while (at < end) {
    const tag = readTag(buffer, at, end);
    const content = lastPosition();
    at = skipField(buffer, tag, content, end);
    if (tag !== 0x0a) continue;
    readLength(buffer, content, end);
    items.push([lastPosition(), at]);
  }
  return items;
}

function decodeAnyValue(buffer: Buffer, start: number, end: number): AttributeValue {
  const type = readAnyValue(buffer, start, end, 0);
  return decodeValue(buffer, type, lastValueStart(), lastValueEnd());
}

function decodeKeyValue(buffer: Buffer, start: number, end: number): Attribute {
  const table = new KeyValueTable('um mapa');
  table.add(buffer, start, end);
  return decodeTable(buffer, table, 0, 1)[0];
}

function hexId(buffer: Buffer, at: number, size: number): string {
  return at < 0 ? '0'.repeat(size * 2) : buffer.toString('hex', at, at + size);
}

/** Um pai só com zeros é o mesmo que pai nenhum. */
function parentId(buffer: Buffer, at: number): string {
  const id = at < 0 ? '' : buffer.toString('hex', at, at + 8);
  return id === '0000000000000000' ? '' : id;
}
