/** O que se pergunta aos atributos de um span, de um evento ou de um recurso. */
import { attributeText } from '../store/attribute-text.ts';
import type { Attribute } from '../store/model.ts';

interface WithAttributes {
  attributes: readonly Attribute[];
}

/** O texto do primeiro atributo que existir entre `keys`; vazio é como ausente. */
export function attributeOf({ attributes }: WithAttributes, ...keys: readonly string[]): string | undefined {
  for (const wanted of keys) {
    const found = attributes.find(({ key }) => key === wanted);
    const text = found && attributeText(found.value).trim();
    if (text) return text;
  }
  return undefined;
}

/** Algum atributo é desta família (`http.`, `db.`, …)? */
export function hasAttributeLike({ attributes }: WithAttributes, prefix: string): boolean {
  return attributes.some(({ key }) => key.startsWith(prefix));
}
