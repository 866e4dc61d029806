/**
 * O que a página do trace desenha, já calculado: a árvore, o resumo, o caminho crítico e os spans encontrados.
 * Os componentes só escrevem.
 */
import { criticalPath, type CriticalSegment } from '../query/critical-path.ts';
import { matchSpans } from '../query/span-match.ts';
import { summarizeTrace, type TraceSummary } from '../query/trace-summary.ts';
import type { SpanNode, TraceTree } from '../query/trace-tree.ts';
import type { OpenedTrace } from './trace-cache.ts';

/** Até aqui os detalhes vão na própria página; acima, só os do span aberto, para que 10.000 spans caibam nela. */
export const INLINE_DETAILS_LIMIT = 100;

/** Trechos mais estreitos que isto não chegam a um pixel. */
const VISIBLE_SHARE = 0.0005;

export interface TraceView {
  tree: TraceTree;
  summary: TraceSummary;
  /** O span que dá nome ao trace. */
  main: SpanNode | undefined;
  critical: ReadonlyMap<SpanNode, readonly CriticalSegment[]>;
  /** O texto buscado e o que ele achou. */
  find: string;
  matches: ReadonlySet<SpanNode>;
  /** Spans que já vêm abertos. */
  opened: ReadonlySet<SpanNode>;
  inlineDetails: boolean;
  /** Spans que o limite da página deixou de fora. */
  omitted: number;
}

export function viewTrace({ trace, tree }: OpenedTrace, find = ''): TraceView {
  const main = tree.roots.find((root) => !root.orphan && !root.cycle) ?? tree.roots[0];
  const matches = new Set(matchSpans(tree, find));
  return {
    tree,
    summary: summarizeTrace(trace),
    main,
    critical: criticalByNode(tree, main),
    find: find.trim(),
    matches,
    opened: matches.size === 1 ? matches : new Set(),
    inlineDetails: tree.nodes.length <= INLINE_DETAILS_LIMIT,
    omitted: trace.omittedSpanCount ?? 0,
  };
}

function criticalByNode(tree: TraceTree, main: SpanNode | undefined): Map<SpanNode, CriticalSegment[]> {
  const byNode = new Map<SpanNode, CriticalSegment[]>();
  // Num trace de um span só, o caminho crítico é a própria barra: não diz nada.
  if (!main || main.children.length === 0) return byNode;
  for (const segment of criticalPath(main)) {
    if (segment.endUs - segment.startUs < tree.durationUs * VISIBLE_SHARE) continue;
    const segments = byNode.get(segment.node);
    if (segments) segments.push(segment);
    else byNode.set(segment.node, [segment]);
  }
  return byNode;
}
