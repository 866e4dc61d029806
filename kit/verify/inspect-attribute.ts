/** Os atributos de um span e do recurso dele contra o que se espera, pelo tanto que a fonte deixa ver. */
import { list } from '../format.ts';
import { ATTEMPT_ATTRIBUTE } from './attempt.ts';
import { hides } from './capabilities.ts';
import { type Finding, notObservable } from './finding.ts';
import { matchesText, valuesIn } from './labels.ts';
import { type Matcher, showValue } from './matchers.ts';
import { typoOf } from './nearest.ts';
import { type AttributeSpec, keyText, spellingsOf, valueUnder } from './shared-expectation.ts';
import { type Attributes, attributeOf, type AttributeValue, type ObservedSpan } from './span.ts';
import { mixedAttribute, type SpanIndex } from './span-index.ts';

export function inspectAttribute(span: ObservedSpan, spec: AttributeSpec): Finding {
  const expected = `atributo ${keyText(spec)}: ${spec.matcher.description}`;
  const read = (key: string): AttributeValue | undefined =>
    hides(span, 'resource') ? mixedAttribute(span, key) : attributeOf(span.attributes, key);
  return inspectSpellings(span, spec, expected, read, (value) => ({
    code: value === undefined ? 'attribute_missing' : 'attribute_differs',
    observed:
      value === undefined ? `não tem este atributo; ${keysText(span.attributes, spellingsOf(spec))}` : showValue(value),
  }));
}

/** Confere se uma das grafias tem um valor certo. Se a certa pode estar numa que não se lê, nada se diz. */
function inspectSpellings(
  span: ObservedSpan,
  spec: AttributeSpec,
  expected: string,
  read: (key: string) => AttributeValue | undefined,
  told: (value: AttributeValue | undefined) => Pick<Finding, 'code' | 'observed'>,
): Finding {
  const { key, matcher } = spec;
  const keys = spellingsOf(spec);
  const legible = keys.filter((each) => !span.unreadKeys?.has(each));
  const isRight = (value: AttributeValue): boolean => matchesSeen(matcher, value, span);
  const value = valueUnder(legible, read, isRight);
  const passed = value !== undefined && isRight(value);
  if (!passed && legible.length < keys.length) return notObservable(expected, key);
  return { ...told(value), passed, expected, field: key };
}

export function inspectAbsent(span: ObservedSpan, key: string, index: SpanIndex): Finding {
  const expected = `sem o atributo ${key} no span`;
  if (span.unreadKeys?.has(key)) return notObservable(expected, key);
  const isMixed = hides(span, 'resource');
  const value = isMixed ? mixedAttribute(span, key) : attributeOf(span.attributes, key);
  if (value !== undefined && isMixed && index.mayBeResource(span, key)) return notObservable(expected, key);
  return {
    code: 'attribute_unexpected',
    passed: value === undefined,
    expected,
    observed: value === undefined ? 'não tem este atributo' : `${key}: ${showValue(value)}`,
    field: key,
  };
}

export function inspectResource(span: ObservedSpan, { key, matcher }: AttributeSpec, index: SpanIndex): Finding {
  const expected = `atributo ${key} do recurso: ${matcher.description}`;
  if (span.unreadKeys?.has(key)) return notObservable(expected, key);
  const { resource } = span;
  const isMixed = hides(span, 'resource');
  const seen = isMixed ? mixedAttribute(span, key) : attributeOf(resource, key);
  const isOfSpan = seen !== undefined && isMixed && !index.mayBeResource(span, key);
  const value = isOfSpan ? undefined : seen;
  const missing = isOfSpan ? 'está em alguns spans, e não em todos os do processo' : keysText(resource, [key]);
  return {
    code: value === undefined ? 'resource_missing' : 'resource_differs',
    passed: value !== undefined && matchesSeen(matcher, value, span),
    expected,
    observed: value === undefined ? `o recurso não tem este atributo; ${missing}` : showValue(value),
    field: key,
  };
}

/** Onde os valores são textos, conferem como aquilo que o texto escreve. */
export function matchesSeen(matcher: Matcher, value: AttributeValue, span: Pick<ObservedSpan, 'hidden'>): boolean {
  if (typeof value !== 'string' || !hides(span, 'attribute_types')) return matcher.test(value);
  if (matchesText(matcher, value)) return true;
  return hides(span, 'attribute_lists') && listsIn(value).some((items) => matcher.test(items));
}

/** As listas que se escrevem assim: `1,2` é a de dois números e a de dois textos. */
function listsIn(text: string): AttributeValue[] {
  if (text === '') return [[]];
  // Uma vírgula também pode ser do texto de um elemento só.
  return [[text], text.split(','), ...valuesIn(`[${text}]`)];
}

function keysText(attributes: Attributes, wanted: readonly string[]): string {
  const keys = Object.keys(attributes).filter((key) => key !== ATTEMPT_ATTRIBUTE);
  if (keys.length === 0) return 'não tem nenhum';
  const typo = typoOf(wanted, keys);
  if (typo !== undefined) return `tem um parecido, ${typo}`;
  return `tem ${list(keys)}`;
}
