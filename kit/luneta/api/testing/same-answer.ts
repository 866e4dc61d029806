/** Duas respostas JSON iguais, com números iguais até o arredondamento. */

/** A diferença relativa que somas em outra ordem produzem. */
const TOLERANCE = 1e-12;

/** O primeiro lugar em que diferem, ou `undefined`. Números em texto (`"1.5"`, `"+Inf"`) contam como números. */
export function firstDifference(expected: unknown, received: unknown, path = '$'): string | undefined {
  if (isSameNumber(expected, received)) return undefined;
  if (Array.isArray(expected) && Array.isArray(received)) {
    if (expected.length !== received.length) return `${path}: ${expected.length} itens, e vieram ${received.length}`;
    return firstOf(expected.keys(), (i) => firstDifference(expected[i], received[i], `${path}[${i}]`));
  }
  if (isObject(expected) && isObject(received)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(received)]);
    return firstOf(keys, (key) => firstDifference(expected[key], received[key], `${path}.${key}`));
  }
  if (expected === received) return undefined;
  return `${path}: esperado ${JSON.stringify(expected)}, veio ${JSON.stringify(received)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSameNumber(expected: unknown, received: unknown): boolean {
  if (typeof expected !== typeof received) return false;
  if (typeof expected === 'string' && !/^[+-]?\d/.test(expected)) return false;
  const [a, b] = [Number(expected), Number(received)];
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

function firstOf<T>(items: Iterable<T>, check: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = check(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
