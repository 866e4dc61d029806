/**
 * OTLP/JSON de métricas e de logs → os bytes protobuf equivalentes, pela tabela de `otlp-schema.ts`: daí em diante há um
 * caminho só. As regras de cada tipo de campo estão em `json-fields.ts`, e os limites de tamanho em `json-text.ts`.
 */
import {
  asBoolean,
  asBytes,
  asDouble,
  asEnum,
  asHexId,
  asInt32,
  asInt64,
  asList,
  asObject,
  asString,
  asUint32,
  asUint64,
} from './json-fields.ts';
import { parseJson } from './json-text.ts';
import {
  ENUM_NUMBERS,
  type FieldSchema,
  LOGS_REQUEST,
  type MessageSchema,
  METRICS_REQUEST,
  type ScalarType,
} from './otlp-schema.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

const REQUESTS = { metrics: METRICS_REQUEST, logs: LOGS_REQUEST } as const;

type WriteScalar = (writer: ProtobufWriter, field: FieldSchema, value: unknown) => void;

const WRITE: Record<ScalarType, WriteScalar> = {
  string: (writer, { number, jsonName }, value) => writer.stringField(number, asString(value, jsonName)),
  bytes: (writer, { number, jsonName }, value) => writer.bytesField(number, asBytes(value, jsonName)),
  id16: (writer, field, value) => writeId(writer, field, value, 16),
  id8: (writer, field, value) => writeId(writer, field, value, 8),
  bool: (writer, { number, jsonName }, value) => writer.varintField(number, asBoolean(value, jsonName) ? 1 : 0),
  enum: (writer, { number, jsonName }, value) => writer.varintField(number, asEnum(value, jsonName, ENUM_NUMBERS)),
  int32: (writer, { number, jsonName }, value) => writer.varintField(number, asInt32(value, jsonName)),
  sint32: (writer, { number, jsonName }, value) => writer.varintField(number, zigzag(asInt32(value, jsonName))),
  uint32: (writer, { number, jsonName }, value) => writer.varintField(number, asUint32(value, jsonName)),
  int64: (writer, { number, jsonName }, value) => writer.varintField(number, asInt64(value, jsonName)),
  uint64: (writer, { number, jsonName }, value) => writer.varintField(number, asUint64(value, jsonName)),
  fixed32: (writer, { number, jsonName }, value) => writer.fixed32Field(number, asUint32(value, jsonName)),
  fixed64: (writer, { number, jsonName }, value) => writer.fixed64Field(number, asUint64(value, jsonName)),
  sfixed64: (writer, { number, jsonName }, value) =>
    writer.fixed64Field(number, BigInt.asUintN(64, asInt64(value, jsonName))),
  double: (writer, { number, jsonName }, value) => writer.doubleField(number, asDouble(value, jsonName)),
};

/**
 * Converte um pedido OTLP/JSON (UTF-8) nos bytes protobuf que dizem o mesmo.
 * @throws WireError se o texto não é um pedido desse sinal.
 */
export function signalJsonToProtobuf(signal: 'metrics' | 'logs', json: Uint8Array): Uint8Array {
  const writer = new ProtobufWriter();
  writeMessage(writer, REQUESTS[signal], parseJson(json), 'pedido');
  return writer.finish();
}

/** De trás para a frente, como o escritor: assim também vale o último, se um `oneof` traz mais de um campo. */
function writeMessage(writer: ProtobufWriter, schema: MessageSchema, value: unknown, name: string): void {
  const object = asObject(value, name);
  for (const key of Object.keys(object).toReversed()) {
    const field = schema.byName.get(key);
    const content = object[key];
    if (field === undefined || content === null) continue;
    if (!field.repeated) {
      writeItem(writer, field, content);
      continue;
    }
    const items = asList(content, key);
    for (let i = items.length - 1; i >= 0; i--) writeItem(writer, field, items[i]);
  }
}

function writeItem(writer: ProtobufWriter, field: FieldSchema, value: unknown): void {
  if (field.scalar) {
    WRITE[field.scalar](writer, field, value);
  } else if (field.message) {
    const mark = writer.length;
    writeMessage(writer, field.message, value, field.jsonName);
    writer.endMessage(field.number, mark);
  }
}

function writeId(writer: ProtobufWriter, field: FieldSchema, value: unknown, bytes: 8 | 16): void {
  writer.bytesField(field.number, Buffer.from(asHexId(value, field.jsonName, bytes), 'hex'));
}

/** sint32: o sinal vai para o bit mais baixo. */
function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}
