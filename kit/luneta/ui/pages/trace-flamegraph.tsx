/**
 * O flamegraph do trace. As posições são atributos de `foreignObject` (a política de segurança barra estilos no HTML), e
 * dentro de cada um vai um link comum, com reticências e foco como em qualquer outro.
 */
import type { JSX } from 'preact';
import { formatDuration, svgPercent } from '../../../format.ts';
import { type CallPath, findCallPath, groupCallPaths, pathsOfSpans, pathToRoot } from '../../query/call-paths.ts';
import { type Frame, layoutFlamegraph } from '../flamegraph-layout.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { traceViewTexts } from '../texts/trace-views.ts';
import type { TraceView } from '../trace-view.ts';
import { CallPathsTable, frameUrl, pathFigures } from './call-paths-table.tsx';
import { isFiltered, ViewFilter } from './view-filter.tsx';

const t = traceViewTexts.flamegraph;
const paths = traceViewTexts.paths;

/** Altura de uma linha, em pixels; um deles separa da de baixo. */
const ROW_HEIGHT = 26;
/** Abaixo destas larguras nem uma letra cabe, numa janela larga e num telefone. */
const READABLE = { wide: 0.02, narrow: 0.08 };
/** Níveis acima que ficam à mão; o resto se alcança pelo primeiro. */
const MAX_CRUMBS = 6;

export function TraceFlamegraph({ view, colors }: { view: TraceView; colors: ServiceColors }): JSX.Element {
  const all = groupCallPaths(view.tree);
  const found = pathsOfSpans(all, view.matches);
  const zoomed = view.params.frame === '' ? undefined : findCallPath(all, view.params.frame);
  return (
    <section class="panel" aria-labelledby="flamegraph-title">
      <h2 id="flamegraph-title">{t.title}</h2>
      {all.length === 0 ? (
        <p class="faint">{paths.empty}</p>
      ) : (
        <>
          <p class="faint">{t.lead}</p>
          <ViewFilter
            view={view}
            kept={['frame']}
            found={isFiltered(view) ? paths.found(found.size, all.length) : undefined}
          />
          {view.params.frame !== '' && !zoomed && <p class="faint">{t.unknown}</p>}
          <Crumbs view={view} zoomed={zoomed} />
          <Chart roots={zoomed ? [zoomed] : all.filter(({ parent }) => !parent)} {...{ view, colors, found }} />
          <CallPathsTable paths={all} view={view} colors={colors} />
        </>
      )}
    </section>
  );
}

/** Onde se está, e o caminho de volta. */
function Crumbs({ view, zoomed }: { view: TraceView; zoomed: CallPath | undefined }): JSX.Element {
  const steps = zoomed ? pathToRoot(zoomed) : [];
  const shown = steps.slice(-MAX_CRUMBS);
  return (
    <nav class="crumb-trail" aria-label={t.crumbs}>
      <ol>
        <li>
          {zoomed ? <a href={frameUrl(view)}>{t.whole}</a> : <b aria-current="true">{t.whole}</b>}
          {shown.length < steps.length && ' › …'}
        </li>
        {shown.map((path) => (
          <li key={path.key}>
            {path === zoomed ? (
              <b aria-current="true">{nameOf(path)}</b>
            ) : (
              <a href={frameUrl(view, path)}>{nameOf(path)}</a>
            )}
          </li>
        ))}
      </ol>
      <a href="#tabela">{t.toTable}</a>
    </nav>
  );
}

interface ChartProps {
  roots: readonly CallPath[];
  view: TraceView;
  colors: ServiceColors;
  /** Os que o filtro achou. */
  found: ReadonlySet<CallPath>;
}

function Chart({ roots, view, colors, found }: ChartProps): JSX.Element {
  const { frames, rows, hidden, byCount } = layoutFlamegraph(roots);
  const totalUs = roots.reduce((sum, { workUs }) => sum + workUs, 0);
  return (
    <>
      <svg class="flamegraph" width="100%" height={rows * ROW_HEIGHT} role="group" aria-label={t.chart}>
        {frames.map((frame) => (
          <FrameLink
            key={frame.path.key}
            {...{ frame, view, totalUs }}
            color={colors(frame.path.service)}
            found={found.has(frame.path)}
          />
        ))}
      </svg>
      <p class="faint">{byCount ? t.byCount : t.parallel}</p>
      {hidden > 0 && <p class="faint">{t.hidden(hidden)}</p>}
    </>
  );
}

interface FrameLinkProps {
  frame: Frame;
  view: TraceView;
  color: number;
  /** O trabalho que conta como 100%. */
  totalUs: number;
  found: boolean;
}

function FrameLink({ frame, view, color, totalUs, found }: FrameLinkProps): JSX.Element {
  const { path, x, width, row } = frame;
  const figures = pathFigures(path, totalUs);
  const readable = width >= READABLE.wide;
  const narrow = width < READABLE.narrow;
  const states = [path.errorCount > 0 && 'failed', found && 'found', narrow && 'narrow'].filter(Boolean);
  return (
    <foreignObject x={svgPercent(x)} y={row * ROW_HEIGHT} width={svgPercent(width)} height={ROW_HEIGHT}>
      <a class={['flame', `c${color}`, ...states].join(' ')} href={frameUrl(view, path)} title={figures}>
        {readable && (
          <>
            <span class="op">{shownName(path.operation)}</span> <span>{formatDuration(path.workUs)}</span>{' '}
            {path.nodes.length > 1 && <span>{paths.times(path.nodes.length)} </span>}
            <span class="svc">{shownName(path.service)}</span>
          </>
        )}
      </a>
    </foreignObject>
  );
}

function nameOf({ service, operation }: CallPath): string {
  return `${shownName(service)} ${shownName(operation)}`;
}
