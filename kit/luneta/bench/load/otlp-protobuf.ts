/** Spans da carga → `ExportTraceServiceRequest` em protobuf. Os campos vão em ordem inversa: o escritor anda para trás. */
import { ProtobufWriter } from '../../wire/protobuf-writer.ts';
import { attributesOf, type BenchSpan, exceptionAttributes, FAILURE_TEXT, groupByService } from './bench-span.ts';
import { writeAttributes, writeResourceGroup } from './otlp-attributes.ts';

/** `flags`: amostrado, e a origem do pai é conhecida (não é remota). */
const FLAGS = 0x101;

export function encodeProtobuf(spans: readonly BenchSpan[]): Uint8Array {
  const writer = new ProtobufWriter();
  // O mapa sai ao contrário também; a ordem dos serviços no pedido não importa.
  for (const [service, group] of groupByService(spans)) {
    writeResourceGroup(writer, service, () => {
      for (let i = group.length - 1; i >= 0; i--) writeSpan(writer, group[i]);
    });
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
