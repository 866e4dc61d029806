/** Onde o tempo do trace foi gasto, por grupo de spans. As ordens e os agrupamentos são links. */
import type { JSX } from 'preact';
import { formatCount, formatDuration, formatPercent } from '../../../format.ts';
import { MAX_FILTER_CHARS } from '../../query/parse-span-filter.ts';
import { traceStatistics, type StatisticsRow } from '../../query/trace-statistics.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { attributeKeys, groupingOf, rowFilter, sortStatistics } from '../statistics-rows.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { finePercent } from '../time-window.ts';
import { GROUPINGS, STATISTICS_SORTS, tracePageUrl, type StatisticsSort } from '../trace-params.ts';
import type { TraceView } from '../trace-view.ts';
import { traceUrl } from '../urls.ts';

const t = traceTexts.statistics;

const MAX_ROWS = 500;
const MAX_KEYS = 300;

export function TraceStatistics({ view, colors }: { view: TraceView; colors: ServiceColors }): JSX.Element {
  const rows = sortStatistics(traceStatistics(view.tree, groupingOf(view.params)), view.params.sort);
  return (
    <section class="panel" aria-labelledby="statistics-title">
      <h2 id="statistics-title">{t.title}</h2>
      <p class="faint">{t.lead}</p>
      <Groupings view={view} />
      <div class="table-box" tabindex={0} role="region" aria-label={t.table}>
        <table class="statistics">
          <thead>
            <tr>
              {STATISTICS_SORTS.map((sort) => (
                <Heading key={sort} sort={sort} view={view} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MAX_ROWS).map((row) => (
              <Row
                key={JSON.stringify([row.service, row.operation, row.value])}
                row={row}
                view={view}
                colors={colors}
              />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > MAX_ROWS && <p class="faint">{t.more(rows.length - MAX_ROWS)}</p>}
    </section>
  );
}

function Groupings({ view: { tree, params } }: { view: TraceView }): JSX.Element {
  const { group, key, sort } = params;
  const keys = attributeKeys(tree, MAX_KEYS);
  return (
    <div class="groupings">
      <nav class="choices" aria-label={t.group}>
        {GROUPINGS.filter((name) => name !== 'attribute').map((name) => (
          <a
            key={name}
            href={tracePageUrl(tree.traceId, { view: 'statistics', group: name, sort })}
            aria-current={name === group ? 'true' : undefined}
          >
            {t.groups[name]}
          </a>
        ))}
      </nav>
      <form action={traceUrl(tree.traceId)} class={group === 'attribute' ? 'current' : undefined}>
        <input type="hidden" name="view" value="statistics" />
        <input type="hidden" name="group" value="attribute" />
        <input type="hidden" name="sort" value={sort} />
        <label>
          {t.groups.attribute}{' '}
          <input
            name="key"
            list="attribute-keys"
            value={key}
            placeholder={keys[0]}
            aria-label={t.attributeKey}
            autocomplete="off"
            required
          />
        </label>
        <datalist id="attribute-keys">
          {keys.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <button type="submit" class="quiet">
          {t.attributeSubmit}
        </button>
      </form>
    </div>
  );
}

function Heading({ sort, view: { tree, params } }: { sort: StatisticsSort; view: TraceView }): JSX.Element {
  const current = sort === params.sort;
  const { group, key } = params;
  return (
    <th scope="col" aria-sort={current ? (sort === 'name' ? 'ascending' : 'descending') : undefined}>
      <a href={tracePageUrl(tree.traceId, { view: 'statistics', group, key, sort })} title={t.sortBy(t.columns[sort])}>
        {t.columns[sort]}
      </a>
    </th>
  );
}

interface RowProps {
  row: StatisticsRow;
  view: TraceView;
  colors: ServiceColors;
}

function Row({ row, view: { tree, params }, colors }: RowProps): JSX.Element {
  const filter = rowFilter(row, params.key);
  const text = row.operation ?? row.value;
  const label = (
    <>
      {row.service !== undefined && <span class="svc">{shownName(row.service)}</span>}{' '}
      {text !== undefined && <span class="op">{shownName(text)}</span>}
    </>
  );
  return (
    <tr class={row.service === undefined ? undefined : `c${colors(row.service)}`}>
      <th scope="row">
        {row.service !== undefined && <i class="dot" />}
        {filter === '' ? (
          <i class="faint">{t.noValue}</i>
        ) : filter.length > MAX_FILTER_CHARS ? (
          label
        ) : (
          <a href={tracePageUrl(tree.traceId, { find: filter, only: true })} title={t.showSpans}>
            {label}
          </a>
        )}
      </th>
      <td>{formatCount(row.count)}</td>
      <td class={row.errorCount > 0 ? 'bad' : 'faint'}>{formatCount(row.errorCount)}</td>
      <td>{formatDuration(row.self.totalUs)}</td>
      <td class="self-share">
        <svg aria-hidden="true">
          <rect width="100%" class="track" />
          <rect width={finePercent(row.selfShare)} />
        </svg>
        <span>{formatPercent(row.selfShare)}</span>
      </td>
      <td>{formatDuration(row.duration.totalUs)}</td>
      <td>{formatDuration(row.duration.avgUs)}</td>
      <td>{formatDuration(row.duration.minUs)}</td>
      <td>
        {row.durationP95Us === undefined ? (
          <span class="faint" title={t.notEnough}>
            –
          </span>
        ) : (
          formatDuration(row.durationP95Us)
        )}
      </td>
      <td>{formatDuration(row.duration.maxUs)}</td>
    </tr>
  );
}
