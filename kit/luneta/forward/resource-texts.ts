/** Os atributos de texto de um recurso OTLP, lidos dos bytes dele. */
import { fieldsIn } from './fields.ts';

/** Os números do `.proto`. */
export const ATTRIBUTES = 1;
const KEY = 1;
const VALUE = 2;
const STRING_VALUE = 1;

/** @param keyValue Os bytes de um `KeyValue`. */
export function keyOf(keyValue: Uint8Array): string {
  return textOf(keyValue, KEY) ?? '';
}

/** @param resource Os bytes de um `Resource` já validado. @returns `undefined` se não há, ou não é texto. */
export function resourceText(resource: Uint8Array, key: string): string | undefined {
  for (const { number, content } of fieldsIn(resource)) {
    if (number !== ATTRIBUTES || keyOf(content) !== key) continue;
    const value = fieldsIn(content).findLast((field) => field.number === VALUE);
    return value && textOf(value.content, STRING_VALUE);
  }
  return undefined;
}

function textOf(message: Uint8Array, number: number): string | undefined {
  const field = fieldsIn(message).findLast((each) => each.number === number);
  return field && Buffer.from(field.content).toString('utf8');
}
