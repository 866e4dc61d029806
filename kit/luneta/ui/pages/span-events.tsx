/** Os eventos de um span, em ordem de tempo. Exceções mostram tipo, mensagem e pilha de chamadas. */
import type { JSX } from 'preact';
import { attributeText } from '../../store/attribute-text.ts';
import type { Span, SpanEvent } from '../../store/model.ts';
import { formatDuration } from '../../../format.ts';
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
          <li key={i} class={event.name === 'exception' ? 'exception' : undefined}>
            <Event event={event} offsetUs={Number(event.timeUnixNano - span.startTimeUnixNano) / 1_000} />
          </li>
        ))}
      </ol>
      {events.length > MAX_SHOWN_ITEMS && <p class="faint">{t.moreItems(events.length - MAX_SHOWN_ITEMS)}</p>}
      {span.droppedEventsCount > 0 && <p class="faint">{t.dropped(span.droppedEventsCount)}</p>}
    </>
  );
}

function Event({ event, offsetUs }: { event: SpanEvent; offsetUs: number }): JSX.Element {
  const time = offsetUs < 0 ? t.before(formatDuration(-offsetUs)) : t.at(formatDuration(offsetUs));
  const isException = event.name === 'exception';
  const rest = isException ? event.attributes.filter(({ key }) => !EXCEPTION_KEYS.has(key)) : event.attributes;
  return (
    <>
      <p class="event-head">
        <b>{isException ? t.exception : shownName(event.name)}</b> <span class="faint">{time}</span>
      </p>
      {isException && <Exception event={event} />}
      <Attributes
        attributes={rest}
        dropped={event.droppedAttributesCount}
        label={shownName(event.name)}
        max={MAX_ITEM_ATTRIBUTES}
      />
    </>
  );
}

function Exception({ event }: { event: SpanEvent }): JSX.Element {
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
        <details class="stack">
          <summary>{t.stacktrace}</summary>
          <pre tabindex={0}>
            <LongText text={stacktrace} />
          </pre>
        </details>
      )}
    </>
  );
}
