/**
 * O que a página do trace desenha, já calculado: a árvore, o resumo, o caminho crítico e os spans encontrados.
 * Os componentes só escrevem.
 */
import { criticalPath, type CriticalSegment } from '../query/critical-path.ts';
import { matchSpans } from '../query/span-match.ts';
import { summarizeTrace, type TraceSummary } from '../query/trace-summary.ts';
import type { SpanNode, TraceTree } from '../query/trace-tree.ts';
import type { Span } from '../store/model.ts';
import { MAX_VALUE_CHARS } from './shown.ts';
import type { OpenedTrace } from './trace-cache.ts';

/** Até aqui os detalhes vão na própria página; acima, só os do span aberto, para que 10.000 spans caibam nela. */
export const INLINE_DETAILS_LIMIT = 100;

/** Atributos, eventos e links de um span cujos detalhes vão na página do trace. */
const MAX_INLINE_ITEMS = 128;

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
    inlineDetails: tree.nodes.length <= INLINE_DETAILS_LIMIT && tree.nodes.every(({ span }) => isShort(span)),
    omitted: trace.omittedSpanCount ?? 0,
  };
}

/** Os detalhes cabem na página do trace; os de um span longo ficam na página dele. */
function isShort({ attributes, events, links }: Span): boolean {
  if (attributes.length + events.length + links.length > MAX_INLINE_ITEMS) return false;
  return attributes.every(({ value }) => value.type !== 'string' || value.value.length <= MAX_VALUE_CHARS);
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
