/** Do texto à árvore, pela gramática oficial (`@prometheus-io/lezer-promql`). */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { childNodes } from '../syntax-nodes.ts';
import {
  AGGREGATORS,
  type AggregateExpr,
  ARITHMETIC_OPERATORS,
  type BinaryExpr,
  COMPARISON_OPERATORS,
  type Matching,
  type PromqlExpr,
  type VectorSelector,
} from './ast.ts';
import { FUNCTIONS } from './functions.ts';
import { parseNumber } from './number.ts';
import { MESSAGES } from './messages.ts';
import { associate, type Term } from './operator-tree.ts';
import { PromqlError, syntaxError, unsupported } from './promql-error.ts';
import { readAt, readOffset, readRange, readSelector } from './read-selector.ts';
import { groupingLabels, onlyExpr, readString, type Source } from './source.ts';
import { describeSyntaxError } from './syntax-error.ts';
import { checkTypes } from './types.ts';

/** Um painel cabe várias vezes; a gramática fica lenta bem depois disto. */
export const MAX_QUERY_CHARS = 8_000;
/** Expressões dentro de expressões; cada uma é uma chamada de função na pilha. */
export const MAX_DEPTH = 150;

/** Um texto que faça a gramática andar devagar não prende o processo por mais que isto. */
const MAX_PARSE_MS = 1_000;

/** Com mais que isto, um erro da gramática não é de quem escreveu. */
const MAX_OPERATORS = 4 * MAX_DEPTH;
const OPERATORS = /[-+*/%^]/g;

const strictParser = parser.configure({ strict: true });

/** @throws PromqlError `syntax` ou `unsupported`, com o lugar. */
export function parsePromql(text: string): PromqlExpr {
  if (text.length > MAX_QUERY_CHARS) {
    throw new PromqlError('execution', MESSAGES.tooLong(text.length, MAX_QUERY_CHARS));
  }
  // Só a potência associa pela direita: cada uma é um nível, e em `-1^-1^…` a gramática é quadrática nos níveis.
  if (text.split('^').length - 1 > MAX_DEPTH) throw tooDeep();
  return readExpr({ text, depth: 0 }, onlyExpr(parseTree(text)));
}

/** Um seletor e mais nada, como os de `match[]`. @throws PromqlError como `parsePromql`, e se é outra coisa. */
export function parseSeriesSelector(text: string): VectorSelector {
  const expr = parsePromql(text);
  const isPlain = expr.kind === 'selector' && expr.offsetMs === 0 && expr.at === undefined;
  if (isPlain) return expr;
  throw syntaxError(text, expr, MESSAGES.notASelector);
}

function tooDeep(): PromqlError {
  return new PromqlError('execution', MESSAGES.tooDeep(MAX_DEPTH));
}

function parseTree(text: string): SyntaxNode {
  const deadline = performance.now() + MAX_PARSE_MS;
  const work = strictParser.startParse(text);
  try {
    for (;;) {
      const tree = work.advance();
      if (tree) return tree.topNode;
      if (performance.now() > deadline) break;
    }
  } catch (error) {
    const at = /^No parse at (\d+)$/.exec(error instanceof Error ? error.message : '');
    if (!at) throw error;
    const end = Number(at[1]);
    // Com operadores e sinais demais é a gramática que desiste, num lugar qualquer.
    if ((text.slice(0, end).match(OPERATORS)?.length ?? 0) > MAX_OPERATORS) throw tooDeep();
    throw describeSyntaxError(text, end);
  }
  throw new PromqlError('timeout', MESSAGES.slowParse);
}

function readExpr({ text, depth }: Source, node: SyntaxNode): PromqlExpr {
  return readTerm({ text, depth }, associate(text, node));
}

function readTerm(parent: Source, term: Term): PromqlExpr {
  const source = { text: parent.text, depth: parent.depth + 1 };
  if (source.depth > MAX_DEPTH) throw tooDeep();
  const expr = readOperation(source, term);
  checkTypes(source.text, expr);
  return expr;
}

function readOperation(source: Source, term: Term): PromqlExpr {
  const { from, to } = term;
  switch (term.kind) {
    case 'primary':
      return readPrimary(source, term);
    case 'modifier': {
      const operand = readTerm(source, term.operand);
      return term.node.name === 'OffsetExpr'
        ? readOffset(source, term.node, operand)
        : readAt(source, term.node, operand);
    }
    case 'sign': {
      const negation: PromqlExpr = { kind: 'negation', operand: readTerm(source, term.operand), from, to };
      if (term.isMinus) return negation;
      checkTypes(source.text, negation);
      return { ...negation.operand, from, to };
    }
    case 'binary':
      return readBinary(source, term);
  }
}

function readPrimary(source: Source, { node, from, to }: Extract<Term, { kind: 'primary' }>): PromqlExpr {
  switch (node.name) {
    case 'ParenExpr':
      return { ...readExpr(source, onlyExpr(node)), from, to };
    case 'NumberDurationLiteral': {
      const literal = source.text.slice(from, to);
      const value = parseNumber(literal);
      if (value === undefined) throw syntaxError(source.text, { from, to }, MESSAGES.badNumber(literal));
      return { kind: 'number', value, from, to };
    }
    case 'StringLiteral':
      return { kind: 'string', value: readString(source, node), from, to };
    case 'VectorSelector':
      return readSelector(source, node);
    case 'MatrixSelector':
      return readRange(source, node);
    case 'AggregateExpr':
      return readAggregate(source, node);
    case 'FunctionCall':
      return readCall(source, node);
    case 'SubqueryExpr':
      throw unsupported(source.text, node, MESSAGES.construct.subquery);
    default:
      // `anchored` e `smoothed`, depois do seletor.
      throw unsupported(
        source.text,
        node,
        MESSAGES.construct.modifier(source.text.slice(from, to).split(/\s/).at(-1)!),
      );
  }
}

function readBinary(
  source: Source,
  { operation, left, right, from, to }: Extract<Term, { kind: 'binary' }>,
): BinaryExpr {
  const { text } = source;
  const name = text.slice(operation.operator.from, operation.operator.to).toLowerCase();
  const operator = [...ARITHMETIC_OPERATORS, ...COMPARISON_OPERATORS].find((each) => each === name);
  if (!operator) throw unsupported(text, operation.operator, MESSAGES.construct.operator(name));
  return {
    kind: 'binary',
    operator,
    returnBool: operation.modifiers.some((modifier) => modifier.name === 'BoolModifier'),
    matching: readMatching(source, operation.modifiers),
    left: readTerm(source, left),
    right: readTerm(source, right),
    from,
    to,
  };
}

function readMatching(source: Source, modifiers: readonly SyntaxNode[]): Matching {
  let matching: Matching = { on: false, labels: [] };
  for (const modifier of modifiers) {
    if (modifier.name === 'FillModifier') throw unsupported(source.text, modifier, MESSAGES.construct.modifier('fill'));
    if (modifier.name !== 'MatchingModifierClause') continue;
    for (const part of childNodes(modifier)) {
      const keyword = source.text.slice(part.from, part.to).toLowerCase();
      if (part.name === 'On') matching = { on: true, labels: [] };
      else if (part.name === 'GroupingLabels') matching = { ...matching, labels: groupingLabels(source, part) };
      else if (part.name.startsWith('Group')) {
        throw unsupported(source.text, part, MESSAGES.construct.modifier(keyword));
      }
    }
  }
  return matching;
}

function readAggregate(source: Source, node: SyntaxNode): AggregateExpr {
  const { text } = source;
  const operator = node.getChild('AggregateOp')!;
  const name = text.slice(operator.from, operator.to).toLowerCase();
  const aggregator = AGGREGATORS.find((each) => each === name);
  if (!aggregator) throw unsupported(text, operator, MESSAGES.construct.aggregator(name));
  const args = childNodes(node.getChild('FunctionCallBody')!);
  if (args.length !== 1) throw syntaxError(text, node, MESSAGES.aggregateArguments(args.length));
  const modifier = node.getChild('AggregateModifier');
  return {
    kind: 'aggregate',
    aggregator,
    without: modifier?.getChild('Without') != null,
    labels: modifier ? groupingLabels(source, modifier.getChild('GroupingLabels')!) : [],
    operand: readExpr(source, args[0]),
    from: node.from,
    to: node.to,
  };
}

function readCall(source: Source, node: SyntaxNode): PromqlExpr {
  const identifier = node.getChild('FunctionIdentifier')!;
  const name = source.text.slice(identifier.from, identifier.to);
  if (!FUNCTIONS.has(name)) throw unsupported(source.text, identifier, MESSAGES.construct.function(name));
  const args = childNodes(node.getChild('FunctionCallBody')!).map((arg) => readExpr(source, arg));
  return { kind: 'call', function: name, args, from: node.from, to: node.to };
}
