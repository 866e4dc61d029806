/** Os eventos de um span, em ordem de tempo. Exceções mostram tipo, mensagem e pilha de chamadas. */
import type { JSX } from 'preact';
import { attributeText } from '../../store/attribute-text.ts';
import type { Span, SpanEvent } from '../../store/model.ts';
import { formatDuration } from '../../../format.ts';
import { severityOf } from '../../query/trace-events.ts';
import { MAX_ITEM_ATTRIBUTES, MAX_SHOWN_ITEMS, shownName } from '../shown.ts';
import { texts } from '../texts.ts';
import { Attributes, LongText } from './attributes.tsx';

const t = texts.span;
const EXCEPTION_KEYS = new Set(['exception.type', 'exception.message', 'exception.stacktrace']);

export function SpanEvents({ span }: { span: Span }): JSX.Element {
  const events = span.events.toSorted((a, b) => Number(a.timeUnixNano - b.timeUnixNano));
  return (
    <>
      <ol class="events">
        {events.slice(0, MAX_SHOWN_ITEMS).map((event, i) => (
          <li key={i} class={event.name === 'exception' ? 'exception' : `severity-${severityOf(event)}`}>
            <p class="event-head">
              <b>{eventTitle(event)}</b>{' '}
              <span class="faint">{eventTime(Number(event.timeUnixNano - span.startTimeUnixNano) / 1_000)}</span>
            </p>
            <EventBody event={event} label={shownName(event.name)} />
          </li>
        ))}
      </ol>
      {events.length > MAX_SHOWN_ITEMS && <p class="faint">{t.moreItems(events.length - MAX_SHOWN_ITEMS)}</p>}
      {span.droppedEventsCount > 0 && <p class="faint">{t.dropped(span.droppedEventsCount)}</p>}
    </>
  );
}

export function eventTitle({ name }: SpanEvent): string {
  return name === 'exception' ? t.exception : shownName(name);
}

interface EventBodyProps {
  event: SpanEvent;
  label: string;
  /** A pilha de chamadas já aberta. */
  openStack?: boolean;
}

/** O que o evento traz, fora o nome e a hora. */
export function EventBody({ event, label, openStack }: EventBodyProps): JSX.Element {
  const isException = event.name === 'exception';
  const rest = isException ? event.attributes.filter(({ key }) => !EXCEPTION_KEYS.has(key)) : event.attributes;
  return (
    <>
      {isException && <Exception event={event} openStack={openStack} />}
      <Attributes attributes={rest} dropped={event.droppedAttributesCount} label={label} max={MAX_ITEM_ATTRIBUTES} />
    </>
  );
}

function eventTime(offsetUs: number): string {
  return offsetUs < 0 ? t.before(formatDuration(-offsetUs)) : t.at(formatDuration(offsetUs));
}

function Exception({ event, openStack }: Omit<EventBodyProps, 'label'>): JSX.Element {
  const read = (key: string): string => {
    const found = event.attributes.find((attribute) => attribute.key === key);
    return found ? attributeText(found.value) : '';
  };
  const stacktrace = read('exception.stacktrace');
  return (
    <>
      <p class="exception-message">
        <code>{shownName(read('exception.type'))}</code> <LongText text={read('exception.message')} />
      </p>
      {stacktrace && (
        <details class="stack" open={openStack}>
          <summary>{t.stacktrace}</summary>
          <pre tabindex={0}>
            <LongText text={stacktrace} />
          </pre>
        </details>
      )}
    </>
  );
}
