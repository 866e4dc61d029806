/** Atributos em montagem, a partir das tags do Zipkin: o que vira outro campo do span sai daqui. */
import type { Attribute, AttributeValue } from '../store/model.ts';

/** Chave repetida fica com o último valor, na posição do primeiro. */
export type AttributeMap = Map<string, AttributeValue>;

export function toAttributeList(attributes: AttributeMap): Attribute[] {
  return Array.from(attributes, ([key, value]) => ({ key, value }));
}

export function setText(attributes: AttributeMap, key: string, value: string): void {
  attributes.set(key, { type: 'string', value });
}

/** Retira o atributo; devolve o texto dele (`''` se não for texto ou não existir). */
export function takeText(attributes: AttributeMap, key: string): string {
  const text = textAt(attributes, key);
  attributes.delete(key);
  return text;
}

/** O texto do atributo; `''` se não for texto ou não existir. */
export function textAt(attributes: AttributeMap, key: string): string {
  const value = attributes.get(key);
  return value?.type === 'string' ? value.value : '';
}
