/** Spans da carga → `ExportTraceServiceRequest` em protobuf. Os campos vão em ordem inversa: o escritor anda para trás. */
import { ProtobufWriter } from '../../wire/protobuf-writer.ts';
import {
  type AttributePair,
  attributesOf,
  type BenchSpan,
  exceptionAttributes,
  FAILURE_TEXT,
  groupByService,
  resourceAttributes,
  SCOPE,
} from './bench-span.ts';

/** `flags`: amostrado, e a origem do pai é conhecida (não é remota). */
const FLAGS = 0x101;

export function encodeProtobuf(spans: readonly BenchSpan[]): Uint8Array {
  const writer = new ProtobufWriter();
  // O mapa sai ao contrário também; a ordem dos serviços no pedido não importa.
  for (const [service, group] of groupByService(spans)) {
    const resourceSpans = writer.length;
    const scopeSpans = writer.length;
    for (let i = group.length - 1; i >= 0; i--) writeSpan(writer, group[i]);
    const scope = writer.length;
    writer.stringField(2, SCOPE.version);
    writer.stringField(1, SCOPE.name);
    writer.endMessage(1, scope);
    writer.endMessage(2, scopeSpans);
    const resource = writer.length;
    writeAttributes(writer, 1, resourceAttributes(service));
    writer.endMessage(1, resource);
    writer.endMessage(1, resourceSpans);
  }
  return writer.finish();
}

function writeSpan(writer: ProtobufWriter, span: BenchSpan): void {
  const mark = writer.length;
  writer.fixed32Field(16, FLAGS);
  if (span.failed) {
    const status = writer.length;
    writer.varintField(3, 2);
    writer.stringField(2, FAILURE_TEXT);
    writer.endMessage(15, status);
    const event = writer.length;
    writeAttributes(writer, 3, exceptionAttributes());
    writer.stringField(2, 'exception');
    writer.fixed64Field(1, span.endNs - 1000n);
    writer.endMessage(11, event);
  }
  writeAttributes(writer, 9, attributesOf(span));
  writer.fixed64Field(8, span.endNs);
  writer.fixed64Field(7, span.startNs);
  writer.varintField(6, span.kind);
  writer.stringField(5, span.name);
  if (span.parentSpanId) writer.bytesField(4, span.parentSpanId);
  writer.bytesField(2, span.spanId);
  writer.bytesField(1, span.traceId);
  writer.endMessage(2, mark);
}

function writeAttributes(writer: ProtobufWriter, field: number, pairs: readonly AttributePair[]): void {
  for (let i = pairs.length - 1; i >= 0; i--) {
    const [key, value] = pairs[i];
    const mark = writer.length;
    const any = writer.length;
    if (typeof value === 'string') writer.stringField(1, value);
    else if (typeof value === 'boolean') writer.varintField(2, value ? 1 : 0);
    else if (Number.isInteger(value)) writer.varintField(3, value);
    else writer.doubleField(4, value);
    writer.endMessage(2, any);
    writer.stringField(1, key);
    writer.endMessage(field, mark);
  }
}
