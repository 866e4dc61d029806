/** O texto que se lê, e o que se repete ao ler os nós da gramática. */
import type { SyntaxNode } from '@lezer/common';
import { unquote } from '../go-string.ts';
import { childNodes } from '../syntax-nodes.ts';
import { parseError, unsupported } from './logql-error.ts';

export class Source {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  textOf({ from, to }: SyntaxNode): string {
    return this.text.slice(from, to);
  }

  /** @throws LogqlError se as aspas não fecham ou há um escape que o Go não conhece. */
  stringOf(node: SyntaxNode): string {
    const quoted = this.textOf(node);
    const closed = quoted.length >= 2 && quoted.at(-1) === quoted[0];
    if (!closed || quoted.startsWith("'")) throw parseError(this.text, node.from, 'literal not terminated');
    const unquoted = unquote(quoted);
    if (!unquoted.ok) throw parseError(this.text, node.from, `invalid char escape ${unquoted.escape}`);
    return unquoted.value;
  }

  /** O que o nó é, com um nome que quem escreveu a consulta reconhece. */
  unsupported(node: SyntaxNode, construct = this.textOf(node)): Error {
    return unsupported(this.text, node.from, construct.length > 60 ? `${construct.slice(0, 60)}…` : construct);
  }
}

/** Os nós `name` dentro de uma lista que a gramática aninha (`Matchers`, `Labels`, `LineFilters`), na ordem do texto. */
export function listed(list: SyntaxNode | null, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let at = list; at;) {
    const inner: SyntaxNode | null = at.getChild(at.name);
    found.unshift(...childNodes(at).filter((child) => child.name === name));
    at = inner;
  }
  return found;
}
