/** Os eventos e exceções dos spans, os aninhados também, e os logs do trace, na ordem em que aconteceram. */
import type { JSX } from 'preact';
import { formatCount, formatDuration, formatExactTime, svgPercent } from '../../../format.ts';
import { groupBy } from '../../../group-by.ts';
import { logMatcher, parseLogFilter } from '../../query/log-filter.ts';
import { type TraceMoment, traceMoments } from '../../query/trace-events.ts';
import type { LogRecord } from '../../store/logs/log-store.ts';
import { traceLogsUrl } from '../log-params.ts';
import { shownLevel } from '../log-search.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { texts } from '../texts.ts';
import { logTexts } from '../texts/logs.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { traceViewTexts } from '../texts/trace-views.ts';
import { SEVERITIES, type TraceParams, tracePageUrl } from '../trace-params.ts';
import type { TraceView } from '../trace-view.ts';
import { traceUrl } from '../urls.ts';
import { LogText } from './log-lines.tsx';
import { EventBody, eventTitle } from './span-events.tsx';
import { SpanLink } from './span-link.tsx';

const t = traceTexts.events;

/** Mais que isto numa página demora a chegar e a rolar, e ninguém lê. */
const MOMENTS_PER_PAGE = 500;

interface EventsProps {
  view: TraceView;
  colors: ServiceColors;
}

export function TraceEvents({ view, colors }: EventsProps): JSX.Element {
  const all = traceMoments(view.tree, view.logs.all);
  const { moments, problem } = filterMoments(all, view.params);
  const { severity } = view.params;
  const wanted = severity ? moments.filter((moment) => moment.severity === severity) : moments;
  const pages = Math.max(Math.ceil(wanted.length / MOMENTS_PER_PAGE), 1);
  const page = Math.min(view.params.page, pages);
  const first = (page - 1) * MOMENTS_PER_PAGE;
  const shown = wanted.slice(first, first + MOMENTS_PER_PAGE);
  return (
    <section class="panel" aria-labelledby="events-title">
      <h2 id="events-title">{t.title}</h2>
      {all.length === 0 ? (
        <NoEvents />
      ) : (
        <>
          <p class="faint">
            {t.lead} {t.counts(all.filter(({ event }) => event).length, view.logs.count)}.
          </p>
          <MomentFilter view={view} all={all} found={moments.length} problem={problem} />
          <SeverityLinks view={view} moments={moments} />
        </>
      )}
      {view.logs.count > view.logs.all.length && <p class="remark">{t.partial(view.logs.all.length)}</p>}
      {all.length > 0 && wanted.length === 0 && <p class="faint">{t.none}</p>}
      {shown.length > 0 && (
        <ol class="trace-events">
          {shown.map((moment, i) => (
            <MomentRow key={i} moment={moment} view={view} colors={colors} />
          ))}
        </ol>
      )}
      {pages > 1 && (
        <nav class="pages" aria-label={t.pages}>
          {page > 1 && (
            <a class="button quiet" href={eventsUrl(view, { page: page - 1 })} rel="prev">
              ← {traceViewTexts.spans.previous}
            </a>
          )}
          <span>{t.range(first + 1, first + shown.length, wanted.length)}</span>
          {page < pages && (
            <a class="button quiet" href={eventsUrl(view, { page: page + 1 })} rel="next">
              {traceViewTexts.spans.next} →
            </a>
          )}
        </nav>
      )}
    </section>
  );
}

function eventsUrl({ tree, params }: TraceView, changes: Partial<TraceParams>): string {
  const { severity, service, text, expected } = params;
  return tracePageUrl(tree.traceId, { view: 'events', severity, service, text, expected, ...changes });
}

function filterMoments(
  all: readonly TraceMoment[],
  { service, text }: TraceParams,
): { moments: readonly TraceMoment[]; problem?: string } {
  const ofService = service === '' ? all : all.filter((moment) => serviceOf(moment) === service);
  const filter = parseLogFilter(text);
  if (!filter.ok) return { moments: ofService, problem: filter.problem };
  if (filter.terms.length === 0) return { moments: ofService };
  const matches = logMatcher(filter.terms);
  return { moments: ofService.filter((moment) => matches(asLog(moment))) };
}

function serviceOf({ log, node }: TraceMoment): string {
  return (log?.resource ?? node?.span.resource)?.serviceName ?? '';
}

/** Um evento é filtrado como o log que ele seria: o nome dele é o corpo. */
function asLog({ log, event, node }: TraceMoment): LogRecord {
  if (log) return log;
  const { span } = node;
  return {
    timeUnixNano: event.timeUnixNano,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: '',
    body: { type: 'string', value: event.name },
    attributes: event.attributes,
    droppedAttributesCount: event.droppedAttributesCount,
    flags: 0,
    traceId: span.traceId,
    spanId: span.spanId,
    eventName: event.name,
    resource: span.resource,
    scope: span.scope,
    sequence: 0,
  };
}

function NoEvents(): JSX.Element {
  return (
    <>
      <p>{t.empty}</p>
      <p class="faint">
        {t.emptyHow} <code>{t.emptyCode}</code>
      </p>
    </>
  );
}

interface MomentFilterProps {
  view: TraceView;
  all: readonly TraceMoment[];
  found: number;
  problem: string | undefined;
}

function MomentFilter({ view, all, found, problem }: MomentFilterProps): JSX.Element {
  const { service, text, severity, expected } = view.params;
  const services = [...groupBy(all, serviceOf).keys()].toSorted();
  const filtered = service !== '' || text !== '';
  return (
    <form class="view-filter" action={traceUrl(view.tree.traceId)} role="search" aria-label={t.filterLabel}>
      <input type="hidden" name="view" value="events" />
      {severity && <input type="hidden" name="severity" value={severity} />}
      {expected && <input type="hidden" name="expected" value={expected} />}
      <input
        type="search"
        name="text"
        value={text}
        aria-label={t.filterLabel}
        aria-describedby={problem ? 'problem' : undefined}
        placeholder={t.textPlaceholder}
        autocomplete="off"
        spellcheck={false}
      />
      <select name="service" aria-label={texts.span.service}>
        <option value="">{texts.span.service}</option>
        {services.map((name) => (
          <option key={name} value={name} selected={name === service}>
            {shownName(name)}
          </option>
        ))}
      </select>
      <button type="submit" class="quiet">
        {traceViewTexts.filter.submit}
      </button>
      {filtered && !problem && <output>{t.found(found, all.length)}</output>}
      {filtered && <a href={eventsUrl(view, { service: '', text: '' })}>{t.clear}</a>}
      {problem && (
        <p id="problem" class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

function SeverityLinks({ view, moments }: { view: TraceView; moments: readonly TraceMoment[] }): JSX.Element {
  const bySeverity = groupBy(moments, ({ severity }) => severity);
  const link = (severity: TraceParams['severity'], text: string, n: number): JSX.Element => (
    <a
      key={text}
      href={eventsUrl(view, { severity })}
      aria-current={view.params.severity === severity ? 'true' : undefined}
    >
      {text} <b>{formatCount(n)}</b>
    </a>
  );
  return (
    <nav class="choices" aria-label={t.filter}>
      {link(undefined, t.all, moments.length)}
      {SEVERITIES.map((severity) => link(severity, t.severities[severity], bySeverity.get(severity)?.length ?? 0))}
    </nav>
  );
}

interface MomentRowProps extends EventsProps {
  moment: TraceMoment;
}

function MomentRow({ moment, view, colors }: MomentRowProps): JSX.Element {
  const { timeUnixNano, offsetUs, severity, log, node } = moment;
  const { tree } = view;
  const offset = formatDuration(Math.abs(offsetUs));
  return (
    <li class={log ? `severity-${severity} is-log` : `severity-${severity}`}>
      <p class="event-time" title={formatExactTime(timeUnixNano)}>
        {offsetUs < 0 ? t.before(offset) : offset}
        <svg class="place" aria-hidden="true">
          <rect class="track" width="100%" />
          <rect class="at" x={svgPercent(place(offsetUs, tree.durationUs))} />
        </svg>
      </p>
      <div>
        <p class="event-head">
          <span class="moment-kind">{log ? t.log : t.event}</span>
          <span class={`level ${severity}`}>
            {log ? logTexts.levels[shownLevel(log.severityNumber)] : t.severities[severity]}
          </span>{' '}
          {!log && <b>{eventTitle(moment.event)}</b>} <span class="faint">{t.inSpan}</span>{' '}
          {node ? (
            <SpanLink node={node} traceId={tree.traceId} colors={colors} />
          ) : (
            <span class="faint">{log?.spanId ? logTexts.inTrace.otherSpan(log.spanId) : logTexts.inTrace.noSpan}</span>
          )}
          {log && (
            <a class="to-logs" href={`${traceLogsUrl(tree.traceId, log.spanId || undefined)}#log-${log.sequence}`}>
              {t.toLogs}
            </a>
          )}
        </p>
        {log ? <LogText log={log} /> : <EventBody event={moment.event} label={texts.span.attributes} />}
      </div>
    </li>
  );
}

/** De 0 a 1; o que é de fora do trace fica na beira. */
function place(offsetUs: number, durationUs: number): number {
  return durationUs > 0 ? Math.min(Math.max(offsetUs / durationUs, 0), 1) : 0;
}
