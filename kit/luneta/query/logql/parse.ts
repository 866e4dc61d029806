/**
 * Texto LogQL → expressão, pela gramática oficial (`@grafana/lezer-logql`). O que a gramática aceita e a Luneta não faz é
 * um erro que diz o nome da construção e onde ela está.
 */
import { parser } from '@grafana/lezer-logql';
import type { SyntaxNode, Tree } from '@lezer/common';
import type { LabelMatcher } from '../../store/metrics/metric-store.ts';
import { childNodes } from '../syntax-nodes.ts';
import type { Grouping, LogqlExpr, LogSelector, MetricExpr, RangeExpr, VectorExpr } from './ast.ts';
import { readDuration } from './label-filter.ts';
import { LogqlError, parseError } from './logql-error.ts';
import { emptySelector, MAX_STAGES, readLogSelector } from './read-pipeline.ts';
import { listed, Source } from './source.ts';

export const MAX_QUERY_CHARS = 8_000;
/** Expressões dentro de expressões. */
const MAX_DEPTH = 64;

/** @throws LogqlError */
export function parseLogql(text: string): LogqlExpr {
  const source = new Source(text);
  const expr = parseTree(text).topNode.getChild('Expr')!;
  return readExpr(source, expr, 0);
}

/** Só um seletor, como nas rotas de rótulos e séries; `{}` serve a todos. @throws LogqlError */
export function parseMatchers(text: string): readonly LabelMatcher[] {
  if (/^\s*\{\s*\}\s*$/.test(text)) return [];
  const expr = parseLogql(text);
  if (expr.type !== 'log' || expr.stages.length > 0) throw new LogqlError('only label matchers are supported');
  return expr.matchers;
}

function parseTree(text: string): Tree {
  if (text.length > MAX_QUERY_CHARS) {
    throw parseError(text, undefined, `input size too long (${text.length} > ${MAX_QUERY_CHARS})`);
  }
  if (text.trim() === '') throw parseError(text, undefined, 'syntax error: unexpected $end');
  const tree = parser.parse(text);
  let wrong: SyntaxNode | undefined;
  tree.iterate({
    enter: ({ type, node }) => {
      if (type.isError) wrong ??= node;
      return wrong === undefined;
    },
  });
  if (wrong) throw syntaxError(text, wrong);
  return tree;
}

const STRING = /"(?:[^"\\]|\\.)*"|`[^`]*`/g;

function syntaxError(text: string, { from }: SyntaxNode): LogqlError {
  // Com etapas demais é a gramática que desiste, e num lugar qualquer.
  const pipes = text.slice(0, from).replaceAll(STRING, '').split('|').length - 1;
  if (pipes > MAX_STAGES) return parseError(text, from, `more than ${MAX_STAGES} pipeline stages`);
  const at = from + /^\s*/.exec(text.slice(from))![0].length;
  // Um seletor vazio não está na gramática; o Loki diz por que o recusa.
  if (text[at] === '}' && text.slice(0, at).trimEnd().endsWith('{')) return emptySelector(text);
  if (/["'`]/.test(text.charAt(at))) return parseError(text, at, 'literal not terminated');
  const token = /^(?:[\w:]+|[^\s\w]{1,2}|\S)/u.exec(text.slice(at))?.[0];
  return parseError(text, at, `syntax error: unexpected ${token === undefined ? '$end' : JSON.stringify(token)}`);
}

function readExpr(source: Source, node: SyntaxNode, depth: number): LogqlExpr {
  if (depth > MAX_DEPTH) throw parseError(source.text, node.from, `more than ${MAX_DEPTH} nested expressions`);
  const inner = childNodes(node)[0];
  if (node.name === 'Expr') return readExpr(source, inner, depth + 1);
  if (node.name === 'LogExpr') return readLogExpr(source, node, depth);
  switch (inner.name) {
    case 'MetricExpr':
      return readExpr(source, inner, depth + 1);
    case 'RangeAggregationExpr':
      return readRange(source, inner, depth);
    case 'VectorAggregationExpr':
      return readSum(source, inner, depth);
    case 'VectorExpr':
      return { type: 'vector', value: Number(source.textOf(inner.getChild('Number')!)) };
    case 'BinOpExpr':
      return readBinary(source, inner, depth);
    default:
      throw source.unsupported(inner);
  }
}

function readLogExpr(source: Source, node: SyntaxNode, depth: number): LogSelector {
  const nested = node.getChild('LogExpr');
  if (nested && depth <= MAX_DEPTH) return readLogExpr(source, nested, depth + 1);
  const selector = node.getChild('Selector');
  if (!selector) throw parseError(source.text, node.from, `more than ${MAX_DEPTH} nested expressions`);
  return readLogSelector(source, selector, node.getChild('PipelineExpr'));
}

function readRange(source: Source, node: SyntaxNode, depth: number): RangeExpr {
  const operation = source.textOf(node.getChild('RangeOp')!);
  if (operation !== 'count_over_time' && operation !== 'rate') {
    throw source.unsupported(node, operation);
  }
  const grouping = node.getChild('Grouping');
  if (grouping) throw source.unsupported(grouping, `grouping of ${operation}`);
  let range = node.getChild('LogRangeExpr')!;
  for (let inner = range.getChild('LogRangeExpr'); inner; inner = range.getChild('LogRangeExpr')) {
    if (++depth > MAX_DEPTH) throw parseError(source.text, range.from, `more than ${MAX_DEPTH} nested expressions`);
    range = inner;
  }
  const unwrap = range.getChild('UnwrapExpr');
  if (unwrap) throw source.unsupported(unwrap);
  const offset = range.getChild('OffsetExpr');
  return {
    type: 'range',
    log: readLogSelector(source, range.getChild('Selector')!, range.getChild('PipelineExpr')),
    perSecond: operation === 'rate',
    rangeNs: readNanoseconds(source, range.getChild('Range')!),
    offsetNs: offset ? readNanoseconds(source, offset) : 0n,
  };
}

function readNanoseconds(source: Source, node: SyntaxNode): bigint {
  const duration = node.getChild('Duration')!;
  const ns = readDuration(source.textOf(duration));
  if (ns !== undefined && ns > 0 && ns <= MAX_DURATION_NS) return BigInt(Math.round(ns));
  throw parseError(
    source.text,
    duration.from,
    `not a valid duration string: ${JSON.stringify(source.textOf(duration))}`,
  );
}

/** O `int64` de nanossegundos do Go. */
const MAX_DURATION_NS = 9.2e18;

function readSum(source: Source, node: SyntaxNode, depth: number): MetricExpr {
  const operation = node.getChild('VectorOp')!;
  if (source.textOf(operation) !== 'sum') throw source.unsupported(operation);
  const inner = node.getChild('MetricExpr')!;
  const of = readExpr(source, inner, depth + 1);
  if (of.type === 'log') throw source.unsupported(inner);
  return { type: 'sum', grouping: readGrouping(source, node.getChild('Grouping')), of };
}

function readGrouping(source: Source, node: SyntaxNode | null): Grouping {
  const labels = listed(node?.getChild('Labels') ?? null, 'Identifier').map((label) => source.textOf(label));
  return { without: node?.getChild('Without') != null, labels: new Set(labels) };
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/** Só contas entre `vector(…)`: é a pergunta com que o Grafana testa a fonte de dados. */
function readBinary(source: Source, node: SyntaxNode, depth: number): VectorExpr {
  const [left, operator, modifier, right] = childNodes(node);
  const calculate = ARITHMETIC[source.textOf(operator)];
  const construct = `binary operation ${source.textOf(operator)}`;
  if (!calculate || modifier.from !== modifier.to) throw source.unsupported(operator, construct);
  const [a, b] = [left, right].map((side) => {
    if (!/^[\s(]*vector\s*\(/.test(source.textOf(side))) throw source.unsupported(operator, construct);
    return readExpr(source, side, depth + 1);
  });
  if (a.type !== 'vector' || b.type !== 'vector') throw source.unsupported(operator, construct);
  return { type: 'vector', value: calculate(a.value, b.value) };
}
