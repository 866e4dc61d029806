/** Todos os eventos e exceções do trace, os dos spans aninhados também, na ordem em que aconteceram. */
import type { JSX } from 'preact';
import { formatCount, formatDuration, formatExactTime } from '../../../format.ts';
import { traceEvents, type Severity, type TraceEvent } from '../../query/trace-events.ts';
import type { ServiceColors } from '../service-colors.ts';
import { texts } from '../texts.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { SEVERITIES, tracePageUrl } from '../trace-params.ts';
import type { TraceView } from '../trace-view.ts';
import { EventBody, eventTitle } from './span-events.tsx';
import { SpanLink } from './span-link.tsx';

const t = traceTexts.events;

/** Além disto a página pesa mais do que ajuda; o filtro por severidade acha os que importam. */
const MAX_EVENTS = 1_000;

export function TraceEvents({ view, colors }: { view: TraceView; colors: ServiceColors }): JSX.Element {
  const all = traceEvents(view.tree);
  const { severity: wanted } = view.params;
  const events = wanted ? all.filter(({ severity }) => severity === wanted) : all;
  return (
    <section class="panel" aria-labelledby="events-title">
      <h2 id="events-title">{t.title}</h2>
      {all.length === 0 ? <NoEvents /> : <SeverityLinks view={view} all={all} />}
      {all.length > 0 && events.length === 0 && <p class="faint">{t.noneWithSeverity}</p>}
      {events.length > 0 && (
        <ol class="trace-events">
          {events.slice(0, MAX_EVENTS).map((event, i) => (
            <EventRow key={i} item={event} view={view} colors={colors} />
          ))}
        </ol>
      )}
      {events.length > MAX_EVENTS && <p class="faint">{t.more(events.length - MAX_EVENTS)}</p>}
    </section>
  );
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

function SeverityLinks({ view, all }: { view: TraceView; all: readonly TraceEvent[] }): JSX.Element {
  const { tree, params } = view;
  const link = (severity: Severity | undefined, text: string, n: number): JSX.Element => (
    <a
      key={text}
      href={tracePageUrl(tree.traceId, { view: 'events', severity })}
      aria-current={params.severity === severity ? 'true' : undefined}
    >
      {text} <b>{formatCount(n)}</b>
    </a>
  );
  return (
    <>
      <p class="faint">{t.lead}</p>
      <nav class="choices" aria-label={t.filter}>
        {link(undefined, t.all, all.length)}
        {SEVERITIES.map((severity) =>
          link(severity, t.severities[severity], all.filter((event) => event.severity === severity).length),
        )}
      </nav>
    </>
  );
}

function EventRow({ item, view, colors }: { item: TraceEvent; view: TraceView; colors: ServiceColors }): JSX.Element {
  const { event, node, offsetUs, severity } = item;
  const offset = formatDuration(Math.abs(offsetUs));
  return (
    <li class={`severity-${severity}`}>
      <p class="event-time" title={formatExactTime(event.timeUnixNano)}>
        {offsetUs < 0 ? t.before(offset) : offset}
      </p>
      <div>
        <p class="event-head">
          <span class={`level ${severity}`}>{t.severities[severity]}</span> <b>{eventTitle(event)}</b>{' '}
          <span class="faint">{t.inSpan}</span> <SpanLink node={node} traceId={view.tree.traceId} colors={colors} />
        </p>
        <EventBody event={event} label={texts.span.attributes} />
      </div>
    </li>
  );
}
