/**
 * O filtro da página do trace, aplicado: quais spans atendem a todos os termos. A linguagem está em
 * `parse-span-filter.ts`.
 */
import { attributeText } from '../store/attribute-text.ts';
import { type Attribute, SPAN_KIND_NAMES, type Span, StatusCode } from '../store/model.ts';
import { type Comparison, type SpanField, SPAN_STATUS_NAMES, type SpanFilterTerm } from './parse-span-filter.ts';
import { FIELD_KEYS, fieldsOf, fold, textMatcher, type TextReader, textReader } from './span-match.ts';
import type { SpanNode, TraceTree } from './trace-tree.ts';

type Matcher = (node: SpanNode) => boolean;

/** Na ordem das linhas. Um filtro sem termos não casa com nada, como a busca vazia. */
export function filterSpans(tree: TraceTree, { terms }: { terms: readonly SpanFilterTerm[] }): SpanNode[] {
  if (terms.length === 0) return [];
  const textsOf = textReader();
  const matchers = terms.map((term): Matcher => {
    const matches = matcherOf(tree, term, textsOf);
    return term.negated ? (node) => !matches(node) : matches;
  });
  return tree.nodes.filter((node) => matchers.every((matches) => matches(node)));
}

function matcherOf(tree: TraceTree, term: SpanFilterTerm, textsOf: TextReader): Matcher {
  switch (term.type) {
    case 'text':
      return textMatcher(tree, term.text, textsOf);
    case 'error':
      return ({ span }) => span.status.code === StatusCode.ERROR;
    case 'field': {
      const holds = comparer(term.match, term.value, term.field === 'kind' || term.field === 'status');
      return ({ span }) => holds(fieldText(span, term.field));
    }
    case 'attribute': {
      const holds = comparer(term.match, term.value, false);
      return valueMatcher(term.key, holds);
    }
    case 'share':
      // Num trace sem duração não há partes.
      return ({ durationUs }) => tree.durationUs > 0 && compare(durationUs / tree.durationUs, term.op, term.limit);
    case 'duration':
      return ({ durationUs }) => compare(durationUs, term.op, term.limit);
    case 'number': {
      const holds = (text: string): boolean => compare(numberOf(text), term.op, term.limit);
      return valueMatcher(term.key, holds);
    }
  }
}

/** `equals` diferencia maiúsculas, como a busca por atributo; `contains` não, como a busca por texto. */
function comparer(match: 'equals' | 'contains', value: string, ignoreCase: boolean): (text: string) => boolean {
  const folded = fold(value);
  if (match === 'contains') return (text) => fold(text).includes(folded);
  return ignoreCase ? (text) => fold(text) === folded : (text) => text === value;
}

function fieldText(span: Span, field: SpanField): string {
  switch (field) {
    case 'service':
      return span.resource.serviceName;
    case 'name':
      return span.name;
    case 'kind':
      return SPAN_KIND_NAMES[span.kind] ?? '';
    case 'status':
      return SPAN_STATUS_NAMES[span.status.code] ?? '';
  }
}

/**
 * Um dos valores que o span mostra para a chave serve? O recurso sem `service.name` tem o nome com que a Luneta o indexou.
 * Isto roda uma vez por termo em cada span: nenhuma lista é montada.
 */
function valueMatcher(key: string, holds: (text: string) => boolean): Matcher {
  const isWanted = (attribute: Attribute): boolean => attribute.key === key && holds(attributeText(attribute.value));
  const isField = FIELD_KEYS.includes(key);
  return ({ span }) =>
    span.attributes.some(isWanted) ||
    span.resource.attributes.some(isWanted) ||
    span.scope.attributes.some(isWanted) ||
    span.events.some(({ attributes }) => attributes.some(isWanted)) ||
    (isField && fieldsOf(span).some(isWanted)) ||
    (key === 'service.name' && holds(span.resource.serviceName));
}

/** NaN não passa em comparação nenhuma. */
function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

function compare(value: number, op: Comparison, limit: number): boolean {
  switch (op) {
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
  }
}
