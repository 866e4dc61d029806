import { attributeText } from '../../store/attribute-text.ts';
import type { Attribute } from '../../store/model.ts';
import type { SpanNode } from '../trace-tree.ts';

/** O texto do primeiro atributo do span que existir entre `keys`; vazio é como ausente. */
export function attributeOf({ span }: SpanNode, ...keys: readonly string[]): string | undefined {
  return textOf(span.attributes, ...keys);
}

export function textOf(attributes: readonly Attribute[], ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = attributes.find((attribute) => attribute.key === key);
    const text = found && attributeText(found.value).trim();
    if (text) return text;
  }
  return undefined;
}

/** Algum atributo do span é desta família (`http.`, `db.`, …)? */
export function hasAttributeLike({ span }: SpanNode, prefix: string): boolean {
  return span.attributes.some(({ key }) => key.startsWith(prefix));
}
