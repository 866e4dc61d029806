/**
 * Duas florestas de nomes, a desenhada e a que veio: o que casa, e o que só está numa. Função pura, sem resposta guardada:
 * serve a qualquer programa. A ordem entre irmãos não conta: dois filhos simultâneos podem começar em qualquer uma.
 */
import { groupBy } from '../../../group-by.ts';
import type { NamedNode } from './drawing.ts';
import { pairForests, type Placed, preOrder } from './pair-forests.ts';

/** O que houve com um span que veio ou, em `missing`, com um que só está no desenho. */
export type Outcome = 'right' | 'other_status' | 'moved' | 'missing' | 'unforeseen';

export interface ComparedNode {
  name: string;
  /** De quem veio; de quem não veio, do desenho. */
  isError: boolean;
  outcome: Outcome;
  /** Só de `moved`: o pai que o desenho lhe dava; ausente se era uma raiz. */
  drawnParent?: string;
  /** Só de `moved`: além do pai, o erro também não é o do desenho. */
  hasOtherStatus?: boolean;
  children: ComparedNode[];
}

/** Um nome que o desenho tem um número de vezes, e o trace, outro. */
export interface CountDifference {
  name: string;
  drawn: number;
  seen: number;
}

export interface Comparison {
  isEqual: boolean;
  /** O que veio, com o que faltou no lugar em que se esperava. */
  roots: ComparedNode[];
  counts: Record<Outcome, number>;
  /** Só os nomes que estão dos dois lados: dos outros já se diz que faltaram, ou que não se previam. */
  repeated: CountDifference[];
}

export function compareForests(drawn: readonly NamedNode[], seen: readonly NamedNode[]): Comparison {
  const { partner, moved } = pairForests(drawn, seen);
  const allDrawn = preOrder(drawn);
  const allSeen = preOrder(seen);
  const parentOf = new Map(allDrawn.map(({ node, parent }) => [node, parent]));
  const drawnOf = new Map([...partner].map(([from, to]) => [to, from]));

  const compared = new Map<NamedNode, ComparedNode>();
  for (const { node } of allSeen) {
    const from = drawnOf.get(node);
    const isMoved = from !== undefined && moved.has(from);
    const drawnParent = isMoved ? parentOf.get(from)?.name : undefined;
    compared.set(node, {
      ...own(node, isMoved ? 'moved' : outcomeOf(node, from)),
      ...(drawnParent !== undefined && { drawnParent }),
      ...(isMoved && from.isError !== node.isError && { hasOtherStatus: true }),
    });
  }
  for (const { node } of allDrawn) if (!partner.has(node)) compared.set(node, own(node, 'missing'));

  const roots: ComparedNode[] = [];
  const place = (node: NamedNode, parent: NamedNode | undefined): void => {
    const placed = compared.get(node);
    if (placed) ((parent && compared.get(parent))?.children ?? roots).push(placed);
  };
  for (const { node, parent } of allSeen) place(node, parent);
  for (const { node, parent } of allDrawn) {
    // No pai que veio ou, se ele também faltou, no que ficou no lugar dele.
    if (!partner.has(node)) place(node, parent && (partner.get(parent) ?? parent));
  }
  const counts: Comparison['counts'] = { right: 0, other_status: 0, moved: 0, missing: 0, unforeseen: 0 };
  for (const { outcome } of compared.values()) counts[outcome]++;
  return { isEqual: counts.right === compared.size, roots, counts, repeated: countDifferences(allDrawn, allSeen) };
}

function outcomeOf(node: NamedNode, from: NamedNode | undefined): Outcome {
  if (!from) return 'unforeseen';
  return from.isError === node.isError ? 'right' : 'other_status';
}

function own({ name, isError }: NamedNode, outcome: Outcome): ComparedNode {
  return { name, isError, outcome, children: [] };
}

function countDifferences(drawn: readonly Placed[], seen: readonly Placed[]): CountDifference[] {
  const inTrace = groupBy(seen, ({ node }) => node.name);
  return [...groupBy(drawn, ({ node }) => node.name)]
    .map(([name, placed]) => ({ name, drawn: placed.length, seen: inTrace.get(name)?.length ?? 0 }))
    .filter((each) => each.seen > 0 && each.seen !== each.drawn);
}
