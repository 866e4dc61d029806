/** `/trace/{id}`: cabeçalho, visão geral e linha do tempo. */
import type { JSX } from 'preact';
import type { ServiceColors } from '../service-colors.ts';
import { texts } from '../texts.ts';
import type { TraceView } from '../trace-view.ts';
import { KeyboardHelp } from './keyboard-help.tsx';
import { Layout, type PageContext } from './layout.tsx';
import { Minimap } from './minimap.tsx';
import { renderDocument } from './render.ts';
import { mainTitle, TraceHeader } from './trace-header.tsx';
import { TraceToolbar } from './trace-toolbar.tsx';
import { Waterfall } from './waterfall.tsx';

export interface TracePageModel {
  context: PageContext;
  view: TraceView;
  colors: ServiceColors;
  /** As linhas da linha do tempo, de `renderRows`. */
  rows: string;
}

/** Abaixo disto a visão geral repetiria a linha do tempo. */
const MINIMAP_FROM = 25;

export function renderTracePage(model: TracePageModel): string {
  return renderDocument(<TracePage {...model} />);
}

function TracePage({ context, view, colors, rows }: TracePageModel): JSX.Element {
  const { tree } = view;
  return (
    <Layout title={mainTitle(view)} context={context} section="/search" island="trace" wide>
      <TraceHeader view={view} colors={colors} />
      {tree.nodes.length >= MINIMAP_FROM && <Minimap tree={tree} colors={colors} />}
      <div id="waterfall" class="waterfall">
        <TraceToolbar view={view} />
        <Waterfall view={view} rows={rows} />
      </div>
      <details class="legend">
        <summary>{texts.trace.legend.title}</summary>
        <ul>
          {texts.trace.legend.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </details>
      <KeyboardHelp />
    </Layout>
  );
}
