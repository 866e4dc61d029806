/**
 * Quem é operando de quem. A gramática oficial serve a editores, e lê `a + b offset 5m` como `(a + b) offset 5m` e `-1 ^ 2`
 * como `(-1) ^ 2`; aqui o que ela achou fora de parênteses é posto em fila e associado de novo, como no Prometheus.
 */
import type { SyntaxNode } from '@lezer/common';
import { childNodes } from '../syntax-nodes.ts';
import { onlyExpr } from './source.ts';

export type Term =
  /** O que não é operador: um seletor, uma chamada, um número, uns parênteses. */
  | { kind: 'primary'; node: SyntaxNode; from: number; to: number }
  /** `offset` e `@`. */
  | { kind: 'modifier'; node: SyntaxNode; operand: Term; from: number; to: number }
  | { kind: 'sign'; isMinus: boolean; operand: Term; from: number; to: number }
  | { kind: 'binary'; operation: BinaryOperation; left: Term; right: Term; from: number; to: number };

/** O operador e o que vem entre ele e o operando da direita: `bool`, `on (…)`. */
export interface BinaryOperation {
  operator: SyntaxNode;
  modifiers: readonly SyntaxNode[];
}

type Item =
  | { kind: 'primary'; node: SyntaxNode; from: number; to: number }
  | { kind: 'modifier'; node: SyntaxNode; to: number }
  | { kind: 'sign'; isMinus: boolean; from: number }
  | { kind: 'operation'; operation: BinaryOperation };

/** Do que liga menos ao que liga mais. */
const PRECEDENCE: readonly (readonly string[])[] = [
  ['Or'],
  ['And', 'Unless'],
  ['Eql', 'Neq', 'Lte', 'Lss', 'Gte', 'Gtr', 'TrimUpper', 'TrimLower'],
  ['Add', 'Sub'],
  ['Mul', 'Div', 'Mod', 'Atan2'],
  ['Pow'],
];
const POWER = PRECEDENCE.length - 1;

export function associate(text: string, node: SyntaxNode): Term {
  const items: Item[] = [];
  enqueue(text, node, items);
  return new Associator(items).parse(0);
}

/** Em ordem de texto. Com uma pilha: mil somas são mil níveis. */
function enqueue(text: string, root: SyntaxNode, items: Item[]): void {
  const pending: (SyntaxNode | Item)[] = [root];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if ('kind' in next) items.push(next);
    else pending.push(...parts(text, next).toReversed());
  }
}

function parts(text: string, node: SyntaxNode): (SyntaxNode | Item)[] {
  const { from, to } = node;
  switch (node.name) {
    case 'BinaryExpr': {
      const [left, operator, ...rest] = childNodes(node);
      const right = rest.at(-1)!;
      return [left, { kind: 'operation', operation: { operator, modifiers: rest.slice(0, -1) } }, right];
    }
    case 'UnaryExpr':
      return [{ kind: 'sign', isMinus: text[from] === '-', from }, onlyExpr(node)];
    case 'OffsetExpr':
    case 'StepInvariantExpr':
      return [onlyExpr(node), { kind: 'modifier', node, to }];
    case 'NumberDurationLiteral': {
      const sign = /^[+-]\s*/.exec(text.slice(from, to))?.[0] ?? '';
      const digits: Item = { kind: 'primary', node, from: from + sign.length, to };
      return sign === '' ? [digits] : [{ kind: 'sign', isMinus: sign.startsWith('-'), from }, digits];
    }
    default:
      return [{ kind: 'primary', node, from, to }];
  }
}

class Associator {
  readonly #items: readonly Item[];
  #at = 0;

  constructor(items: readonly Item[]) {
    this.#items = items;
  }

  /** Uma expressão só com operadores que ligam pelo menos tanto quanto `minimum`. */
  parse(minimum: number): Term {
    let left = this.#operand();
    for (;;) {
      const item = this.#items[this.#at];
      if (item?.kind !== 'operation') return left;
      const precedence = PRECEDENCE.findIndex((names) => names.includes(item.operation.operator.name));
      if (precedence < minimum) return left;
      this.#at++;
      // Só a potência associa pela direita.
      const right = this.parse(precedence === POWER ? precedence : precedence + 1);
      left = { kind: 'binary', operation: item.operation, left, right, from: left.from, to: right.to };
    }
  }

  #operand(): Term {
    const item = this.#items[this.#at++];
    if (item.kind === 'sign') {
      // O sinal liga como a multiplicação: menos que a potência.
      const operand = this.parse(POWER);
      return { kind: 'sign', isMinus: item.isMinus, operand, from: item.from, to: operand.to };
    }
    let term = item as Term;
    for (let next = this.#items[this.#at]; next?.kind === 'modifier'; next = this.#items[this.#at]) {
      term = { kind: 'modifier', node: next.node, operand: term, from: term.from, to: next.to };
      this.#at++;
    }
    return term;
  }
}
