/**
 * Bytes do Thrift → `Batch` do Jaeger (jaeger.thrift e agent.thrift de jaegertracing/jaeger-idl).
 *
 * Os nomes são os da IDL. Campos desconhecidos são pulados; a falta de um campo `required` recusa a mensagem, como
 * faz o Jaeger. Inteiros de 64 bits ficam com sinal, como no Thrift; quem traduz para OTLP é que tira o sinal.
 */
import { ThriftBinaryReader } from './thrift-binary.ts';
import { ThriftCompactReader } from './thrift-compact.ts';
import type { ThriftReader } from './thrift-reader.ts';
import { WireError } from './wire-error.ts';

export type ThriftProtocol = 'binary' | 'compact';

export const TagType = { STRING: 0, DOUBLE: 1, BOOL: 2, LONG: 3, BINARY: 4 } as const;
export const SpanRefType = { CHILD_OF: 0, FOLLOWS_FROM: 1 } as const;

export interface JaegerTag {
  key: string;
  vType: number;
  vStr: string | undefined;
  vDouble: number | undefined;
  vBool: boolean | undefined;
  vLong: bigint | undefined;
  /** Aponta para os bytes da mensagem. */
  vBinary: Uint8Array | undefined;
}

export interface JaegerLog {
  /** Microssegundos Unix. */
  timestamp: bigint;
  fields: JaegerTag[];
}

export interface JaegerSpanRef {
  refType: number;
  traceIdLow: bigint;
  traceIdHigh: bigint;
  spanId: bigint;
}

export interface JaegerSpan {
  traceIdLow: bigint;
  traceIdHigh: bigint;
  spanId: bigint;
  parentSpanId: bigint;
  operationName: string;
  references: JaegerSpanRef[] | undefined;
  flags: number;
  /** Microssegundos Unix. */
  startTime: bigint;
  /** Microssegundos. */
  duration: bigint;
  tags: JaegerTag[] | undefined;
  logs: JaegerLog[] | undefined;
  incomplete: boolean | undefined;
}

export interface JaegerProcess {
  serviceName: string;
  tags: JaegerTag[] | undefined;
}

/** O que o cliente diz ter perdido antes de mandar. */
export interface JaegerClientStats {
  fullQueueDroppedSpans: bigint;
  tooLargeDroppedSpans: bigint;
  failedToEmitSpans: bigint;
}

export interface JaegerBatch {
  process: JaegerProcess;
  spans: JaegerSpan[];
  seqNo: bigint | undefined;
  stats: JaegerClientStats | undefined;
}

const CALL = 1;
const ONEWAY = 4;

/** De que protocolo é a mensagem, pelo primeiro byte; `undefined` se de nenhum dos dois. */
export function detectThriftProtocol(message: Uint8Array): ThriftProtocol | undefined {
  if (message[0] === 0x80) return 'binary';
  return message[0] === 0x82 ? 'compact' : undefined;
}

/**
 * Decodifica a chamada `Agent.emitBatch`, que é o que cabe num datagrama do agente Jaeger.
 * Bytes depois do fim da chamada são ignorados, como faz o Jaeger.
 * @throws WireError
 */
export function decodeEmitBatch(message: Uint8Array, protocol: ThriftProtocol): JaegerBatch {
  const reader = protocol === 'binary' ? new ThriftBinaryReader(message) : new ThriftCompactReader(message);
  const { name, type } = reader.readMessageHeader();
  if (name !== 'emitBatch' || (type !== CALL && type !== ONEWAY)) {
    const shown = JSON.stringify(name.slice(0, 60));
    throw new WireError(
      'unsupported',
      `chamada Thrift ${shown} (tipo ${type}) não é aceita: a porta do agente só entende "emitBatch".`,
    );
  }
  return required(reader.struct(readEmitBatchArguments), 'emitBatch.batch');
}

/**
 * Decodifica uma struct `Batch` sem chamada em volta, no protocolo binário: o corpo de `POST /api/traces` do coletor.
 * @throws WireError
 */
export function decodeBatchBinary(bytes: Uint8Array): JaegerBatch {
  return new ThriftBinaryReader(bytes).struct(readBatch);
}

function readEmitBatchArguments(reader: ThriftReader): JaegerBatch | undefined {
  let batch: JaegerBatch | undefined;
  while (reader.nextField()) {
    if (reader.fieldId === 1) batch = reader.structField(readBatch);
    else reader.skipField();
  }
  return batch;
}

function readBatch(reader: ThriftReader): JaegerBatch {
  let process, spans, seqNo, stats;
  while (reader.nextField()) {
    if (reader.fieldId === 1) process = reader.structField(readProcess);
    else if (reader.fieldId === 2) spans = reader.structListField(readSpan);
    else if (reader.fieldId === 3) seqNo = reader.i64Field();
    else if (reader.fieldId === 4) stats = reader.structField(readClientStats);
    else reader.skipField();
  }
  return { process: required(process, 'Batch.process'), spans: required(spans, 'Batch.spans'), seqNo, stats };
}

function readProcess(reader: ThriftReader): JaegerProcess {
  let serviceName, tags;
  while (reader.nextField()) {
    if (reader.fieldId === 1) serviceName = reader.stringField();
    else if (reader.fieldId === 2) tags = reader.structListField(readTag);
    else reader.skipField();
  }
  return { serviceName: required(serviceName, 'Process.serviceName'), tags };
}

function readClientStats(reader: ThriftReader): JaegerClientStats {
  let fullQueue, tooLarge, failed;
  while (reader.nextField()) {
    if (reader.fieldId === 1) fullQueue = reader.i64Field();
    else if (reader.fieldId === 2) tooLarge = reader.i64Field();
    else if (reader.fieldId === 3) failed = reader.i64Field();
    else reader.skipField();
  }
  return {
    fullQueueDroppedSpans: required(fullQueue, 'ClientStats.fullQueueDroppedSpans'),
    tooLargeDroppedSpans: required(tooLarge, 'ClientStats.tooLargeDroppedSpans'),
    failedToEmitSpans: required(failed, 'ClientStats.failedToEmitSpans'),
  };
}

function readSpan(reader: ThriftReader): JaegerSpan {
  let traceIdLow, traceIdHigh, spanId, parentSpanId, operationName, references;
  let flags, startTime, duration, tags, logs, incomplete;
  while (reader.nextField()) {
    switch (reader.fieldId) {
      case 1:
        traceIdLow = reader.i64Field();
        break;
      case 2:
        traceIdHigh = reader.i64Field();
        break;
      case 3:
        spanId = reader.i64Field();
        break;
      case 4:
        parentSpanId = reader.i64Field();
        break;
      case 5:
        operationName = reader.keyField();
        break;
      case 6:
        references = reader.structListField(readSpanRef);
        break;
      case 7:
        flags = reader.i32Field();
        break;
      case 8:
        startTime = reader.i64Field();
        break;
      case 9:
        duration = reader.i64Field();
        break;
      case 10:
        tags = reader.structListField(readTag);
        break;
      case 11:
        logs = reader.structListField(readLog);
        break;
      case 12:
        incomplete = reader.boolField();
        break;
      default:
        reader.skipField();
    }
  }
  return {
    traceIdLow: required(traceIdLow, 'Span.traceIdLow'),
    traceIdHigh: required(traceIdHigh, 'Span.traceIdHigh'),
    spanId: required(spanId, 'Span.spanId'),
    parentSpanId: required(parentSpanId, 'Span.parentSpanId'),
    operationName: required(operationName, 'Span.operationName'),
    references,
    flags: required(flags, 'Span.flags'),
    startTime: required(startTime, 'Span.startTime'),
    duration: required(duration, 'Span.duration'),
    tags,
    logs,
    incomplete,
  };
}

function readSpanRef(reader: ThriftReader): JaegerSpanRef {
  let refType, traceIdLow, traceIdHigh, spanId;
  while (reader.nextField()) {
    if (reader.fieldId === 1) refType = reader.i32Field();
    else if (reader.fieldId === 2) traceIdLow = reader.i64Field();
    else if (reader.fieldId === 3) traceIdHigh = reader.i64Field();
    else if (reader.fieldId === 4) spanId = reader.i64Field();
    else reader.skipField();
  }
  return {
    refType: required(refType, 'SpanRef.refType'),
    traceIdLow: required(traceIdLow, 'SpanRef.traceIdLow'),
    traceIdHigh: required(traceIdHigh, 'SpanRef.traceIdHigh'),
    spanId: required(spanId, 'SpanRef.spanId'),
  };
}

function readLog(reader: ThriftReader): JaegerLog {
  let timestamp, fields;
  while (reader.nextField()) {
    if (reader.fieldId === 1) timestamp = reader.i64Field();
    else if (reader.fieldId === 2) fields = reader.structListField(readTag);
    else reader.skipField();
  }
  return { timestamp: required(timestamp, 'Log.timestamp'), fields: required(fields, 'Log.fields') };
}

function readTag(reader: ThriftReader): JaegerTag {
  let key, vType, vStr, vDouble, vBool, vLong, vBinary;
  while (reader.nextField()) {
    if (reader.fieldId === 1) key = reader.keyField();
    else if (reader.fieldId === 2) vType = reader.i32Field();
    else if (reader.fieldId === 3) vStr = reader.stringField();
    else if (reader.fieldId === 4) vDouble = reader.doubleField();
    else if (reader.fieldId === 5) vBool = reader.boolField();
    else if (reader.fieldId === 6) vLong = reader.i64Field();
    else if (reader.fieldId === 7) vBinary = reader.binaryField();
    else reader.skipField();
  }
  return { key: required(key, 'Tag.key'), vType: required(vType, 'Tag.vType'), vStr, vDouble, vBool, vLong, vBinary };
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) {
    throw new WireError('malformed', `mensagem do Jaeger sem o campo obrigatório ${name}.`);
  }
  return value;
}
