/** Do seletor e das etapas de uma consulta, nós da gramática, às funções que julgam uma linha. */
import type { SyntaxNode } from '@lezer/common';
import { compileRegex, RegexError } from '../go-regex.ts';
import { labelMatcher, type MatchOperator } from '../label-matcher.ts';
import type { LabelMatcher } from '../../store/metrics/metric-store.ts';
import { childNodes } from '../syntax-nodes.ts';
import type { LogSelector } from './ast.ts';
import { jsonStage } from './json-stage.ts';
import {
  type Comparison,
  type EntryFilter,
  quantityFilter,
  readBytes,
  readDuration,
  readNumber,
} from './label-filter.ts';
import { ERROR_DETAILS_LABEL, ERROR_LABEL } from './log-entry.ts';
import { type LogqlError, parseError } from './logql-error.ts';
import { listed, type Source } from './source.ts';

export const MAX_STAGES = 100;
/** Condições dentro de condições; cada `or` e cada `and` conta uma. */
const MAX_FILTER_DEPTH = 200;

const EMPTY_SELECTOR =
  'queries require at least one regexp or equality matcher that does not have an empty-compatible value. For ' +
  'instance, app=~".*" does not meet this requirement, but app=~".+" will';

/** O texto de um U+FFFD pode ter vindo de bytes que não são UTF-8: por ele não se descarta nada. */
const REPLACEMENT = '\uFFFD';

/** @throws LogqlError */
export function readLogSelector(source: Source, selector: SyntaxNode, pipeline: SyntaxNode | null): LogSelector {
  const matchers = listed(selector.getChild('Matchers'), 'Matcher').map((node) => readMatcher(source, node));
  if (matchers.every(({ matches }) => matches(''))) throw emptySelector(source.text);
  const stages: EntryFilter[] = [];
  const needles: Uint8Array[] = [];
  for (const stage of listed(pipeline, 'PipelineStage')) readStage(source, stage, stages, needles);
  return { type: 'log', matchers, stages, needles };
}

/** Um seletor que serve também a quem não tem rótulo nenhum. */
export function emptySelector(text: string): LogqlError {
  return parseError(text, undefined, EMPTY_SELECTOR);
}

function readMatcher(source: Source, node: SyntaxNode): LabelMatcher {
  const [name, operator, value] = childNodes(node);
  return withRegex(source, value, () =>
    labelMatcher(source.textOf(name), source.textOf(operator) as MatchOperator, source.stringOf(value)),
  );
}

/** Uma expressão que o RE2 não aceita é um erro da consulta. */
function withRegex<T>(source: Source, node: SyntaxNode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RegexError) throw parseError(source.text, node.from, error.message);
    throw error;
  }
}

function readStage(source: Source, stage: SyntaxNode, stages: EntryFilter[], needles: Uint8Array[]): void {
  const node = childNodes(stage).find(({ name }) => name !== 'Pipe')!;
  switch (node.name) {
    case 'LineFilters':
      for (const filter of listed(node, 'LineFilter')) stages.push(readLineFilter(source, filter, needles));
      break;
    case 'LabelParser': {
      const parser = node.firstChild!;
      if (parser.name !== 'Json') throw source.unsupported(node, source.textOf(parser));
      stages.push(jsonStage);
      break;
    }
    case 'LabelFilter':
      stages.push(readLabelFilter(source, node));
      break;
    case 'DropLabelsExpr':
      stages.push(...listed(node.getChild('DropLabels'), 'DropLabel').map((label) => readDrop(source, label)));
      break;
    default:
      throw source.unsupported(node);
  }
  if (stages.length > MAX_STAGES) throw parseError(source.text, node.from, `more than ${MAX_STAGES} pipeline stages`);
}

function readLineFilter(source: Source, node: SyntaxNode, needles: Uint8Array[]): EntryFilter {
  const operator = node.getChild('Filter')!;
  const strings: SyntaxNode[] = [];
  for (let at: SyntaxNode | null = node; at; at = at.getChild('OrFilter')) {
    const special = at.getChild('FilterOp');
    if (special) throw source.unsupported(special, `${source.textOf(special)}()`);
    strings.push(at.getChild('String')!);
  }
  const texts = strings.map((string) => source.stringOf(string));
  switch (source.textOf(operator)) {
    case '|=':
      if (texts.length === 1 && !texts[0].includes(REPLACEMENT)) needles.push(Buffer.from(texts[0]));
      return ({ line }) => texts.some((text) => line.includes(text));
    case '!=':
      return ({ line }) => !texts.some((text) => line.includes(text));
    case '|~': {
      const regexes = strings.map((string, i) => withRegex(source, string, () => compileRegex(texts[i])));
      return ({ line }) => regexes.some((regex) => regex.test(line));
    }
    case '!~': {
      const regexes = strings.map((string, i) => withRegex(source, string, () => compileRegex(texts[i])));
      return ({ line }) => !regexes.some((regex) => regex.test(line));
    }
    default:
      throw source.unsupported(operator, `line filter ${source.textOf(operator)}`);
  }
}

function readLabelFilter(source: Source, node: SyntaxNode, depth = 0): EntryFilter {
  if (depth > MAX_FILTER_DEPTH) {
    throw parseError(source.text, node.from, `more than ${MAX_FILTER_DEPTH} nested label filters`);
  }
  const children = childNodes(node);
  const filters = node.getChildren('LabelFilter');
  if (filters.length === 2) {
    const [left, right] = filters.map((filter) => readLabelFilter(source, filter, depth + 1));
    // Uma vírgula é um `and`.
    return node.getChild('Or') ? (entry) => left(entry) || right(entry) : (entry) => left(entry) && right(entry);
  }
  if (filters.length === 1) return readLabelFilter(source, filters[0], depth + 1);
  const [only] = children;
  switch (only.name) {
    case 'Matcher': {
      const { name, matches } = readMatcher(source, only);
      return (entry) => matches(entry.get(name) ?? '');
    }
    case 'NumberFilter':
      return readQuantityFilter(source, only, readNumber);
    case 'UnitFilter': {
      const unit = only.firstChild!;
      return readQuantityFilter(source, unit, unit.name === 'DurationFilter' ? readDuration : readBytes);
    }
    default:
      throw source.unsupported(only);
  }
}

function readQuantityFilter(source: Source, node: SyntaxNode, read: typeof readNumber): EntryFilter {
  const [name, operator, quantity] = childNodes(node);
  const text = source.textOf(quantity);
  const limit = read(text.replaceAll(/\s/g, ''));
  if (limit === undefined) throw source.unsupported(quantity, `value ${text}`);
  const op = source.textOf(operator);
  return quantityFilter(source.textOf(name), (op === '==' ? '=' : op) as Comparison, limit, read);
}

/** `drop nome` ou `drop nome="valor"`. Os detalhes de um erro saem com ele. */
function readDrop(source: Source, node: SyntaxNode): EntryFilter {
  const matcherNode = node.getChild('Matcher');
  const matcher = matcherNode && readMatcher(source, matcherNode);
  const name = matcher?.name ?? source.textOf(node);
  return (entry) => {
    if (matcher && !matcher.matches(entry.get(name) ?? '')) return true;
    entry.drop(name);
    if (name === ERROR_LABEL) entry.drop(ERROR_DETAILS_LABEL);
    return true;
  };
}
