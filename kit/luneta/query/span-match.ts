/**
 * A busca dentro de um trace: quais spans têm o texto em algum lugar visível (serviço, operação, ids, tipo, status,
 * atributos, recurso, escopo, eventos), sem diferenciar maiúsculas.
 *
 * Um atributo é comparado como `chave=valor`: `http.route` acha pela chave, `500` pelo valor e `error=true` pelo par.
 */
import { attributeText } from '../store/attribute-text.ts';
import {
  type Attribute,
  type Resource,
  type Scope,
  type Span,
  SPAN_KIND_NAMES,
  StatusCode,
  textAttribute,
} from '../store/model.ts';
import type { SpanNode, TraceTree } from './trace-tree.ts';

/** Na ordem das linhas. Texto vazio não casa com nada. */
export function matchSpans(tree: TraceTree, text: string): SpanNode[] {
  const needle = text.trim();
  return needle === '' ? [] : tree.nodes.filter(textMatcher(tree, needle));
}

/** Os textos de um span que são só dele, em minúsculas. */
export type TextReader = (node: SpanNode) => readonly string[];

/** Lembra os do último span: quem procura vários textos olha o mesmo span várias vezes seguidas. */
export function textReader(): TextReader {
  let last: SpanNode | undefined;
  let texts: string[] = [];
  return (node) => {
    if (node === last) return texts;
    const { span, key } = node;
    last = node;
    texts = [key, span.name, span.status.message, ...fieldsOf(span).map(pairText), ...span.attributes.map(pairText)];
    for (const { name, attributes } of span.events) texts.push(name, ...attributes.map(pairText));
    texts = texts.map(fold);
    return texts;
  };
}

/**
 * Diz de cada span do trace se ele tem o texto. O id de um span acha só esse span.
 * @param textsOf O mesmo para vários textos procurados juntos.
 */
export function textMatcher(tree: TraceTree, text: string, textsOf = textReader()): (node: SpanNode) => boolean {
  const needle = fold(text);
  if (tree.nodes.some(({ key }) => key === needle)) return ({ key }) => key === needle;

  // Milhares de spans dividem poucos recursos e escopos: cada um é examinado uma vez.
  const shared = new Map<Resource | Scope, boolean>();
  const inShared = (owner: Resource | Scope, own: readonly string[]): boolean => {
    let found = shared.get(owner);
    if (found === undefined) {
      found = has(needle, own) || hasAttribute(needle, owner.attributes);
      shared.set(owner, found);
    }
    return found;
  };
  return (node) =>
    textsOf(node).some((own) => own.includes(needle)) ||
    inShared(node.span.resource, [node.span.resource.serviceName]) ||
    inShared(node.span.scope, [node.span.scope.name]);
}

/** As chaves de `fieldsOf`. */
export const FIELD_KEYS: readonly string[] = ['span.kind', 'error', 'otel.status_code'];

/** O que a API do Jaeger mostra como atributo, embora no OTLP seja campo. */
export function fieldsOf(span: Span): Attribute[] {
  const fields = [textAttribute('span.kind', SPAN_KIND_NAMES[span.kind] ?? '')];
  if (span.status.code === StatusCode.ERROR)
    fields.push(textAttribute('error', 'true'), textAttribute('otel.status_code', 'ERROR'));
  if (span.status.code === StatusCode.OK) fields.push(textAttribute('otel.status_code', 'OK'));
  return fields;
}

function has(needle: string, texts: readonly string[]): boolean {
  return texts.some((candidate) => fold(candidate).includes(needle));
}

function hasAttribute(needle: string, attributes: readonly Attribute[]): boolean {
  return attributes.some((attribute) => fold(pairText(attribute)).includes(needle));
}

function pairText({ key, value }: Attribute): string {
  return `${key}=${attributeText(value)}`;
}

export function fold(mixedCase: string): string {
  return mixedCase.toLowerCase();
}
