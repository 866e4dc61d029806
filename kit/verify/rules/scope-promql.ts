/**
 * Uma expressão de PromQL, reescrita para olhar só uma tentativa. Mexe no texto, e só onde é preciso: o resto é o que o aluno
 * escreveu.
 *
 * - Cada seletor ganha as instâncias da tentativa, como faria um proxy que separa inquilinos.
 * - `rate` e `increase` de uma janela que abraça a tentativa inteira valem pelo que o contador andou nela. Cada um nasceu do
 *   zero com o programa, e o Prometheus não sabe disso: a primeira amostra que ele vê já é um, e o que veio antes dela se perde.
 *   Em cinco segundos de vida, isso é quase tudo.
 * - O nome de uma conta gravada no mesmo arquivo (`record`) vira a expressão dela: aqui ninguém a grava.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** O tamanho da maior consulta que uma Luneta aceita; passado dele, a gramática é que fica lenta. */
const MAX_CHARS = 8000;

export interface PromqlScope {
  /** Os `instance` da tentativa; ausente, todos. */
  readonly instances?: readonly string[];
  /** Há quanto tempo a tentativa começou, em milissegundos; ausente, `rate` e `increase` ficam como estão. */
  readonly ageMs?: number;
  /** As expressões das contas gravadas, pelo nome. */
  readonly records: ReadonlyMap<string, string>;
}

/** O que não se soube reescrever: uma frase para o aluno. */
export class ScopeError extends Error {}

/** @throws ScopeError */
export function scopePromql(expr: string, scope: PromqlScope): string {
  return rewrite(expr, scope, []);
}

/** As métricas que a expressão cita pelo nome; as das contas gravadas, no lugar delas. @throws ScopeError */
export function namesIn(expr: string, records: PromqlScope['records']): string[] {
  const names = new Set<string>();
  const note = (text: string, within: readonly string[]): void => {
    for (const node of nodesOf(text)) {
      const name = node.name === 'VectorSelector' ? nameOf(text, node) : undefined;
      if (name === undefined) continue;
      const record = within.includes(name) ? undefined : records.get(name);
      if (record === undefined) names.add(name);
      else note(record, [...within, name]);
    }
  };
  note(expr, []);
  return [...names];
}

/**
 * De `a / b > 0.1`, o `a / b` e o `> 0.1`: o que se compara e a condição; de `0.1 < a`, o `a` e o `0.1 <`. `undefined` se a
 * expressão não é uma comparação.
 */
export function comparisonIn(expr: string): { compared: string; condition: string } | undefined {
  let [node] = childrenOf(treeOf(expr));
  while (node?.name === 'ParenExpr') [node] = childrenOf(node);
  const [left, operator, modifier, ...rest] = node?.name === 'BinaryExpr' ? childrenOf(node) : [];
  const isComparison = operator !== undefined && COMPARISONS.has(operator.name) && modifier?.name !== 'BoolModifier';
  if (!node || !left || !isComparison) return undefined;
  const right = rest.at(-1) ?? modifier;
  if (right && [...nodesOf(expr.slice(left.from, left.to))].every(({ name }) => name !== 'VectorSelector')) {
    return { compared: expr.slice(right.from, right.to), condition: expr.slice(node.from, right.from).trim() };
  }
  return { compared: expr.slice(left.from, left.to), condition: expr.slice(operator.from, node.to) };
}

const COMPARISONS: ReadonlySet<string> = new Set(['Eql', 'Neq', 'Gtr', 'Lss', 'Gte', 'Lte']);

interface Edit {
  from: number;
  to: number;
  text: string;
}

/** @param within Os nomes das contas em que esta está. */
function rewrite(expr: string, scope: PromqlScope, within: readonly string[]): string {
  const edits = [...nodesOf(expr)].flatMap((node) => {
    if (node.name === 'FunctionCall') return wholeWindow(expr, node, scope);
    return node.name === 'VectorSelector' ? [ofSelector(expr, node, scope, within)] : [];
  });
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((text, { from, to, text: put }) => text.slice(0, from) + put + text.slice(to), expr);
}

function ofSelector(expr: string, node: SyntaxNode, scope: PromqlScope, within: readonly string[]): Edit {
  const name = nameOf(expr, node);
  const record = name === undefined ? undefined : scope.records.get(name);
  const matchers = node.getChild('LabelMatchers');
  if (name === undefined || record === undefined) {
    const own = scope.instances === undefined ? '' : `instance=~${JSON.stringify(anyOf(scope.instances))},`;
    return matchers
      ? { from: matchers.from + 1, to: matchers.from + 1, text: own }
      : { from: node.to, to: node.to, text: own && `{${own}}` };
  }
  if (within.includes(name)) throw new ScopeError(`"${name}" é calculada a partir dela mesma`);
  // Uma conta é uma expressão: não se filtra, nem se olha no passado, sem que alguém a grave.
  if ((matchers?.firstChild ?? null) !== null || NEEDS_SELECTOR.has(node.parent?.name ?? '')) {
    throw new ScopeError(
      `"${name}" é uma conta deste mesmo arquivo, e aqui só se usa inteira, sem rótulos, intervalo ou offset: filtre dentro dela`,
    );
  }
  return { from: node.from, to: node.to, text: `(\n${rewrite(record, scope, [...within, name])}\n)` };
}

const NEEDS_SELECTOR: ReadonlySet<string> = new Set([
  'MatrixSelector',
  'OffsetExpr',
  'StepInvariantExpr',
  'SubqueryExpr',
]);

function wholeWindow(expr: string, node: SyntaxNode, { ageMs }: PromqlScope): Edit[] {
  const [identifier, body] = childrenOf(node);
  const [window, ...others] = body ? childrenOf(body) : [];
  const name = identifier ? expr.slice(identifier.from, identifier.to) : '';
  if (
    !identifier ||
    (name !== 'rate' && name !== 'increase') ||
    window?.name !== 'MatrixSelector' ||
    others.length > 0
  ) {
    return [];
  }
  const duration = window.getChild('DurationExpr');
  const rangeMs = duration ? durationMs(expr.slice(duration.from, duration.to)) : undefined;
  if (ageMs === undefined || rangeMs === undefined || rangeMs < ageMs) return [];
  return [
    { from: identifier.from, to: identifier.to, text: '(max_over_time' },
    { from: node.to, to: node.to, text: name === 'rate' ? ` / ${rangeMs / 1000})` : ')' },
  ];
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** `undefined` se não é uma duração simples, como `1h30m`. */
function durationMs(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.map(([part]) => part).join('') !== text.trim()) return undefined;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ''] ?? 0), 0);
}

function anyOf(values: readonly string[]): string {
  return values.map((value) => value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
}

function nameOf(expr: string, selector: SyntaxNode): string | undefined {
  const identifier = selector.getChild('Identifier');
  return identifier ? expr.slice(identifier.from, identifier.to) : undefined;
}

/** Todos os nós. @throws ScopeError se a gramática não a lê inteira. */
function* nodesOf(expr: string): Generator<SyntaxNode> {
  const pending = [treeOf(expr)];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type.isError) throw new ScopeError(`não entendi a expressão perto do caractere ${node.from + 1}`);
    yield node;
    pending.push(...childrenOf(node));
  }
}

/** @throws ScopeError */
function treeOf(expr: string): SyntaxNode {
  if (expr.length > MAX_CHARS) throw new ScopeError(`a expressão tem mais de ${MAX_CHARS} caracteres`);
  return parser.parse(expr).topNode;
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') found.push(child);
  }
  return found;
}
