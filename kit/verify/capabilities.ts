/**
 * O que uma expectativa pode pedir de um span e nem toda fonte mostra. O que a fonte não mostra não reprova ninguém: é
 * `not_observable`. O que ela mostra pela metade (um número como texto) é julgado pela metade que se vê.
 */
import type { ObservedSpan } from './span.ts';

export const CAPABILITIES = [
  /** As maiúsculas do nome do span: sem elas, `A` e `a` são o mesmo nome. */
  'name_case',
  /** As de `service.name`. */
  'service_case',
  /** Os tipos dos atributos: sem eles, 42 e `"42"` são o mesmo valor. */
  'attribute_types',
  /** Os elementos de uma lista: sem eles, `["a", "b"]` e `"a,b"` são o mesmo valor. */
  'attribute_lists',
  /** Que atributos são do recurso, e quais são do span. */
  'resource',
  'scope',
  'links',
  'event_attributes',
  /** As listas dentro dos atributos de um evento. */
  'event_lists',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** O que não mostra quem só mostra estas. */
export function hiddenBy(shows: readonly Capability[]): ReadonlySet<Capability> {
  return new Set(CAPABILITIES.filter((capability) => !shows.includes(capability)));
}

export function hides({ hidden }: Pick<ObservedSpan, 'hidden'>, capability: Capability): boolean {
  return hidden?.has(capability) ?? false;
}

/** Para comparar nomes de que só se veem as minúsculas. */
export function folded(name: string): string {
  return name.toLowerCase();
}

export function hasName(span: Pick<ObservedSpan, 'name' | 'hidden'>, name: string): boolean {
  return span.name === name || (hides(span, 'name_case') && folded(span.name) === folded(name));
}

export function hasService(span: Pick<ObservedSpan, 'service' | 'hidden'>, service: string): boolean {
  return span.service === service || (hides(span, 'service_case') && folded(span.service) === folded(service));
}
