/** O que um valor deve ser. Cada matcher sabe se descrever, e é a descrição que o aluno lê. */
import { folded } from './capabilities.ts';
import type { AttributeValue, Scalar } from './span.ts';

export interface Matcher {
  /** Completa "esperado: …". */
  readonly description: string;
  /** O único valor que serve; só `equals` o tem. */
  readonly value?: AttributeValue;
  test(value: AttributeValue): boolean;
  /** O mesmo, de um texto de que só se veem as minúsculas; ausente, vale `test`. */
  testFolded?(text: string): boolean;
}

/** Um valor sozinho quer dizer `equals(valor)`. */
export type Expected = AttributeValue | Matcher;

/** O mesmo valor e o mesmo tipo: `42` não é `"42"`. */
export function equals(value: AttributeValue): Matcher {
  return {
    description: showValue(value),
    value,
    test: (observed) => isSame(observed, value),
    testFolded: (text) => isSame(text, foldedValue(value)),
  };
}

/** Um trecho do valor, ou de um elemento dele, casa com a expressão regular. */
export function matches(pattern: RegExp): Matcher {
  // Sem `g` e `y`, que guardariam a posição de um teste para o outro.
  const flags = pattern.flags.replaceAll(/[gy]/g, '');
  const stateless = new RegExp(pattern.source, flags);
  const caseless = new RegExp(pattern.source, `${flags.replace('i', '')}i`);
  return {
    description: `algo que case com ${String(pattern)}`,
    test: (observed) => stateless.test(textOf(observed)),
    testFolded: (text) => caseless.test(text),
  };
}

export function contains(text: string): Matcher {
  return {
    description: `algo que contenha ${showValue(text)}`,
    test: (observed) => textOf(observed).includes(text),
    testFolded: (observed) => observed.includes(folded(text)),
  };
}

export function excludes(text: string): Matcher {
  return {
    description: `algo que não contenha ${showValue(text)}`,
    // Sem `testFolded`: o que só aparece nas minúsculas pode não estar no que se escreveu.
    test: (observed) => !textOf(observed).includes(text),
  };
}

export function oneOf(...values: readonly AttributeValue[]): Matcher {
  return {
    description: `um destes: ${values.map(showValue).join(', ')}`,
    test: (observed) => values.some((value) => isSame(observed, value)),
    testFolded: (text) => values.some((value) => isSame(text, foldedValue(value))),
  };
}

/** Uma lista com estes elementos, e só eles, em qualquer ordem. */
export function inAnyOrder(...values: readonly Scalar[]): Matcher {
  const wanted = sortedText(values);
  return {
    description: `${showValue(values)}, em qualquer ordem`,
    test: (observed) => isScalarList(observed) && sortedText(observed) === wanted,
  };
}

/** Qualquer valor, contanto que haja um. */
export const exists: Matcher = { description: 'qualquer valor', test: () => true };

/** Um número entre os dois, inclusive. */
export function between(min: number, max: number): Matcher {
  return {
    description: max === Infinity ? `pelo menos ${min}` : `um número entre ${min} e ${max}`,
    test: (observed) => typeof observed === 'number' && observed >= min && observed <= max,
  };
}

/** @param isFolded Do texto só se veem as minúsculas. */
export function testText(matcher: Matcher, text: string, isFolded: boolean): boolean {
  return isFolded && matcher.testFolded ? matcher.testFolded(folded(text)) : matcher.test(text);
}

export function toMatcher(expected: Expected): Matcher {
  return isMatcher(expected) ? expected : equals(expected);
}

function isMatcher(expected: Expected): expected is Matcher {
  return typeof expected === 'object' && 'test' in expected;
}

/** O Jaeger guarda um array como texto: comparar os textos dá o mesmo veredito em todas as fontes. */
function textOf(value: AttributeValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function foldedValue(value: AttributeValue): AttributeValue {
  return typeof value === 'string' ? folded(value) : value;
}

function sortedText(values: readonly Scalar[]): string {
  return values
    .map((value) => textOf([value]))
    .toSorted()
    .join();
}

function isSame(observed: AttributeValue, expected: AttributeValue): boolean {
  // De um texto que parece uma lista, o Jaeger devolve a lista; o contrário seria aceitar um texto no lugar dela.
  if (isScalarList(expected)) return isScalarList(observed) && textOf(observed) === textOf(expected);
  if (isScalarList(observed)) return textOf(observed) === expected;
  return observed === expected || (Number.isNaN(observed) && Number.isNaN(expected));
}

const MAX_SHOWN = 200;

/** Textos entre aspas, números sem: a diferença entre `42` e `"42"` fica à vista. Corta o que é longo demais. */
export function showValue(value: AttributeValue): string {
  return shorten(isScalarList(value) ? `[${value.map(showScalar).join(', ')}]` : showScalar(value));
}

function isScalarList(value: AttributeValue): value is readonly Scalar[] {
  return Array.isArray(value);
}

function showScalar(value: Scalar): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

export function shorten(text: string): string {
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}
