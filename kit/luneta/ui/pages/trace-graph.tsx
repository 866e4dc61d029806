/** O grafo das chamadas de um trace, com o desenho do mapa de serviços, e a mesma coisa em tabela. */
import type { JSX } from 'preact';
import { type CallPath, pathsOfSpans } from '../../query/call-paths.ts';
import type { Box } from '../map-layout.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { dependenciesTexts } from '../texts/dependencies.ts';
import { traceViewTexts } from '../texts/trace-views.ts';
import { PATH_BOX, type TraceGraph } from '../trace-graph.ts';
import type { TraceView } from '../trace-view.ts';
import { CallPathsTable, frameUrl, pathFigures, pathSpansUrl } from './call-paths-table.tsx';
import { isFiltered, ViewFilter } from './view-filter.tsx';
import { MapArrow, MapBox, MapFigure, MapTools } from './map-drawing.tsx';

const t = traceViewTexts.graph;

interface TraceGraphViewProps {
  view: TraceView;
  colors: ServiceColors;
  graph?: TraceGraph;
}

export function TraceGraphView({ view, colors, graph }: TraceGraphViewProps): JSX.Element {
  const found = pathsOfSpans(graph?.paths ?? [], view.matches);
  return (
    <section class="panel" aria-labelledby="graph-title">
      <h2 id="graph-title">{t.title}</h2>
      {!graph || graph.paths.length === 0 ? (
        <p class="faint">{traceViewTexts.paths.empty}</p>
      ) : (
        <>
          <p class="faint">{t.lead}</p>
          <div class="map-head">
            <ViewFilter
              view={view}
              kept={[]}
              found={isFiltered(view) ? traceViewTexts.paths.found(found.size, graph.paths.length) : undefined}
            />
            <a href="#tabela">{dependenciesTexts.toTable}</a>
            <MapTools />
          </div>
          <Drawing {...{ graph, view, colors, found }} />
          {graph.paths.length > graph.drawn.size && (
            <p class="faint">{t.partial(graph.drawn.size, graph.paths.length)}</p>
          )}
          <CallPathsTable paths={graph.paths} view={view} colors={colors} />
        </>
      )}
    </section>
  );
}

interface DrawingProps extends Required<TraceGraphViewProps> {
  /** Os que o filtro achou. */
  found: ReadonlySet<CallPath>;
}

function Drawing({ graph: { layout, drawn, paths }, view, colors, found }: DrawingProps): JSX.Element {
  const totalUs = paths.reduce((sum, { selfUs }) => sum + selfUs, 0);
  // O primeiro do trace, e não o que o desenho pôs mais acima.
  const start = layout.boxes[0];
  return (
    <MapFigure {...{ layout, start }} shape={PATH_BOX} label={t.map} legend={Object.values(t.legend)}>
      {layout.arrows.map((arrow) => {
        const [parent, child] = [drawn.get(arrow.parent), drawn.get(arrow.child)];
        if (!parent || !child) return null;
        const { nodes, errorCount, workUs } = child;
        return (
          <MapArrow
            key={arrow.child}
            arrow={arrow}
            href={pathSpansUrl(view, child)}
            label={t.edge(shownName(parent.operation), shownName(child.operation), nodes.length, errorCount)}
            text={traceViewTexts.paths.times(nodes.length)}
            failed={errorCount / nodes.length}
            share={totalUs === 0 ? 0 : workUs / totalUs}
          />
        );
      })}
      {layout.boxes.map((box) => {
        const path = drawn.get(box.name);
        return (
          path && (
            <PathBox
              key={box.name}
              {...{ box, path, view, totalUs }}
              color={colors(path.service)}
              found={found.has(path)}
            />
          )
        );
      })}
    </MapFigure>
  );
}

interface PathBoxProps {
  box: Box;
  path: CallPath;
  view: TraceView;
  color: number;
  totalUs: number;
  found: boolean;
}

function PathBox({ box, path, view, color, totalUs, found }: PathBoxProps): JSX.Element {
  const { service, operation, nodes, errorCount, workUs, selfUs } = path;
  return (
    <MapBox
      {...{ box, color, found }}
      shape={PATH_BOX}
      name={shownName(operation)}
      label={pathFigures(path, totalUs)}
      href={frameUrl(view, path)}
      failed={errorCount / nodes.length}
      lines={[
        shownName(service),
        <>
          {t.box(nodes.length, workUs)} · {t.own(selfUs)}
        </>,
      ]}
    />
  );
}
