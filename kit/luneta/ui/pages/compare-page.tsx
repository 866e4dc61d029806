/** `/trace/{a}...{b}`: dois traces lado a lado, span a span. A é a esquerda, de onde se parte; B, a direita. */
import type { JSX } from 'preact';
import { formatDateTime, formatDuration, formatIso, formatPercent } from '../../../format.ts';
import { SAME_SHARE, SAME_US } from '../../query/compare-traces.ts';
import { type CompareView, durationUs } from '../compare-view.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { texts } from '../texts.ts';
import { compareTexts } from '../texts/compare.ts';
import type { OpenedTrace } from '../trace-cache.ts';
import { compareUrl, searchUrl, traceUrl } from '../urls.ts';
import { Layout, type PageContext } from './layout.tsx';
import { renderDocument } from './render.ts';
import { summaryTitle } from './trace-list.tsx';

export interface ComparePageModel {
  context: PageContext;
  view: CompareView;
  colors: ServiceColors;
  /** As linhas, já em HTML (`compareRow`). */
  rows: string;
}

const t = compareTexts;
const STATES = ['only_left', 'only_right', 'slower', 'faster', 'same'] as const;

export function renderComparePage({ context, view, colors, rows }: ComparePageModel): string {
  const { left, right, comparison, onlyDifferences } = view;
  const ids = [left.tree.traceId, right.tree.traceId] as const;
  const title = t.title(operationOf(left), operationOf(right));
  return renderDocument(
    <Layout title={title} context={context} section="/search" wide>
      <header class="compare-header">
        <p class="crumbs">
          <a href={searchUrl({})}>← {t.back}</a>
          <a class="button quiet" href={compareUrl(ids[1], ids[0], onlyDifferences)}>
            ⇄ {t.swap}
          </a>
        </p>
        <h1>{t.heading}</h1>
        <div class="sides">
          <Side name={t.sides.left} side={left} colors={colors} />
          <Side name={t.sides.right} side={right} colors={colors} />
        </div>
        <Verdict view={view} />
      </header>
      <div class="compare">
        <nav class="compare-filter" aria-label={t.filter}>
          <a href={compareUrl(...ids)} aria-current={onlyDifferences ? undefined : 'true'}>
            {t.all}
          </a>
          <a href={compareUrl(...ids, true)} aria-current={onlyDifferences ? 'true' : undefined}>
            {t.onlyDifferences}
          </a>
        </nav>
        <ul class="compare-counts" aria-label={t.countsLabel}>
          {STATES.filter((state) => comparison.counts[state] > 0).map((state) => (
            <li key={state} class={`change ${state}`}>
              {t.counts[state](comparison.counts[state])}
            </li>
          ))}
        </ul>
        {rows === '' ? (
          <p class="compare-empty">
            {t.noDifferences} <a href={compareUrl(...ids)}>{t.seeAll}</a>
          </p>
        ) : (
          <>
            <div class="compare-columns" aria-hidden="true">
              <span>{t.columns.span}</span>
              <span>{t.columns.bars}</span>
              <span class="num">{t.columns.left}</span>
              <span class="num">{t.columns.right}</span>
              <span>{t.columns.delta}</span>
            </div>
            <ol class="compared-rows" aria-label={t.rows} dangerouslySetInnerHTML={{ __html: rows }} />
          </>
        )}
        <details class="legend">
          <summary>{t.legend.title}</summary>
          <ul>
            {t.legend.lines(formatPercent(SAME_SHARE), formatDuration(SAME_US)).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      </div>
    </Layout>,
  );
}

function Side({ name, side, colors }: { name: string; side: OpenedTrace; colors: ServiceColors }): JSX.Element {
  const { summary, tree } = side;
  const { service, operation } = summaryTitle(summary);
  return (
    <section class={`side c${colors(service)}`} aria-label={t.sideLabel(name, operationOf(side))}>
      <h2>
        <b class="side-name">{name}</b>
        <a href={traceUrl(tree.traceId)} title={t.open}>
          <span class="svc">{shownName(service)}</span> <span class="op">{shownName(operation)}</span>
        </a>
      </h2>
      <p class="side-facts">
        <b>{formatDuration(durationUs(side))}</b>
        <span>{texts.spans(summary.spanCount)}</span>
        <span>{texts.services(summary.services.length)}</span>
        {summary.errorSpanCount > 0 && <span class="badge bad">{texts.errors(summary.errorSpanCount)}</span>}
        <time dateTime={formatIso(summary.startTimeUnixNano)}>{formatDateTime(summary.startTimeUnixNano)}</time>
        <code class="faint">{tree.traceId.replace(/^0{16}/, '').slice(0, 7)}</code>
      </p>
    </section>
  );
}

/** O que mudou, numa linha. */
function Verdict({ view: { comparison, left, right, deltaUs } }: { view: CompareView }): JSX.Element {
  const { errorsAppeared, errorsDisappeared, counts } = comparison;
  const size = formatDuration(Math.abs(deltaUs));
  const share = formatPercent(durationUs(left) > 0 ? Math.abs(deltaUs) / durationUs(left) : 0);
  const sides = [
    [t.sides.left, left],
    [t.sides.right, right],
  ] as const;
  return (
    <>
      <p class="verdict">
        <b>{deltaUs === 0 ? t.delta.same : deltaUs > 0 ? t.delta.longer(size, share) : t.delta.shorter(size, share)}</b>
        {errorsAppeared > 0 && <span class="badge bad">{t.errorsAppeared(errorsAppeared)}</span>}
        {errorsDisappeared > 0 && <span class="badge good">{t.errorsDisappeared(errorsDisappeared)}</span>}
      </p>
      {counts.slower + counts.faster + counts.same === 0 && <p class="remarks">{t.nothingInCommon}</p>}
      {sides.map(
        ([side, { trace, tree }]) =>
          trace.omittedSpanCount && (
            <p key={side} class="remarks">
              {t.partial(side, tree.nodes.length, trace.omittedSpanCount)}
            </p>
          ),
      )}
    </>
  );
}

function operationOf({ summary }: OpenedTrace): string {
  return shownName(summaryTitle(summary).operation);
}
