/** As formas de JSON que as APIs de spans têm em comum: o que não tem a forma esperada é deixado de lado. */
import { fieldsOf } from '../../read-answer.ts';
import type { AttributeValue, Scalar } from '../span.ts';

export type Json = unknown;
export type Fields = Readonly<Record<string, Json>>;

/** `undefined` se o texto não é JSON. */
export function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Os objetos de uma lista. */
export function listOf(value: Json): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** Há APIs que escrevem ids sem os zeros da esquerda. @param length Em dígitos. */
export function idOf(value: Json, length: number): string {
  return typeof value === 'string' && value !== '' ? value.padStart(length, '0') : '';
}

/** O valor de um atributo guardado como texto: um array vem em JSON. */
export function toList(text: string): AttributeValue {
  const list = text.startsWith('[') ? parseJson(text) : undefined;
  const isScalars = Array.isArray(list) && list.every((item) => ['string', 'number', 'boolean'].includes(typeof item));
  return isScalars ? (list as Scalar[]) : text;
}
