/** Valida uma mensagem em OTLP/JSON contra a tabela de `otlp-schema.ts`; o par de `otlp-validate.ts`. */
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
import { ENUM_NUMBERS, type FieldSchema, type MessageSchema, type ScalarType } from './otlp-schema.ts';

type Check = (value: unknown, name: string) => unknown;

const CHECKS: Record<ScalarType, Check> = {
  string: asString,
  bytes: asBytes,
  id16: (value, name) => asHexId(value, name, 16),
  id8: (value, name) => asHexId(value, name, 8),
  bool: asBoolean,
  enum: (value, name) => asEnum(value, name, ENUM_NUMBERS),
  int32: asInt32,
  sint32: asInt32,
  uint32: asUint32,
  int64: asInt64,
  uint64: asUint64,
  fixed32: asUint32,
  fixed64: asUint64,
  sfixed64: asInt64,
  double: asDouble,
};

/** Valida o texto JSON como uma mensagem `schema`; devolve quantas mensagens com nome em `counted` há dentro dela. */
export function validateJsonMessage(schema: MessageSchema, bytes: Uint8Array, counted: ReadonlySet<string>): number {
  return validate(schema, parseJson(bytes), 'pedido', counted);
}

function validate(schema: MessageSchema, value: unknown, name: string, counted: ReadonlySet<string>): number {
  const object = asObject(value, name);
  let count = counted.has(schema.name) ? 1 : 0;
  for (const key in object) {
    const field = schema.byName.get(key);
    const content = object[key];
    if (field === undefined || content === null) continue;
    if (!field.repeated) count += validateItem(field, content, counted);
    else for (const item of asList(content, key)) count += validateItem(field, item, counted);
  }
  return count;
}

function validateItem(field: FieldSchema, value: unknown, counted: ReadonlySet<string>): number {
  if (field.message) return validate(field.message, value, field.jsonName, counted);
  if (field.scalar) CHECKS[field.scalar](value, field.jsonName);
  return 0;
}
