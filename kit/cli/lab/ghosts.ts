/** Os fantasmas: os spans que as conferências esperam e que não vieram, com o que se sabe do lugar deles. */
import type { Expectation } from '../../verify/expectations.ts';
import type { Matcher } from '../../verify/matchers.ts';
import type { ObservedSpan } from '../../verify/span.ts';
import type { GhostSpan } from '../trace-rows.ts';

export type { GhostSpan };

/**
 * Na ordem das expectativas, um por nome: o que uma não diz, outra completa. Um span que veio no lugar errado (outro
 * pai, outro trace) não é fantasma: ele veio.
 */
export function expectedGhosts(expectations: readonly Expectation[], spans: readonly ObservedSpan[]): GhostSpan[] {
  const arrived = new Set(spans.map(({ name }) => name));
  const ghosts = new Map<string, GhostSpan>();
  for (const { name, parent, service } of expectations.flatMap(spansOf)) {
    if (arrived.has(name)) continue;
    const known = ghosts.get(name);
    ghosts.set(name, { name, parent: known?.parent ?? parent, service: known?.service ?? service });
  }
  return [...ghosts.values()];
}

function spansOf(expectation: Expectation): GhostSpan[] {
  switch (expectation.type) {
    case 'span': {
      const { name, parent, service } = expectation.spec;
      return [{ name, parent, service: service && exactText(service) }];
    }
    case 'trace':
      return expectation.spec.spans.map((name) => ({ name }));
    case 'no_span':
    case 'stdout':
      return [];
  }
}

/** O único texto que serve, se só um serve: `equals` se descreve pelo próprio valor, entre aspas, e nenhum outro assim. */
function exactText(matcher: Matcher): string | undefined {
  try {
    const value: unknown = JSON.parse(matcher.description);
    return typeof value === 'string' && matcher.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
