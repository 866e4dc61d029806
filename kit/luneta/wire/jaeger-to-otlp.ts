/**
 * `Batch` do Jaeger → OTLP em protobuf (`ExportTraceServiceRequest`), a codificação que o armazenamento guarda.
 *
 * Segue o tradutor Thrift do OpenTelemetry Collector (`pkg/translator/jaeger`), que é o do Jaeger 2, inclusive no que
 * ele deixa de traduzir: `otel.scope.*`, `w3c.tracestate` e os flags. Escreve direto, sem montar o modelo no meio: um
 * datagrama por vez é o caminho de todos os clientes antigos. Os campos vão em ordem inversa porque o escritor anda
 * de trás para a frente.
 */
import { eventMeaning, resourceTags, spanMeaning } from './jaeger-attributes.ts';
import {
  SpanRefType,
  TagType,
  type JaegerBatch,
  type JaegerLog,
  type JaegerSpan,
  type JaegerSpanRef,
  type JaegerTag,
} from './jaeger-batch.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** Pedido vazio (0 bytes) quando o lote não traz span nenhum. */
export function jaegerBatchToOtlp(batch: JaegerBatch): Uint8Array {
  const writer = new ProtobufWriter();
  for (let i = batch.spans.length - 1; i >= 0; i--) {
    if (!isBlank(batch.spans[i])) writeSpan(writer, batch.spans[i]);
  }
  if (writer.length === 0) return new Uint8Array();
  writer.endMessage(2, 0); // ScopeSpans, sem escopo
  const resourceMark = writer.length;
  writeTags(writer, 1, resourceTags(batch.process));
  writer.endMessage(1, resourceMark);
  writer.endMessage(1, 0);
  return writer.finish();
}

function writeSpan(writer: ProtobufWriter, span: JaegerSpan): void {
  const { kind, status, statusMessage, attributes } = spanMeaning(span.tags);
  const parentSpanId = inferParent(span);
  const mark = writer.length;
  writeStatus(writer, status, statusMessage);
  writeLinks(writer, span.references, parentSpanId);
  writeEvents(writer, span.logs);
  writeTags(writer, 9, attributes);
  writer.fixed64Field(8, toNanoseconds(span.startTime + span.duration));
  writer.fixed64Field(7, toNanoseconds(span.startTime));
  if (kind) writer.varintField(6, kind);
  writer.stringField(5, span.operationName);
  if (parentSpanId !== 0n) writer.bytesField(4, spanIdBytes(parentSpanId));
  writer.bytesField(2, spanIdBytes(span.spanId));
  writer.bytesField(1, traceIdBytes(span));
  writer.endMessage(2, mark);
}

function writeStatus(writer: ProtobufWriter, status: number, message: string): void {
  const mark = writer.length;
  if (status) writer.varintField(3, status);
  if (message) writer.stringField(2, message);
  if (writer.length > mark) writer.endMessage(15, mark);
}

/** A referência ao pai já está no span; as outras viram links. */
function writeLinks(writer: ProtobufWriter, references: JaegerSpanRef[] | undefined, parentSpanId: bigint): void {
  if (!references) return;
  for (let i = references.length - 1; i >= 0; i--) {
    const reference = references[i];
    const childOf = reference.refType === SpanRefType.CHILD_OF;
    if (childOf && reference.spanId === parentSpanId) continue;
    const mark = writer.length;
    writer.stringField(1, childOf ? 'child_of' : 'follows_from');
    writer.endMessage(2, mark);
    writer.stringField(1, 'opentracing.ref_type');
    writer.endMessage(4, mark);
    writer.bytesField(2, spanIdBytes(reference.spanId));
    writer.bytesField(1, traceIdBytes(reference));
    writer.endMessage(13, mark);
  }
}

function writeEvents(writer: ProtobufWriter, logs: JaegerLog[] | undefined): void {
  if (!logs) return;
  for (let i = logs.length - 1; i >= 0; i--) {
    const { name, attributes } = eventMeaning(logs[i].fields);
    const mark = writer.length;
    writeTags(writer, 3, attributes);
    writer.stringField(2, name);
    writer.fixed64Field(1, toNanoseconds(logs[i].timestamp));
    writer.endMessage(11, mark);
  }
}

function writeTags(writer: ProtobufWriter, field: number, tags: readonly JaegerTag[]): void {
  for (let i = tags.length - 1; i >= 0; i--) {
    const mark = writer.length;
    writeValue(writer, tags[i]);
    writer.endMessage(2, mark);
    writer.stringField(1, tags[i].key);
    writer.endMessage(field, mark);
  }
}

/** Um valor ausente vale o zero do tipo, como nos acessores gerados pelo Thrift. */
function writeValue(writer: ProtobufWriter, tag: JaegerTag): void {
  switch (tag.vType) {
    case TagType.STRING:
      writer.stringField(1, tag.vStr ?? '');
      return;
    case TagType.DOUBLE:
      writer.doubleField(4, tag.vDouble ?? 0);
      return;
    case TagType.BOOL:
      writer.varintField(2, tag.vBool ? 1 : 0);
      return;
    case TagType.LONG:
      writer.varintField(3, tag.vLong ?? 0n);
      return;
    case TagType.BINARY:
      writer.bytesField(7, tag.vBinary ?? new Uint8Array());
      return;
    default:
      writer.stringField(1, '<Unknown Jaeger TagType "<UNSET>">');
  }
}

/** Sem `parentSpanId`, o pai é a primeira referência do mesmo trace: antes CHILD_OF, depois FOLLOWS_FROM. */
function inferParent(span: JaegerSpan): bigint {
  if (span.parentSpanId !== 0n || !span.references) return span.parentSpanId;
  const sameTrace = span.references.filter(
    ({ traceIdHigh, traceIdLow }) => traceIdHigh === span.traceIdHigh && traceIdLow === span.traceIdLow,
  );
  const parent =
    sameTrace.find(({ refType }) => refType === SpanRefType.CHILD_OF) ??
    sameTrace.find(({ refType }) => refType === SpanRefType.FOLLOWS_FROM);
  return parent?.spanId ?? 0n;
}

/** Um span inteiramente zerado é enchimento, não telemetria: o Jaeger também o descarta. */
function isBlank(span: JaegerSpan): boolean {
  return (
    span.operationName === '' &&
    span.flags === 0 &&
    (span.traceIdLow | span.traceIdHigh | span.spanId | span.parentSpanId | span.startTime | span.duration) === 0n &&
    span.references === undefined &&
    span.tags === undefined &&
    span.logs === undefined
  );
}

/** Os ids são escritos aqui e copiados pelo escritor em seguida. */
const traceIdScratch = Buffer.alloc(16);
const spanIdScratch = Buffer.alloc(8);

function traceIdBytes(ids: { traceIdHigh: bigint; traceIdLow: bigint }): Uint8Array {
  traceIdScratch.writeBigInt64BE(ids.traceIdHigh, 0);
  traceIdScratch.writeBigInt64BE(ids.traceIdLow, 8);
  return traceIdScratch;
}

function spanIdBytes(spanId: bigint): Uint8Array {
  spanIdScratch.writeBigInt64BE(spanId, 0);
  return spanIdScratch;
}

/** Em 64 bits sem sinal, com a mesma volta que a soma teria no Jaeger. */
function toNanoseconds(microseconds: bigint): bigint {
  return BigInt.asUintN(64, microseconds * 1000n);
}
