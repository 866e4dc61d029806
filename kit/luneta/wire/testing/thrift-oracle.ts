/**
 * Segunda opinião sobre o Thrift, para os testes: codifica e decodifica lotes do Jaeger, e codifica spans do Zipkin
 * v1, com a biblioteca `thrift` da Apache e uma cópia das IDLs em forma de tabela. Não divide nenhuma linha com os leitores da Luneta.
 */
import {
  Int64,
  TBinaryProtocol,
  TBufferedTransport,
  TCompactProtocol,
  type TProtocol as ThriftLibraryProtocol,
} from 'thrift';
import type { JaegerBatch, ThriftProtocol } from '../jaeger-batch.ts';

type FieldType = 'bool' | 'i32' | 'i64' | 'double' | 'string' | 'binary' | { struct: string } | { list: string };
type Fields = Record<number, readonly [name: string, type: FieldType]>;

const IDL: Record<string, Fields> = {
  EmitBatchArguments: { 1: ['batch', { struct: 'Batch' }] },
  Batch: {
    1: ['process', { struct: 'Process' }],
    2: ['spans', { list: 'Span' }],
    3: ['seqNo', 'i64'],
    4: ['stats', { struct: 'ClientStats' }],
  },
  ClientStats: {
    1: ['fullQueueDroppedSpans', 'i64'],
    2: ['tooLargeDroppedSpans', 'i64'],
    3: ['failedToEmitSpans', 'i64'],
  },
  Process: { 1: ['serviceName', 'string'], 2: ['tags', { list: 'Tag' }] },
  Span: {
    1: ['traceIdLow', 'i64'],
    2: ['traceIdHigh', 'i64'],
    3: ['spanId', 'i64'],
    4: ['parentSpanId', 'i64'],
    5: ['operationName', 'string'],
    6: ['references', { list: 'SpanRef' }],
    7: ['flags', 'i32'],
    8: ['startTime', 'i64'],
    9: ['duration', 'i64'],
    10: ['tags', { list: 'Tag' }],
    11: ['logs', { list: 'Log' }],
    12: ['incomplete', 'bool'],
  },
  SpanRef: { 1: ['refType', 'i32'], 2: ['traceIdLow', 'i64'], 3: ['traceIdHigh', 'i64'], 4: ['spanId', 'i64'] },
  Log: { 1: ['timestamp', 'i64'], 2: ['fields', { list: 'Tag' }] },
  Tag: {
    1: ['key', 'string'],
    2: ['vType', 'i32'],
    3: ['vStr', 'string'],
    4: ['vDouble', 'double'],
    5: ['vBool', 'bool'],
    6: ['vLong', 'i64'],
    7: ['vBinary', 'binary'],
  },
  ZipkinSpan: {
    1: ['traceId', 'i64'],
    3: ['name', 'string'],
    4: ['id', 'i64'],
    5: ['parentId', 'i64'],
    6: ['annotations', { list: 'ZipkinAnnotation' }],
    8: ['binaryAnnotations', { list: 'ZipkinBinaryAnnotation' }],
    10: ['timestamp', 'i64'],
    11: ['duration', 'i64'],
    12: ['traceIdHigh', 'i64'],
  },
  ZipkinAnnotation: { 1: ['timestamp', 'i64'], 2: ['value', 'string'], 3: ['host', { struct: 'ZipkinEndpoint' }] },
  ZipkinBinaryAnnotation: {
    1: ['key', 'string'],
    2: ['value', 'binary'],
    3: ['annotationType', 'i32'],
    4: ['host', { struct: 'ZipkinEndpoint' }],
  },
  ZipkinEndpoint: { 1: ['ipv4', 'i32'], 3: ['serviceName', 'string'], 4: ['ipv6', 'binary'] },
};

const TYPE_IDS = { bool: 2, double: 4, i32: 8, i64: 10, string: 11, binary: 11, struct: 12, list: 15 };
const ONEWAY = 4;

export interface CallOptions {
  name?: string;
  type?: number;
  /** Campos que a IDL não conhece, acrescentados à struct dada: uma versão futura do protocolo. */
  extra?: (struct: string, protocol: ThriftLibraryProtocol) => void;
}

/** A chamada `emitBatch` inteira, como um cliente a mandaria. */
export function encodeCall(batch: JaegerBatch, protocol: ThriftProtocol, options: CallOptions = {}): Buffer {
  return write(protocol, (output) => {
    output.writeMessageBegin(options.name ?? 'emitBatch', options.type ?? ONEWAY, 7);
    writeStruct(output, 'EmitBatchArguments', { batch }, options);
    output.writeMessageEnd();
  });
}

/** Só a struct `Batch`, como no corpo HTTP. */
export function encodeBareBatch(batch: JaegerBatch): Buffer {
  return write('binary', (output) => writeStruct(output, 'Batch', { ...batch }, {}));
}

/** O corpo de `POST /api/v1/spans`; os campos têm os nomes de zipkinCore.thrift, e os que faltam não são escritos. */
export function encodeZipkinV1Spans(spans: readonly object[]): Buffer {
  return write('binary', (output) => writeValue(output, { list: 'ZipkinSpan' }, spans, {}));
}

/** Decodifica uma chamada; campos que não vieram ficam fora do objeto. */
export function decodeCallWithThrift(bytes: Uint8Array, protocol: ThriftProtocol): JaegerBatch {
  let batch: unknown;
  TBufferedTransport.receiver((transport) => {
    const input = protocol === 'binary' ? new TBinaryProtocol(transport) : new TCompactProtocol(transport);
    input.readMessageBegin();
    batch = readStruct(input, 'EmitBatchArguments').batch;
  }, 0)(Buffer.from(bytes));
  return batch as JaegerBatch;
}

function write(protocol: ThriftProtocol, body: (output: ThriftLibraryProtocol) => void): Buffer {
  let message: Buffer | undefined;
  const transport = new TBufferedTransport(undefined, (bytes) => {
    message = bytes;
  });
  const output = protocol === 'binary' ? new TBinaryProtocol(transport) : new TCompactProtocol(transport);
  body(output);
  output.flush();
  if (!message) throw new Error('a biblioteca thrift não escreveu nada');
  return message;
}

function writeStruct(
  output: ThriftLibraryProtocol,
  name: string,
  value: Record<string, unknown>,
  options: CallOptions,
): void {
  output.writeStructBegin(name);
  for (const [id, [field, type]] of Object.entries(IDL[name])) {
    if (value[field] === undefined) continue;
    const kind = typeof type === 'string' ? type : 'struct' in type ? 'struct' : 'list';
    output.writeFieldBegin(field, TYPE_IDS[kind], Number(id));
    writeValue(output, type, value[field], options);
    output.writeFieldEnd();
  }
  options.extra?.(name, output);
  output.writeFieldStop();
  output.writeStructEnd();
}

function writeValue(output: ThriftLibraryProtocol, type: FieldType, value: unknown, options: CallOptions): void {
  if (typeof type === 'object' && 'struct' in type) {
    writeStruct(output, type.struct, value as Record<string, unknown>, options);
  } else if (typeof type === 'object') {
    const items = value as Record<string, unknown>[];
    output.writeListBegin(TYPE_IDS.struct, items.length);
    for (const item of items) writeStruct(output, type.list, item, options);
    output.writeListEnd();
  } else if (type === 'bool') output.writeBool(value as boolean);
  else if (type === 'i32') output.writeI32(value as number);
  else if (type === 'i64') output.writeI64(toInt64(value as bigint));
  else if (type === 'double') output.writeDouble(value as number);
  else if (type === 'string') output.writeString(value as string);
  else output.writeBinary(Buffer.from(value as Uint8Array));
}

function readStruct(input: ThriftLibraryProtocol, name: string): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  input.readStructBegin();
  for (;;) {
    const { ftype, fid } = input.readFieldBegin();
    if (ftype === 0) break;
    const known = IDL[name][fid];
    if (known) value[known[0]] = readValue(input, known[1]);
    else input.skip(ftype);
    input.readFieldEnd();
  }
  input.readStructEnd();
  return value;
}

function readValue(input: ThriftLibraryProtocol, type: FieldType): unknown {
  if (typeof type === 'object' && 'struct' in type) return readStruct(input, type.struct);
  if (typeof type === 'object') {
    const { size } = input.readListBegin();
    const items = Array.from({ length: size }, () => readStruct(input, type.list));
    input.readListEnd();
    return items;
  }
  if (type === 'bool') return input.readBool();
  if (type === 'i32') return input.readI32();
  if (type === 'i64') return input.readI64().buffer.readBigInt64BE(0);
  if (type === 'double') return input.readDouble();
  return type === 'string' ? input.readString() : new Uint8Array(input.readBinary());
}

function toInt64(value: bigint): Int64 {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return new Int64(bytes);
}
