/** Os caminhos de chamadas em tabela: o flamegraph e o grafo para quem não vê o desenho, e os números de quem não coube nele. */
import type { JSX } from 'preact';
import { formatCount, formatDuration, formatPercent, svgPercent } from '../../../format.ts';
import type { CallPath } from '../../query/call-paths.ts';
import { MAX_FILTER_CHARS } from '../../query/parse-span-filter.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { traceViewTexts } from '../texts/trace-views.ts';
import { filterTerm, tracePageUrl } from '../trace-params.ts';
import type { TraceView } from '../trace-view.ts';

const t = traceViewTexts.paths;

const MAX_ROWS = 200;

interface CallPathsTableProps {
  paths: readonly CallPath[];
  view: TraceView;
  colors: ServiceColors;
}

export function CallPathsTable({ paths, view, colors }: CallPathsTableProps): JSX.Element {
  const rows = paths.toSorted((a, b) => b.selfUs - a.selfUs).slice(0, MAX_ROWS);
  const totalUs = paths.reduce((sum, { selfUs }) => sum + selfUs, 0);
  const { name, count, errors, work, share, self, duration } = t.columns;
  return (
    <section id="tabela" class="paths" aria-labelledby="paths-title">
      <h3 id="paths-title">{t.title}</h3>
      <p class="faint">{t.lead}</p>
      <div class="table-box" tabindex={0} role="group" aria-labelledby="paths-title">
        <table class="statistics">
          <thead>
            <tr>
              {[name, count, errors, self, share, work, duration].map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((path) => (
              <Row
                key={path.key}
                {...{ path, view }}
                color={colors(path.service)}
                share={totalUs === 0 ? 0 : path.selfUs / totalUs}
              />
            ))}
          </tbody>
        </table>
      </div>
      {paths.length > rows.length && <p class="faint">{t.more(paths.length - rows.length)}</p>}
    </section>
  );
}

interface RowProps {
  path: CallPath;
  view: TraceView;
  color: number;
  /** O tempo próprio dele no de todos. */
  share: number;
}

function Row({ path, view, color, share }: RowProps): JSX.Element {
  const { service, operation, parent, nodes, errorCount, workUs, selfUs, durationUs } = path;
  return (
    <tr class={`c${color}`}>
      <th scope="row">
        <i class="dot" />
        <a href={frameUrl(view, path)} title={t.open}>
          <span class="svc">{shownName(service)}</span> <span class="op">{shownName(operation)}</span>
        </a>{' '}
        <small class="faint">
          {parent ? `${t.inside} ${shownName(parent.service)} ${shownName(parent.operation)}` : t.root}
        </small>
      </th>
      <td>
        <SpansOf path={path} view={view}>
          {formatCount(nodes.length)}
        </SpansOf>
      </td>
      <td class={errorCount > 0 ? 'bad' : 'faint'}>{formatCount(errorCount)}</td>
      <td>{formatDuration(selfUs)}</td>
      <td class="self-share">
        <svg aria-hidden="true">
          <rect width="100%" class="track" />
          <rect width={svgPercent(share)} />
        </svg>
        <span>{formatPercent(share)}</span>
      </td>
      <td>{formatDuration(workUs)}</td>
      <td>{formatDuration(durationUs)}</td>
    </tr>
  );
}

function SpansOf({ path, view, children }: { path: CallPath; view: TraceView; children: string }): JSX.Element {
  const href = pathSpansUrl(view, path);
  return href === undefined ? (
    <>{children}</>
  ) : (
    <a href={href} title={t.seeSpans}>
      {children}
    </a>
  );
}

/** O flamegraph aproximado neste caminho. */
export function frameUrl({ tree, params: { find, expected } }: TraceView, path?: CallPath): string {
  return tracePageUrl(tree.traceId, { view: 'flamegraph', find, expected, frame: path?.key });
}

/** Os spans da operação, na tabela de spans; `undefined` se os nomes não cabem num filtro. */
export function pathSpansUrl({ tree }: TraceView, { service, operation }: CallPath): string | undefined {
  const find = `${filterTerm('service', service)} ${filterTerm('name', operation)}`;
  return find.length > MAX_FILTER_CHARS ? undefined : tracePageUrl(tree.traceId, { view: 'spans', find });
}

/** Tudo que se sabe de um caminho, numa frase. @param totalUs O trabalho que conta como 100%. */
export function pathFigures({ service, operation, nodes, ...sums }: CallPath, totalUs: number): string {
  const name = `${shownName(service)} ${shownName(operation)}`;
  return t.figures({ name, count: nodes.length, ...sums }, totalUs === 0 ? 0 : sums.workUs / totalUs);
}
