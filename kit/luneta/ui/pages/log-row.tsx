/** Um log numa linha que se abre: hora, nível, serviço e corpo; dentro, tudo o que ele traz. */
import { Fragment, type JSX } from 'preact';
import { formatDateTime, formatIso } from '../../../format.ts';
import { attributeText, lastValues } from '../../store/attribute-text.ts';
import type { LogRecord } from '../../store/logs/log-store.ts';
import type { Attribute, AttributeValue } from '../../store/model.ts';
import { shownLevel } from '../log-search.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shorten, shownName } from '../shown.ts';
import { logTexts } from '../texts/logs.ts';
import { spanInTraceUrl, traceUrl } from '../urls.ts';
import { LogDetails } from './log-details.tsx';
import { LogLevelMark } from './log-level.tsx';

const t = logTexts.row;

interface LogRowProps {
  log: LogRecord;
  colors: ServiceColors;
  /** O trace está guardado aqui? */
  hasTrace: (traceId: string) => boolean;
  /** Já aberto: é o registro de que o endereço fala. */
  open?: boolean;
}

export function LogRow({ log, colors, hasTrace, open }: LogRowProps): JSX.Element {
  const { timeUnixNano, severityNumber, resource, traceId, spanId, sequence } = log;
  const level = shownLevel(severityNumber);
  const service = shownName(resource.serviceName);
  const [day, time] = formatDateTime(timeUnixNano).split(' ');
  const known = traceId !== '' && hasTrace(traceId);
  return (
    <li
      id={`log-${sequence}`}
      class={`log l-${level} c${colors(resource.serviceName)}`}
      data-at={String(timeUnixNano)}
      data-sequence={sequence}
      data-day={day}
    >
      <details open={open}>
        <summary>
          <time dateTime={formatIso(timeUnixNano)} title={formatDateTime(timeUnixNano)}>
            {time}
          </time>
          <LogLevelMark level={level} />
          <span class="log-service" title={service}>
            <i class="dot" />
            <span class="svc">{service}</span>
          </span>
          <LogLine log={log} />
        </summary>
        <LogDetails log={log} known={known} />
      </details>
      {known && (
        <a
          class="log-trace"
          href={spanId ? spanInTraceUrl(traceId, spanId) : traceUrl(traceId)}
          title={t.traceTitle}
          aria-label={`${t.seeIn}${t.trace} ${traceId.slice(0, 7)}`}
        >
          <span>{t.seeIn}</span>
          {t.trace}
        </a>
      )}
    </li>
  );
}

/** Numa linha só cabem poucos; os outros estão dentro. */
const SHOWN_ATTRIBUTES = 4;
const MAX_LINE_CHARS = 190;
const MAX_PAIR_CHARS = 40;

/** Num corpo estruturado, o campo que costuma ser a frase. */
const MESSAGE_KEYS = ['message', 'msg', 'mensagem'];

/** O corpo numa linha e, esmaecidos, alguns atributos. */
export function LogLine({ log }: { log: LogRecord }): JSX.Element {
  const { attributes, eventName } = log;
  const { text, fields } = lineOf(log.body);
  const exception = textOf(attributes, 'exception.type');
  const pairs = [...fields, ...lastValues(attributes)]
    .filter(({ key }) => !key.startsWith('exception.'))
    .slice(0, SHOWN_ATTRIBUTES);
  return (
    <span class="log-line">
      {eventName !== '' && <b class="log-event">{shownName(eventName)}</b>}{' '}
      {(text !== '' || eventName === '') && (
        <span class="log-body">{text === '' ? emptyBody(log) : shownName(shorten(text, MAX_LINE_CHARS))}</span>
      )}
      {exception !== '' && text !== '' && <b class="log-exception">{shownName(exception)}</b>}
      {/* O espaço deixa a linha quebrar entre um par e outro. */}
      {pairs.map(({ key, value }) => (
        <Fragment key={key}>
          {' '}
          <span class="log-pair">
            {shownName(shorten(key, MAX_PAIR_CHARS))}={shownName(shorten(attributeText(value), MAX_PAIR_CHARS) || '""')}
          </span>
        </Fragment>
      ))}
    </span>
  );
}

function lineOf(body: AttributeValue): { text: string; fields: readonly Attribute[] } {
  const message = body.type === 'kvlist' ? MESSAGE_KEYS.map((key) => textOf(body.value, key)).find(Boolean) : undefined;
  if (body.type !== 'kvlist' || message === undefined) return { text: oneLine(attributeText(body)), fields: [] };
  return { text: oneLine(message), fields: body.value.filter(({ key }) => !MESSAGE_KEYS.includes(key)) };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Um log de exceção costuma vir sem corpo: vale a mensagem dela. */
function emptyBody({ attributes }: LogRecord): JSX.Element {
  const parts = ['exception.type', 'exception.message'].map((key) => textOf(attributes, key)).filter(Boolean);
  return parts.length > 0 ? <>{shownName(parts.join(': '))}</> : <i class="faint">{t.noBody}</i>;
}

function textOf(attributes: readonly Attribute[], wanted: string): string {
  const found = attributes.find(({ key }) => key === wanted);
  return found ? attributeText(found.value) : '';
}
