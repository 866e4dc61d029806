/** Seletores: `x{a="b"}`, `[5m]`, `offset` e `@`. */
import type { SyntaxNode } from '@lezer/common';
import { type LabelMatcher, METRIC_NAME } from '../../store/metrics/metric-store.ts';
import { RegexError } from '../go-regex.ts';
import { labelMatcher, type MatchOperator } from '../label-matcher.ts';
import { childNodes } from '../syntax-nodes.ts';
import type { PromqlExpr, RangeSelector, VectorSelector } from './ast.ts';
import { parseNumber } from './number.ts';
import { MESSAGES } from './messages.ts';
import { syntaxError, unsupported } from './promql-error.ts';
import { onlyExpr, readString, type Source } from './source.ts';

/** Até aí toda soma de tempos é exata. */
const MAX_MS = Number.MAX_SAFE_INTEGER / 4;

export function readSelector(source: Source, node: SyntaxNode): VectorSelector {
  const { text } = source;
  const identifier = node.getChild('Identifier');
  const matchers: LabelMatcher[] = [];
  let name: string | undefined;
  const setName = (given: string): void => {
    if (name !== undefined) throw syntaxError(text, node, MESSAGES.nameTwice(name, given));
    name = given;
    matchers.push(labelMatcher(METRIC_NAME, '=', given));
  };
  if (identifier) setName(text.slice(identifier.from, identifier.to));
  for (const part of childNodes(node.getChild('LabelMatchers') ?? node)) {
    if (part.name === 'QuotedLabelName') setName(readString(source, part.firstChild!));
    else if (part.name.endsWith('LabelMatcher')) {
      const matcher = readMatcher(source, part);
      if (matcher.name === METRIC_NAME && identifier) {
        throw syntaxError(text, node, MESSAGES.nameTwice(name!, matcher.equals ?? ''));
      }
      matchers.push(matcher);
    }
  }
  // Sem isto, um erro de digitação leria todas as séries.
  if (matchers.every((matcher) => matcher.matches(''))) throw syntaxError(text, node, MESSAGES.emptyMatchers);
  return { kind: 'selector', matchers, offsetMs: 0, from: node.from, to: node.to };
}

function readMatcher(source: Source, node: SyntaxNode): LabelMatcher {
  const [label, operator, value] = childNodes(node);
  const name =
    label.name === 'QuotedLabelName' ? readString(source, label.firstChild!) : source.text.slice(label.from, label.to);
  try {
    return labelMatcher(
      name,
      source.text.slice(operator.from, operator.to) as MatchOperator,
      readString(source, value),
    );
  } catch (error) {
    if (error instanceof RegexError) throw syntaxError(source.text, node, error.message);
    throw error;
  }
}

export function readRange(source: Source, node: SyntaxNode): RangeSelector {
  const { text } = source;
  const operand = onlyExpr(node);
  if (operand.name === 'OffsetExpr' || operand.name === 'StepInvariantExpr') {
    throw syntaxError(text, node, MESSAGES.rangeAfterModifier);
  }
  if (operand.name !== 'VectorSelector') throw syntaxError(text, node, MESSAGES.rangeOfSelector);
  const duration = node.getChild('DurationExpr')!;
  const rangeMs = readDuration(source, duration);
  if (rangeMs <= 0) throw syntaxError(text, duration, MESSAGES.zeroDuration);
  return { kind: 'range', selector: readSelector(source, operand), rangeMs, from: node.from, to: node.to };
}

/** @param operand O que vem antes de `offset`. */
export function readOffset(source: Source, node: SyntaxNode, operand: PromqlExpr): PromqlExpr {
  const offsetMs = readDuration(source, node.getChild('OffsetDurationExpr')!);
  return withModifier(source, node, operand, 'offset', (selector) => {
    if (selector.offsetMs !== 0) throw syntaxError(source.text, operand, MESSAGES.offsetTwice);
    return { ...selector, offsetMs };
  });
}

/** @param operand O que vem antes de `@`. */
export function readAt(source: Source, node: SyntaxNode, operand: PromqlExpr): PromqlExpr {
  const at = readInstant(source, node);
  return withModifier(source, node, operand, '@', (selector) => {
    if (selector.at !== undefined) throw syntaxError(source.text, operand, MESSAGES.atTwice);
    return { ...selector, at };
  });
}

function readInstant({ text }: Source, node: SyntaxNode): number | 'start' | 'end' {
  const edge = node.getChild('AtModifierPreprocessors');
  if (edge) return edge.getChild('AtStart') ? 'start' : 'end';
  const literal = node.getChildren('NumberDurationLiteral').at(-1)!;
  const given = text.slice(literal.from, literal.to).replace(/\s/g, '');
  const seconds = (parseNumber(given.replace(/^[+-]/, '')) ?? NaN) * (given.startsWith('-') ? -1 : 1);
  const atMs = Math.round(seconds * 1000);
  if (!(Math.abs(atMs) <= MAX_MS)) throw syntaxError(text, node, MESSAGES.atOutOfBounds(given));
  return atMs;
}

/** Os modificadores são do seletor, também quando estão depois do intervalo: `x[5m] offset 1h`. */
function withModifier(
  source: Source,
  { from, to }: SyntaxNode,
  operand: PromqlExpr,
  modifier: string,
  change: (selector: VectorSelector) => VectorSelector,
): PromqlExpr {
  const isParenthesized = source.text[operand.from] === '(';
  if (operand.kind === 'selector' && !isParenthesized) return { ...change(operand), from, to };
  if (operand.kind === 'range' && !isParenthesized) {
    return { ...operand, selector: change(operand.selector), from, to };
  }
  throw syntaxError(source.text, operand, MESSAGES.modifierOfSelector(modifier));
}

/** Um número (em segundos) ou uma duração, com sinal; contas com durações não há aqui. Em milissegundos. */
function readDuration(source: Source, node: SyntaxNode): number {
  const { text } = source;
  const given = text.slice(node.from, node.to);
  const literal = /^([+-]?)\s*([\w.]+)$/.exec(given);
  if (!literal) throw unsupported(text, node, MESSAGES.construct.durationExpression);
  const seconds = parseNumber(literal[2]);
  const ms = Math.round((seconds ?? NaN) * 1000) * (literal[1] === '-' ? -1 : 1);
  if (!(Math.abs(ms) <= MAX_MS)) throw syntaxError(text, node, MESSAGES.badDuration(given));
  return ms;
}
