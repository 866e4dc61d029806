/** `/trace/{id}`: cabeçalho e a vista pedida; a linha do tempo é a de sempre. */
import type { JSX } from 'preact';
import type { ServiceColors } from '../service-colors.ts';
import type { TraceGraph } from '../trace-graph.ts';
import type { TraceViewName } from '../trace-params.ts';
import type { TraceView } from '../trace-view.ts';
import { KeyboardHelp } from './keyboard-help.tsx';
import { Layout, type PageContext } from './layout.tsx';
import { LiveNotice } from './live-notice.tsx';
import { LooseLogs } from './log-lines.tsx';
import { Minimap } from './minimap.tsx';
import { renderDocument } from './render.ts';
import { TraceEvents } from './trace-events.tsx';
import { FoldedExplanation, TraceExplanation } from './trace-explanation.tsx';
import { TraceFlamegraph } from './trace-flamegraph.tsx';
import { TraceGraphView } from './trace-graph.tsx';
import { mainTitle, TraceHeader } from './trace-header.tsx';
import { TraceLegend } from './trace-legend.tsx';
import { TraceSpans } from './trace-spans.tsx';
import { TraceStatistics } from './trace-statistics.tsx';
import { TraceToolbar } from './trace-toolbar.tsx';
import { Ruler, Waterfall } from './waterfall.tsx';

export interface TracePageModel {
  context: PageContext;
  view: TraceView;
  colors: ServiceColors;
  /** As linhas da linha do tempo, de `renderRows`; as outras vistas não as usam. */
  rows: string;
  /** O desenho de `drawTraceGraph`, que só a vista do grafo usa. */
  graph?: TraceGraph;
  /** O endereço da busca de onde se veio, se foi de uma. */
  back?: string;
  /** Quantos spans do trace havia; sem isto, a página não avisa dos que chegam. */
  spanCount?: number;
}

/** Abaixo disto a visão geral repetiria a linha do tempo. */
const MINIMAP_FROM = 12;

const VIEWS: Record<TraceViewName, (model: TracePageModel) => JSX.Element> = {
  timeline: Timeline,
  spans: TraceSpans,
  statistics: TraceStatistics,
  flamegraph: TraceFlamegraph,
  graph: TraceGraphView,
  events: TraceEvents,
  explanation: TraceExplanation,
};

export function renderTracePage(model: TracePageModel): string {
  return renderDocument(<TracePage {...model} />);
}

function TracePage(model: TracePageModel): JSX.Element {
  const { context, view, colors, back, spanCount } = model;
  const View = VIEWS[view.params.view];
  return (
    <Layout title={mainTitle(view)} context={context} section="/search" island="trace" wide>
      <TraceHeader view={view} colors={colors} back={back} />
      <View {...model} />
      {spanCount !== undefined && <LiveNotice traceId={view.tree.traceId} spanCount={spanCount} />}
    </Layout>
  );
}

function Timeline({ view, colors, rows }: TracePageModel): JSX.Element {
  return (
    <>
      <FoldedExplanation view={view} colors={colors} />
      {view.tree.nodes.length >= MINIMAP_FROM && <Minimap view={view} colors={colors} />}
      <div id="waterfall" class="waterfall">
        <div class="head">
          <TraceToolbar view={view} />
          <Ruler view={view} />
        </div>
        <Waterfall view={view} rows={rows} />
      </div>
      <LooseLogs view={view} />
      <p id="status" class="hidden" role="status" />
      <TraceLegend />
      <KeyboardHelp />
    </>
  );
}
