/** Os fantasmas: os spans que as conferências esperam e que não vieram, com o que se sabe do lugar deles. */
import type { Expectation } from '../../verify/expectations.ts';
import { hasName } from '../../verify/capabilities.ts';
import type { ObservedSpan } from '../../verify/span.ts';
import type { GhostSpan } from '../trace-rows.ts';

export type { GhostSpan };

/**
 * Na ordem das expectativas, um por nome: o que uma não diz, outra completa. Um span que veio no lugar errado (outro
 * pai, outro trace) não é fantasma: ele veio.
 */
export function expectedGhosts(expectations: readonly Expectation[], spans: readonly ObservedSpan[]): GhostSpan[] {
  const arrived = (name: string): ObservedSpan | undefined => spans.find((span) => hasName(span, name));
  const ghosts = new Map<string, GhostSpan>();
  for (const { name, parent, service } of expectations.flatMap(spansOf)) {
    if (arrived(name)) continue;
    const known = ghosts.get(name);
    // O pai com o nome com que ele veio: é por ele que a linha do tempo o acha.
    const shownParent = parent === undefined ? undefined : (arrived(parent)?.name ?? parent);
    ghosts.set(name, { name, parent: known?.parent ?? shownParent, service: known?.service ?? service });
  }
  return [...ghosts.values()];
}

function spansOf(expectation: Expectation): GhostSpan[] {
  switch (expectation.about) {
    case 'span': {
      const { name, parent, service } = expectation.spec;
      // Só se um único texto serve.
      return [{ name, parent, service: typeof service?.value === 'string' ? service.value : undefined }];
    }
    case 'trace':
      return expectation.spec.spans.map((name) => ({ name }));
    default:
      return [];
  }
}
