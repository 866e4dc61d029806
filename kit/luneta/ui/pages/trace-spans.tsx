/** Os spans do trace em tabela: ordens, filtro e páginas são links, que funcionam sem JavaScript e podem ser guardados. */
import type { JSX } from 'preact';
import { formatDuration, svgPercent } from '../../../format.ts';
import type { SpanNode } from '../../query/trace-tree.ts';
import { StatusCode } from '../../store/model.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { isAscending, pageOf, sortSpans, type SpanPage } from '../span-table.ts';
import { texts } from '../texts.ts';
import { traceViewTexts } from '../texts/trace-views.ts';
import { SPAN_SORTS, type SpanSort, tracePageUrl, type TraceParams } from '../trace-params.ts';
import type { TraceView } from '../trace-view.ts';
import { spanInTraceUrl } from '../urls.ts';
import { isFiltered, ViewFilter } from './view-filter.tsx';

const t = traceViewTexts.spans;

export function TraceSpans({ view, colors }: { view: TraceView; colors: ServiceColors }): JSX.Element {
  const { tree, params, matches } = view;
  const filtered = isFiltered(view);
  const found = sortSpans(filtered ? matches : tree.nodes, params.spanSort, params.reverse);
  const shown = pageOf(found, params.page);
  return (
    <section class="panel" aria-labelledby="spans-title">
      <h2 id="spans-title">{t.title}</h2>
      <p class="faint">{t.lead}</p>
      <ViewFilter
        view={view}
        kept={['spanSort', 'reverse']}
        found={filtered ? t.found(found.length, tree.nodes.length) : undefined}
      />
      {shown.nodes.length === 0 ? (
        <p class="faint">{filtered ? t.none : t.empty}</p>
      ) : (
        <div class="table-box" tabindex={0} role="region" aria-label={t.table}>
          <table class="statistics spans-table">
            <thead>
              <tr>
                {SPAN_SORTS.map((sort) => (
                  <Heading key={sort} sort={sort} view={view} />
                ))}
                <th scope="col">{t.place}</th>
              </tr>
            </thead>
            <tbody>
              {shown.nodes.map((node) => (
                <Row key={node.key} node={node} view={view} color={colors(node.span.resource.serviceName)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown.pages > 1 && <Pages view={view} shown={shown} total={found.length} />}
    </section>
  );
}

/** O endereço desta tabela com o que muda; mudar a ordem ou o filtro volta à primeira página. */
function spansUrl({ tree, params }: TraceView, change: Partial<TraceParams>): string {
  const { find, expected, spanSort, reverse } = params;
  return tracePageUrl(tree.traceId, { view: 'spans', find, expected, spanSort, reverse, ...change });
}

function Heading({ sort, view }: { sort: SpanSort; view: TraceView }): JSX.Element {
  const { spanSort, reverse } = view.params;
  const current = sort === spanSort;
  const ariaSort = isAscending(sort, reverse) ? 'ascending' : 'descending';
  return (
    <th scope="col" aria-sort={current ? ariaSort : undefined}>
      <a href={spansUrl(view, { spanSort: sort, reverse: current && !reverse })} title={t.sortBy(t.columns[sort])}>
        {t.columns[sort]}
      </a>
    </th>
  );
}

interface RowProps {
  node: SpanNode;
  view: TraceView;
  color: number;
}

function Row({ node, view: { tree }, color }: RowProps): JSX.Element {
  const { span, startUs, durationUs, selfTimeUs, key } = node;
  const total = tree.durationUs || 1;
  return (
    <tr class={`c${color}`}>
      <td>
        <i class="dot" />
        <span class="svc">{shownName(span.resource.serviceName)}</span>
      </td>
      <th scope="row">
        <a href={spanInTraceUrl(tree.traceId, key)}>{shownName(span.name)}</a>
      </th>
      <td>{formatDuration(startUs)}</td>
      <td>{formatDuration(durationUs)}</td>
      <td>{formatDuration(selfTimeUs)}</td>
      <td class={span.kind === 0 ? 'faint' : undefined}>{t.kinds[span.kind] ?? span.kind}</td>
      <td>
        <Status node={node} />
      </td>
      <td class="place">
        <svg aria-hidden="true">
          <rect width="100%" class="track" />
          <rect x={svgPercent(startUs / total)} width={svgPercent(Math.max(durationUs / total, 0.01))} />
        </svg>
      </td>
    </tr>
  );
}

function Status({ node: { span } }: { node: SpanNode }): JSX.Element {
  const { code, message } = span.status;
  if (code === StatusCode.ERROR) {
    return (
      <>
        <b class="badge bad">{texts.trace.error}</b> {message !== '' && <span class="why">{shownName(message)}</span>}
      </>
    );
  }
  return code === StatusCode.OK ? <>{t.ok}</> : <span class="faint">{t.unset}</span>;
}

function Pages({ view, shown, total }: { view: TraceView; shown: SpanPage; total: number }): JSX.Element {
  const { nodes, page, pages, first } = shown;
  return (
    <nav class="pages" aria-label={t.pages}>
      {page > 1 && (
        <a class="button quiet" href={spansUrl(view, { page: page - 1 })} rel="prev">
          ← {t.previous}
        </a>
      )}
      <span>{t.range(first, first + nodes.length - 1, total)}</span>
      {page < pages && (
        <a class="button quiet" href={spansUrl(view, { page: page + 1 })} rel="next">
          {t.next} →
        </a>
      )}
    </nav>
  );
}
