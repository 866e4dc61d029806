/** As condições de uma consulta, aplicadas aos rótulos de uma série. */
import type { LabelMatcher, Labels } from './metric-store.ts';

/** Uma função que diz se uma série satisfaz todas; uma expressão é avaliada uma vez por valor diferente. */
export function matchesAll(matchers: readonly LabelMatcher[]): (labels: Labels) => boolean {
  const tests = matchers.map((matcher) => {
    const { name, equals } = matcher;
    if (equals !== undefined) return { name, test: (value: string) => value === equals };
    const known = new Map<string, boolean>();
    const test = (value: string): boolean => {
      let result = known.get(value);
      if (result === undefined) known.set(value, (result = matcher.matches(value)));
      return result;
    };
    return { name, test };
  });
  return (labels) => tests.every(({ name, test }) => test(valueOf(labels, name)));
}

/** O valor de um rótulo; `''` se falta. */
function valueOf(labels: Labels, name: string): string {
  for (const pair of labels) if (pair[0] === name) return pair[1];
  return '';
}
