/** `/logs`: o formulário, os logs ao longo do tempo e a lista. */
import type { JSX } from 'preact';
import { formatCount, formatDateTime } from '../../../format.ts';
import type { LogHistogram } from '../log-histogram.ts';
import { type LogForm, type LogSearch, logsUrl } from '../log-params.ts';
import { type FoundLogs, MAX_READ_LOGS } from '../log-search.ts';
import type { ServiceColors } from '../service-colors.ts';
import { texts } from '../texts.ts';
import { logTexts } from '../texts/logs.ts';
import type { PageContext } from './layout.tsx';
import { Layout } from './layout.tsx';
import { LiveNotice } from './live-notice.tsx';
import { LogsChart } from './logs-chart.tsx';
import { EmptyLogs, type EmptyLogsProps } from './logs-empty.tsx';
import { LogsForm } from './logs-form.tsx';
import { LogsHead } from './logs-head.tsx';
import { LogRows, OlderLogs } from './logs-list.tsx';
import { renderDocument, renderFragment } from './render.ts';

export interface LogsPageModel extends Omit<EmptyLogsProps, 'counts' | 'others'> {
  context: PageContext;
  form: LogForm;
  /** Ausente quando há um problema. */
  search?: LogSearch;
  /** A frase que explica por que não dá para filtrar. */
  problem?: string;
  found: FoundLogs;
  histogram: LogHistogram | undefined;
  colors: ServiceColors;
  /** O número de ordem do último registro guardado antes da procura. */
  sequence: number;
}

export function renderLogsPage(model: LogsPageModel): string {
  return renderDocument(<LogsPage {...model} />);
}

/** O que a página ao vivo troca. */
export function renderLogsFragment(model: LogsPageModel): string {
  return renderFragment(<Outcome {...model} />);
}

/** As linhas que continuam a lista. */
export function renderOlderLogs(
  model: Pick<LogsPageModel, 'form' | 'colors' | 'hasTrace'> & Pick<FoundLogs, 'rows' | 'older'>,
): string {
  return renderFragment(
    <>
      <LogRows {...model} />
      <OlderLogs {...model} />
    </>,
  );
}

function LogsPage(model: LogsPageModel): JSX.Element {
  const { form, services, context, live } = model;
  return (
    <Layout title={logTexts.title} context={context} section="/logs" island="logs">
      <div class="search">
        <div class="search-side">
          <LogsForm form={form} services={services} />
        </div>
        <section
          id="results"
          class="results"
          aria-label={logTexts.resultsLabel}
          data-live={live ? form.live : undefined}
        >
          <p id="live-status" class="hidden" role="status" />
          <div class="news">
            <button type="button" id="news" hidden />
          </div>
          <div id="outcome">
            <Outcome {...model} />
          </div>
        </section>
      </div>
      {live && <LiveNotice />}
    </Layout>
  );
}

function Outcome(model: LogsPageModel): JSX.Element {
  const { context, form, search, problem, found, histogram, colors, hasTrace, live, sequence } = model;
  if (problem !== undefined) {
    return (
      <div class="notice bad" role="alert">
        <h1>{logTexts.problems.heading}</h1>
        <p>{problem}</p>
      </div>
    );
  }
  if (found.marks.length === 0) {
    const others = texts.otherSignals(context.stored.series, 0);
    return (
      <div id="logs" data-sequence={sequence}>
        <EmptyLogs {...model} {...{ counts: found.counts, others }} live={live && form.live === '1'} />
      </div>
    );
  }
  return (
    <div id="logs" data-sequence={sequence} data-full={found.older ? '1' : undefined}>
      <LogsHead form={form} found={found} live={live} />
      <Period form={form} />
      {found.stoppedAt !== undefined && (
        <p class="remark">{logTexts.head.stopped(formatDateTime(found.stoppedAt), formatCount(MAX_READ_LOGS))}</p>
      )}
      <div data-live="chart">{histogram && <LogsChart histogram={histogram} form={form} />}</div>
      {search?.before && (
        <p class="selected-range">
          {logTexts.head.fromHere} <a href={logsUrl(form)}>{logTexts.head.newest}</a>
        </p>
      )}
      <LogRows rows={found.rows} colors={colors} hasTrace={hasTrace} />
      <OlderLogs form={form} older={found.older} />
    </div>
  );
}

/** De que trecho do tempo são, quando alguém o escolheu, e como desfazê-lo. */
function Period({ form }: { form: LogForm }): JSX.Element | null {
  const { start, end } = form;
  if (!start && !end) return null;
  const [from, to] = [start, end].map((text) => (text ? formatDateTime(BigInt(Date.parse(text)) * 1_000_000n) : ''));
  return (
    <p class="selected-range">
      {logTexts.chart.period(from, to)}{' '}
      <a href={logsUrl({ ...form, start: '', end: '', lookback: '' })}>{logTexts.chart.remove}</a>
    </p>
  );
}
