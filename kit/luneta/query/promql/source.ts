/** O texto que se lê e o que se repete ao ler os nós da gramática. */
import type { SyntaxNode } from '@lezer/common';
import { unquote } from '../go-string.ts';
import { childNodes } from '../syntax-nodes.ts';
import { MESSAGES } from './messages.ts';
import { syntaxError } from './promql-error.ts';

export interface Source {
  text: string;
  /** Quantas expressões envolvem a que se lê. */
  depth: number;
}

/** A expressão que o nó envolve: parênteses, sinal e modificadores têm uma só. */
export function onlyExpr(node: SyntaxNode): SyntaxNode {
  return node.getChild('Expr')!;
}

/** @throws PromqlError `syntax` */
export function readString({ text }: Source, { from, to }: SyntaxNode): string {
  const quoted = text.slice(from, to);
  if (quoted.length < 2 || quoted.at(-1) !== quoted[0])
    throw syntaxError(text, { from, to }, MESSAGES.unterminatedString);
  const unquoted = unquote(quoted);
  if (!unquoted.ok) throw syntaxError(text, { from, to }, MESSAGES.badEscape(unquoted.escape));
  return unquoted.value;
}

/** `(a, b)`, de `by`, `without`, `on` e `ignoring`. */
export function groupingLabels(source: Source, node: SyntaxNode): string[] {
  return childNodes(node).map((label) =>
    label.name === 'QuotedLabelName' ? readString(source, label.firstChild!) : source.text.slice(label.from, label.to),
  );
}
