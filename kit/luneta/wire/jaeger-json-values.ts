/** Os valores do JSON da API v1 do Jaeger: tags com tipo, tempos em microssegundos, ids sem zeros à esquerda. */
import type { Attribute, AttributeValue } from '../store/model.ts';
import {
  asBoolean,
  asBytes,
  asDouble,
  asInt64,
  asList,
  asObject,
  asString,
  asUint64,
  wrongType,
} from './json-fields.ts';
import { WireError } from './wire-error.ts';

/** As tags de um span, de onde se tiram as que são campos do OTLP. */
export class TagList {
  left: Attribute[];

  constructor(tags: Attribute[]) {
    this.left = tags;
  }

  /** Tira a última tag com esta chave cujo valor serve. */
  take<T>(key: string, accept: (value: AttributeValue) => T | undefined): T | undefined {
    for (let i = this.left.length - 1; i >= 0; i--) {
      const accepted = this.left[i].key === key ? accept(this.left[i].value) : undefined;
      if (accepted === undefined) continue;
      this.left.splice(i, 1);
      return accepted;
    }
    return undefined;
  }

  takeText(key: string): string {
    return this.take(key, (value) => (value.type === 'string' ? value.value : undefined)) ?? '';
  }
}

/** @param at O caminho até a lista, para as mensagens. */
export function readTags(value: unknown, at: string): Attribute[] {
  return asList(value, at).map((item, i) => {
    const tag = asObject(item, `${at}[${i}]`);
    const key = asString(tag.key, `${at}[${i}].key`);
    return { key, value: readValue(tag.type, tag.value, `${at}[${i}].value (${key.slice(0, 60)})`) };
  });
}

/** Sem tipo, vale o do próprio JSON. */
function readValue(type: unknown, value: unknown, at: string): AttributeValue {
  switch (type ?? typeof value) {
    case 'bool':
    case 'boolean':
      return { type: 'bool', value: typeof value === 'string' ? value === 'true' : asBoolean(value, at) };
    case 'int64':
      return { type: 'int', value: asInt64(value, at) };
    case 'float64':
    case 'number':
      return { type: 'double', value: asDouble(value, at) };
    case 'binary':
      return { type: 'bytes', value: asBytes(value, at) };
    case 'string':
      return { type: 'string', value: asString(value, at) };
    default:
      throw wrongType(at, 'o tipo string, bool, int64, float64 ou binary', type);
  }
}

/** Microssegundos, que alguns escrevem com casas decimais, em nanossegundos. */
export function toNanos(value: unknown, at: string): bigint {
  if (value === undefined || value === null) throw wrongType(at, 'um número de microssegundos', value);
  if (typeof value === 'number' && value >= 0 && value < Number.MAX_SAFE_INTEGER && !Number.isInteger(value)) {
    return BigInt(Math.round(value * 1_000));
  }
  return BigInt.asUintN(64, asUint64(value, at) * 1_000n);
}

/** O Jaeger escreve ids sem os zeros à esquerda. */
export function readId(value: unknown, at: string, bytes: 8 | 16): string {
  const text = asString(value, at);
  if (text.length > 0 && text.length <= bytes * 2 && /^[0-9a-f]+$/i.test(text)) {
    return text.toLowerCase().padStart(bytes * 2, '0');
  }
  throw new WireError(
    'invalid_id',
    `${at}: esperava até ${bytes * 2} dígitos hexadecimais e veio ${JSON.stringify(text.slice(0, 40))}.`,
  );
}
