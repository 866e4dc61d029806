/**
 * Quem, do desenho, é quem, do que veio. De cima para baixo: as raízes de mesmo nome e, por dentro de cada par, os filhos. O
 * que sobrou com o mesmo nome nos dois lados tem outro pai. Sem recursão: um trace pode ser uma cadeia de milhares de spans.
 */
import { groupBy } from '../../../group-by.ts';
import type { NamedNode } from './drawing.ts';

export interface Placed {
  node: NamedNode;
  parent?: NamedNode;
}

export interface Pairing {
  /** Do desenho para o que veio. */
  partner: ReadonlyMap<NamedNode, NamedNode>;
  /** Os do desenho que vieram com outro pai. */
  moved: ReadonlySet<NamedNode>;
}

export function pairForests(drawn: readonly NamedNode[], seen: readonly NamedNode[]): Pairing {
  const signature = signatures([...drawn, ...seen]);
  const keys: readonly KeyOf[] = [signature, nameAndStatus, nameOf];
  const partner = new Map<NamedNode, NamedNode>();
  const taken = new Set<NamedNode>();
  const moved = new Set<NamedNode>();
  const matchInside = (some: readonly NamedNode[], others: readonly NamedNode[]): void => {
    const pending = [{ some, others }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      // Primeiro os iguais até o fim: entre irmãos de mesmo nome, cada um fica com o seu.
      for (const keyOf of keys) {
        const free = groupBy(
          next.others.filter((node) => !taken.has(node)),
          keyOf,
        );
        for (const node of next.some) {
          const other = partner.has(node) || taken.has(node) ? undefined : free.get(keyOf(node))?.shift();
          if (!other) continue;
          partner.set(node, other);
          taken.add(other);
          pending.push({ some: node.children, others: other.children });
        }
      }
    }
  };
  matchInside(drawn, seen);

  const rest = preOrder(seen).map(({ node }) => node);
  const named = groupBy(rest, nameOf);
  // Os pais vêm antes: o que está dentro de um que mudou de lugar não mudou.
  for (const { node } of preOrder(drawn)) {
    if (partner.has(node)) continue;
    const free = (named.get(node.name) ?? []).filter((each) => !taken.has(each));
    const other = free.find((each) => signature(each) === signature(node)) ?? free[0];
    if (!other) continue;
    partner.set(node, other);
    taken.add(other);
    moved.add(node);
    matchInside(node.children, other.children);
  }
  return { partner, moved };
}

/** Cada span depois do pai dele. */
export function preOrder(roots: readonly NamedNode[]): Placed[] {
  const placed: Placed[] = [];
  const pending: Placed[] = roots.map((node) => ({ node })).toReversed();
  for (let next = pending.pop(); next; next = pending.pop()) {
    placed.push(next);
    const { node } = next;
    for (const child of node.children.toReversed()) pending.push({ node: child, parent: node });
  }
  return placed;
}

/** O que dois spans precisam ter igual para casar. */
type KeyOf = (node: NamedNode) => string | number;

function nameAndStatus({ name, isError }: NamedNode): string {
  return `${isError} ${name}`;
}

function nameOf({ name }: NamedNode): string {
  return name;
}

/** Dois spans têm o mesmo número se as árvores deles são iguais, em qualquer ordem dos filhos. */
function signatures(roots: readonly NamedNode[]): KeyOf {
  const known = new Map<string, number>();
  const own = new Map<NamedNode, number>();
  for (const { node } of preOrder(roots).toReversed()) {
    const inside = node.children.map((child) => own.get(child) ?? 0).toSorted((a, b) => a - b);
    const key = JSON.stringify([node.name, node.isError, inside]);
    const number = known.get(key) ?? known.size;
    known.set(key, number);
    own.set(node, number);
  }
  return (node) => own.get(node) ?? 0;
}
