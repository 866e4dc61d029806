/**
 * O que a página do trace desenha, já calculado: a árvore, o resumo, o caminho crítico e os spans encontrados.
 * Os componentes só escrevem.
 */
import { parseSpanFilter, type SpanFilterProblem } from '../query/parse-span-filter.ts';
import { filterSpans } from '../query/span-filter.ts';
import { NO_TRACE_LOGS, type TraceLogs } from '../query/trace-logs.ts';
import type { TraceSummary } from '../query/trace-summary.ts';
import type { SpanNode, TraceTree } from '../query/trace-tree.ts';
import type { Span } from '../store/model.ts';
import { type ExpectedSpan, parseExpected } from './expected-spans.ts';
import { type GhostRow, placeGhosts } from './ghost-rows.ts';
import { MAX_VALUE_CHARS } from './shown.ts';
import { fitWindow, type TimeWindow } from './time-window.ts';
import { analyzeTrace, type TraceAnalysis } from './trace-analysis.ts';
import type { OpenedTrace } from './trace-cache.ts';
import { DEFAULT_PARAMS, type TraceParams } from './trace-params.ts';

/** Até aqui os detalhes vão na própria página; acima, só os do span aberto, para que 10.000 spans caibam nela. */
export const INLINE_DETAILS_LIMIT = 100;

/** Atributos, eventos e links de um span cujos detalhes vão na página do trace. */
const MAX_INLINE_ITEMS = 128;

/** Logs que os detalhes dos spans levam à página do trace, todos juntos. */
const MAX_INLINE_LOGS = 200;

/** Trechos mais estreitos que isto não chegam a um pixel; nos traces pequenos, nem com muito zoom. */
const VISIBLE_SHARE = { big: 0.0005, small: 0.000_002 };

/** O que os detalhes de um span precisam saber do resto. */
export interface SpanSurroundings {
  tree: TraceTree;
  analysis: TraceAnalysis;
  /** O outro lado de um link está guardado aqui? */
  hasTrace: (traceId: string) => boolean;
  /** Os logs do trace; padrão: nenhum. */
  logs?: TraceLogs;
}

export interface TraceView extends SpanSurroundings {
  logs: TraceLogs;
  params: TraceParams;
  /** Do trace inteiro, mesmo que a página mostre só uma parte. */
  summary: TraceSummary;
  window: TimeWindow;
  /** Trechos menores que isto não se veem na janela. */
  visibleUs: number;
  matches: ReadonlySet<SpanNode>;
  /** O que há de errado com o filtro. */
  problem: SpanFilterProblem | undefined;
  /** Com "só os encontrados", os antepassados deles, que dão o contexto. */
  ancestors: ReadonlySet<SpanNode>;
  /** Spans que já vêm abertos. */
  opened: ReadonlySet<SpanNode>;
  inlineDetails: boolean;
  /** Spans que o limite da página deixou de fora. */
  omitted: number;
  /** Spans esperados que não vieram, e onde entram na linha do tempo. */
  ghosts: readonly ExpectedSpan[];
  ghostRows: ReadonlyMap<number, readonly GhostRow[]>;
  notices: readonly string[];
}

/** @param expected O que se esperava deste trace, quando a URL não diz. */
export function viewTrace(
  { trace, tree, summary }: OpenedTrace,
  given: Partial<TraceParams> = {},
  hasTrace: (traceId: string) => boolean = () => false,
  expected: readonly ExpectedSpan[] = [],
  logs: TraceLogs = NO_TRACE_LOGS,
): TraceView {
  const params = { ...DEFAULT_PARAMS, ...given };
  const { matches, problem } = findSpans(tree, params.find);
  const { ghosts, notices } =
    params.expected === '' ? { ghosts: expected, notices: [] } : parseExpected(params.expected);
  const window = fitWindow(params.from, params.to, tree.durationUs);
  const inlineDetails =
    tree.nodes.length <= INLINE_DETAILS_LIMIT &&
    logs.count <= MAX_INLINE_LOGS &&
    tree.nodes.every(({ span }) => isShort(span));
  return {
    tree,
    analysis: analyzeTrace(tree),
    hasTrace,
    logs,
    params,
    summary,
    window,
    visibleUs: (window.toUs - window.fromUs) * VISIBLE_SHARE[inlineDetails ? 'small' : 'big'],
    matches: new Set(matches),
    problem,
    ancestors: ancestorsOf(matches),
    opened: new Set(matches.length === 1 ? matches : []),
    inlineDetails,
    omitted: trace.omittedSpanCount ?? 0,
    ghosts,
    ghostRows: placeGhosts(tree, ghosts),
    notices,
  };
}

/** O que o filtro acha, na ordem das linhas, ou o que há de errado com ele. */
export function findSpans(
  tree: TraceTree,
  text: string,
): { matches: readonly SpanNode[]; problem: SpanFilterProblem | undefined } {
  const parsed = parseSpanFilter(text);
  return parsed.ok
    ? { matches: filterSpans(tree, parsed), problem: undefined }
    : { matches: [], problem: parsed.problem };
}

function ancestorsOf(matches: readonly SpanNode[]): Set<SpanNode> {
  const ancestors = new Set<SpanNode>();
  for (const { parent } of matches) {
    for (let above = parent; above && !ancestors.has(above); above = above.parent) ancestors.add(above);
  }
  return ancestors;
}

/** Os detalhes cabem na página do trace; os de um span longo ficam na página dele. */
function isShort({ attributes, events, links }: Span): boolean {
  if (attributes.length + events.length + links.length > MAX_INLINE_ITEMS) return false;
  return attributes.every(({ value }) => value.type !== 'string' || value.value.length <= MAX_VALUE_CHARS);
}
