/** A árvore de uma expressão, já conferida: só o que a avaliação conhece, com os tipos certos. */
import type { LabelMatcher } from '../../store/metrics/metric-store.ts';

/** Os tipos do PromQL: um número, um vetor instantâneo, um vetor de intervalos, um texto. */
export type PromqlType = 'scalar' | 'vector' | 'matrix' | 'string';

/** Onde um nó está no texto, em unidades UTF-16: [from, to). */
export interface Span {
  from: number;
  to: number;
}

export interface NumberLiteral extends Span {
  kind: 'number';
  value: number;
}

export interface StringLiteral extends Span {
  kind: 'string';
  value: string;
}

/** `x{a="b"}`, com `offset` e `@`. */
export interface VectorSelector extends Span {
  kind: 'selector';
  matchers: readonly LabelMatcher[];
  offsetMs: number;
  /** O instante fixo do `@`, em milissegundos, ou uma das pontas da consulta. */
  at?: number | 'start' | 'end';
}

/** `x[5m]`. */
export interface RangeSelector extends Span {
  kind: 'range';
  selector: VectorSelector;
  rangeMs: number;
}

export interface Negation extends Span {
  kind: 'negation';
  operand: PromqlExpr;
}

export const ARITHMETIC_OPERATORS = ['+', '-', '*', '/', '%', '^'] as const;
export const COMPARISON_OPERATORS = ['==', '!=', '>', '<', '>=', '<='] as const;
export type BinaryOperator = (typeof ARITHMETIC_OPERATORS | typeof COMPARISON_OPERATORS)[number];

/** Quais rótulos casam as séries dos dois lados: só estes (`on`), ou todos menos estes (`ignoring`). */
export interface Matching {
  on: boolean;
  labels: readonly string[];
}

export interface BinaryExpr extends Span {
  kind: 'binary';
  operator: BinaryOperator;
  returnBool: boolean;
  matching: Matching;
  left: PromqlExpr;
  right: PromqlExpr;
}

export const AGGREGATORS = ['sum', 'avg', 'min', 'max', 'count'] as const;
export type Aggregator = (typeof AGGREGATORS)[number];

export interface AggregateExpr extends Span {
  kind: 'aggregate';
  aggregator: Aggregator;
  /** `without`: agrupa por todos os rótulos menos estes; senão (`by`), só por estes. */
  without: boolean;
  labels: readonly string[];
  operand: PromqlExpr;
}

export interface Call extends Span {
  kind: 'call';
  function: string;
  args: readonly PromqlExpr[];
}

export type PromqlExpr =
  NumberLiteral | StringLiteral | VectorSelector | RangeSelector | Negation | BinaryExpr | AggregateExpr | Call;

/** Todos os seletores de uma expressão. */
export function selectorsOf(expr: PromqlExpr): VectorSelector[] {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return [];
    case 'selector':
      return [expr];
    case 'range':
      return [expr.selector];
    case 'negation':
    case 'aggregate':
      return selectorsOf(expr.operand);
    case 'binary':
      return [...selectorsOf(expr.left), ...selectorsOf(expr.right)];
    case 'call':
      return expr.args.flatMap(selectorsOf);
  }
}
