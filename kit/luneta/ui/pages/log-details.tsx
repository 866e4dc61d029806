/** Tudo o que um log traz. */
import type { ComponentChildren, JSX } from 'preact';
import { formatDuration, formatDateTime, formatExactTime } from '../../../format.ts';
import type { LogRecord } from '../../store/logs/log-store.ts';
import type { Attribute, AttributeValue, SpanEvent } from '../../store/model.ts';
import { prettyJson } from '../log-json.ts';
import { traceLogsUrl } from '../log-params.ts';
import { texts } from '../texts.ts';
import { logTexts } from '../texts/logs.ts';
import { spanInTraceUrl, traceUrl } from '../urls.ts';
import { Attributes, LongText } from './attributes.tsx';
import { Section } from './details-section.tsx';
import { Fact } from './fact.tsx';
import { EventBody } from './span-events.tsx';

const t = logTexts.details;

/** @param props.known O trace está guardado aqui. */
export function LogDetails({ log, known }: { log: LogRecord; known: boolean }): JSX.Element {
  const { resource, scope } = log;
  return (
    <div class="details log-details">
      <Where log={log} known={known} />
      <Body body={log.body} />
      <LogAttributes log={log} />
      <Facts log={log} />
      <Section title={t.resource} count={resource.attributes.length} hint={texts.span.resourceHint} folded>
        <Attributes attributes={resource.attributes} dropped={resource.droppedAttributesCount} label={t.resource} />
      </Section>
      {(scope.name !== '' || scope.attributes.length > 0) && (
        <Section title={t.scope} hint={t.scopeHint} folded>
          <Attributes
            attributes={[
              { key: texts.span.scopeName, value: { type: 'string', value: scope.name } },
              { key: texts.span.scopeVersion, value: { type: 'string', value: scope.version } },
              ...scope.attributes,
            ]}
            dropped={scope.droppedAttributesCount}
            label={t.scope}
          />
        </Section>
      )}
    </div>
  );
}

/** Daqui para o trace, e para os outros logs dele. */
function Where({ log: { traceId, spanId }, known }: { log: LogRecord; known: boolean }): JSX.Element {
  if (traceId === '') return <p class="faint">{t.noTrace}</p>;
  return (
    <>
      <p class="buttons">
        {known && (
          <a class="button quiet small" href={spanId ? spanInTraceUrl(traceId, spanId) : traceUrl(traceId)}>
            {t.seeTrace}
          </a>
        )}
        <a class="button quiet small" href={traceLogsUrl(traceId)}>
          {t.traceLogs}
        </a>
        {spanId !== '' && (
          <a class="button quiet small" href={traceLogsUrl(traceId, spanId)}>
            {t.spanLogs}
          </a>
        )}
      </p>
      {!known && <p class="faint">{t.traceMissing(traceId)}</p>}
    </>
  );
}

/** Um texto curto já se leu inteiro na linha. */
const MAX_SHORT_BODY = 80;

function Body({ body }: { body: AttributeValue }): JSX.Element | null {
  const f = t.bodyFormats;
  if (body.type === 'empty') return null;
  if (body.type === 'kvlist') {
    return (
      <BodyBlock format={f.map}>
        <Attributes attributes={body.value} label={t.body} />
      </BodyBlock>
    );
  }
  if (body.type !== 'string') {
    return (
      <BodyBlock format={texts.span.types[body.type]}>
        <Attributes attributes={[{ key: t.bodyKey, value: body }]} label={t.body} />
      </BodyBlock>
    );
  }
  if (body.value.length <= MAX_SHORT_BODY && !/[\n{[]/.test(body.value)) return null;
  const pretty = prettyJson(body.value);
  return (
    <BodyBlock format={pretty === undefined ? undefined : f.json}>
      <pre tabindex={0}>
        <LongText text={pretty ?? body.value} />
      </pre>
    </BodyBlock>
  );
}

function BodyBlock({ format, children }: { format?: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="log-body-block">
      <h3>
        {t.body} {format && <small>{format}</small>}
      </h3>
      {children}
    </div>
  );
}

/** A exceção como a dos eventos de um span; e o resto em tabela. */
export function LogAttributes({ log }: { log: LogRecord }): JSX.Element {
  const { attributes, droppedAttributesCount } = log;
  const failure = attributes.filter(isOfException);
  const rest = attributes.filter((attribute) => !isOfException(attribute));
  return (
    <>
      {failure.length > 0 && (
        <div class="log-failure exception">
          <EventBody event={exceptionEvent(log, failure)} label={texts.span.exception} openStack />
        </div>
      )}
      <Section title={t.attributes} count={rest.length + droppedAttributesCount}>
        <Attributes attributes={rest} dropped={droppedAttributesCount} label={t.attributes} />
      </Section>
    </>
  );
}

function isOfException({ key }: Attribute): boolean {
  return key.startsWith('exception.');
}

function exceptionEvent({ timeUnixNano }: LogRecord, attributes: Attribute[]): SpanEvent {
  return { timeUnixNano, name: 'exception', attributes, droppedAttributesCount: 0 };
}

function Facts({ log }: { log: LogRecord }): JSX.Element {
  const { timeUnixNano, observedTimeUnixNano, severityNumber, severityText, traceId, spanId, eventName, flags } = log;
  const delayUs = Number(observedTimeUnixNano - timeUnixNano) / 1_000;
  return (
    <dl class="facts compact">
      <Fact name={t.time}>
        {formatDateTime(timeUnixNano).split(' ')[0]} {formatExactTime(timeUnixNano)}
      </Fact>
      {observedTimeUnixNano > 0n && delayUs > 0 && (
        <Fact name={t.observed}>{t.observedAfter(formatDuration(delayUs))}</Fact>
      )}
      {(severityNumber !== 0 || severityText !== '') && (
        <Fact name={t.severity}>
          <LongText text={t.severityValue(severityNumber, severityText)} />
        </Fact>
      )}
      {eventName !== '' && (
        <Fact name={t.event}>
          <LongText text={eventName} />
        </Fact>
      )}
      {traceId !== '' && (
        <Fact name={t.traceId}>
          <code>{traceId}</code>
        </Fact>
      )}
      {spanId !== '' && (
        <Fact name={t.spanId}>
          <code>{spanId}</code>
        </Fact>
      )}
      {traceId !== '' && <Fact name={t.flags}>{(flags & 1) === 1 ? t.sampled : t.notSampled}</Fact>}
    </dl>
  );
}
