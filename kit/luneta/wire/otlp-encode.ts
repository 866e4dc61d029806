/**
 * Modelo de domínio → OTLP protobuf (`ExportTraceServiceRequest`, opentelemetry-proto 1.x).
 *
 * As portas que não recebem protobuf (OTLP/JSON, Thrift do Jaeger) passam por aqui: o armazenamento guarda
 * uma codificação só. Função pura. Os campos vão em ordem inversa porque o escritor anda de trás para a frente.
 */
import type {
  Attribute,
  AttributeValue,
  ResourceSpans,
  Scope,
  SpanEvent,
  SpanFields,
  SpanLink,
} from '../store/model.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** Codifica um pedido OTLP de traces. */
export function encodeTraceRequest(resourceSpans: readonly ResourceSpans[]): Uint8Array {
  const writer = new ProtobufWriter();
  for (const group of backwards(resourceSpans)) {
    const groupMark = writer.length;
    for (const { scope, spans } of backwards(group.scopeSpans)) {
      const scopeSpansMark = writer.length;
      for (const span of backwards(spans)) writeSpan(writer, span);
      writeScope(writer, scope);
      writer.endMessage(2, scopeSpansMark);
    }
    const resourceMark = writer.length;
    if (group.resource.droppedAttributesCount) writer.varintField(2, group.resource.droppedAttributesCount);
    writeAttributes(writer, 1, group.resource.attributes);
    writer.endMessage(1, resourceMark);
    writer.endMessage(1, groupMark);
  }
  return writer.finish();
}

function writeScope(writer: ProtobufWriter, scope: Scope): void {
  const mark = writer.length;
  if (scope.droppedAttributesCount) writer.varintField(4, scope.droppedAttributesCount);
  writeAttributes(writer, 3, scope.attributes);
  if (scope.version) writer.stringField(2, scope.version);
  if (scope.name) writer.stringField(1, scope.name);
  writer.endMessage(1, mark);
}

function writeSpan(writer: ProtobufWriter, span: SpanFields): void {
  const mark = writer.length;
  if (span.flags) writer.fixed32Field(16, span.flags);
  const statusMark = writer.length;
  if (span.status.code) writer.varintField(3, span.status.code);
  if (span.status.message) writer.stringField(2, span.status.message);
  if (writer.length > statusMark) writer.endMessage(15, statusMark);
  if (span.droppedLinksCount) writer.varintField(14, span.droppedLinksCount);
  for (const link of backwards(span.links)) writeLink(writer, link);
  if (span.droppedEventsCount) writer.varintField(12, span.droppedEventsCount);
  for (const event of backwards(span.events)) writeEvent(writer, event);
  if (span.droppedAttributesCount) writer.varintField(10, span.droppedAttributesCount);
  writeAttributes(writer, 9, span.attributes);
  writer.fixed64Field(8, span.endTimeUnixNano);
  writer.fixed64Field(7, span.startTimeUnixNano);
  if (span.kind) writer.varintField(6, span.kind);
  writer.stringField(5, span.name);
  if (span.parentSpanId) writer.bytesField(4, hexToBytes(span.parentSpanId));
  if (span.traceState) writer.stringField(3, span.traceState);
  writer.bytesField(2, hexToBytes(span.spanId));
  writer.bytesField(1, hexToBytes(span.traceId));
  writer.endMessage(2, mark);
}

function writeEvent(writer: ProtobufWriter, event: SpanEvent): void {
  const mark = writer.length;
  if (event.droppedAttributesCount) writer.varintField(4, event.droppedAttributesCount);
  writeAttributes(writer, 3, event.attributes);
  writer.stringField(2, event.name);
  writer.fixed64Field(1, event.timeUnixNano);
  writer.endMessage(11, mark);
}

function writeLink(writer: ProtobufWriter, link: SpanLink): void {
  const mark = writer.length;
  if (link.flags) writer.fixed32Field(6, link.flags);
  if (link.droppedAttributesCount) writer.varintField(5, link.droppedAttributesCount);
  writeAttributes(writer, 4, link.attributes);
  if (link.traceState) writer.stringField(3, link.traceState);
  writer.bytesField(2, hexToBytes(link.spanId));
  writer.bytesField(1, hexToBytes(link.traceId));
  writer.endMessage(13, mark);
}

/** Codifica um KeyValue sozinho, sem cabeçalho: os bytes que um par ocupa dentro de qualquer mensagem. */
export function encodeKeyValue(attribute: Attribute): Uint8Array {
  const writer = new ProtobufWriter();
  writeKeyValue(writer, attribute);
  return writer.finish();
}

function writeAttributes(writer: ProtobufWriter, field: number, attributes: readonly Attribute[]): void {
  for (const attribute of backwards(attributes)) {
    const mark = writer.length;
    writeKeyValue(writer, attribute);
    writer.endMessage(field, mark);
  }
}

function writeKeyValue(writer: ProtobufWriter, { key, value }: Attribute): void {
  writeAnyValue(writer, 2, value);
  writer.stringField(1, key);
}

function writeAnyValue(writer: ProtobufWriter, field: number, value: AttributeValue): void {
  const mark = writer.length;
  switch (value.type) {
    case 'empty':
      break;
    case 'string':
      writer.stringField(1, value.value);
      break;
    case 'bool':
      writer.varintField(2, value.value ? 1 : 0);
      break;
    case 'int':
      writer.varintField(3, value.value);
      break;
    case 'double':
      writer.doubleField(4, value.value);
      break;
    case 'array': {
      const arrayMark = writer.length;
      for (const item of backwards(value.value)) writeAnyValue(writer, 1, item);
      writer.endMessage(5, arrayMark);
      break;
    }
    case 'kvlist': {
      const listMark = writer.length;
      writeAttributes(writer, 1, value.value);
      writer.endMessage(6, listMark);
      break;
    }
    case 'bytes':
      writer.bytesField(7, value.value);
      break;
  }
  writer.endMessage(field, mark);
}

function* backwards<T>(items: readonly T[]): Generator<T> {
  for (let i = items.length - 1; i >= 0; i--) yield items[i];
}

function hexToBytes(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex');
}
