/** Os logs dentro da página do trace: os de um span, ao lado dos eventos dele, e os que não são de nenhuma linha. */
import type { JSX } from 'preact';
import { formatDuration, formatDateTime } from '../../../format.ts';
import { logsWithoutSpan, severityOfNumber } from '../../query/trace-events.ts';
import type { LogRecord } from '../../store/logs/log-store.ts';
import type { Span } from '../../store/model.ts';
import { traceLogsUrl } from '../log-params.ts';
import { shownLevel } from '../log-search.ts';
import { MAX_SHOWN_ITEMS } from '../shown.ts';
import { logTexts } from '../texts/logs.ts';
import type { TraceView } from '../trace-view.ts';
import { LogAttributes } from './log-details.tsx';
import { LogLevelMark } from './log-level.tsx';
import { LogLine } from './log-row.tsx';

const t = logTexts.inTrace;

export function SpanLogs({ logs, span }: { logs: readonly LogRecord[]; span: Span }): JSX.Element {
  return (
    <>
      <LogLines logs={logs} sinceUnixNano={span.startTimeUnixNano} />
      {logs.length > MAX_SHOWN_ITEMS && <p class="faint">{t.more(logs.length - MAX_SHOWN_ITEMS)}</p>}
      <p class="permalink">
        <a href={traceLogsUrl(span.traceId, span.spanId)}>{t.all}</a>
      </p>
    </>
  );
}

/** Debaixo da linha do tempo, recolhidos: os que o trace tem e nenhum span dele mostra. */
export function LooseLogs({ view: { tree, logs } }: { view: TraceView }): JSX.Element | null {
  const loose = logsWithoutSpan(tree, logs);
  if (loose.length === 0) return null;
  return (
    <details class="loose-logs" open={loose.length <= 5}>
      <summary>
        {t.loose(loose.length)} <small>{t.looseHint}</small>
      </summary>
      <LogLines logs={loose} sinceUnixNano={tree.startTimeUnixNano} withSpan />
      {loose.length > MAX_SHOWN_ITEMS && <p class="faint">{t.more(loose.length - MAX_SHOWN_ITEMS)}</p>}
      <p class="permalink">
        <a href={traceLogsUrl(tree.traceId)}>{t.all}</a>
      </p>
    </details>
  );
}

interface LogLinesProps {
  logs: readonly LogRecord[];
  /** De quando se conta a hora de cada um. */
  sinceUnixNano: bigint;
  /** Diz o span que cada um cita. */
  withSpan?: boolean;
}

function LogLines({ logs, sinceUnixNano, withSpan }: LogLinesProps): JSX.Element {
  return (
    <ol class="log-lines">
      {logs.slice(0, MAX_SHOWN_ITEMS).map((log) => (
        <li
          key={log.sequence}
          class={`severity-${severityOfNumber(log.severityNumber)} l-${shownLevel(log.severityNumber)}`}
        >
          <div class="log-line-head">
            <span class="faint log-offset" title={formatDateTime(log.timeUnixNano)}>
              {offsetText(Number(log.timeUnixNano - sinceUnixNano) / 1_000)}
            </span>
            <LogLevelMark level={shownLevel(log.severityNumber)} />
            <LogText log={log} />
            {withSpan && log.spanId !== '' && <span class="faint">{t.otherSpan(log.spanId)}</span>}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** A linha; se o registro traz atributos, ela se abre neles. */
export function LogText({ log }: { log: LogRecord }): JSX.Element {
  if (log.attributes.length === 0) return <LogLine log={log} />;
  return (
    <details class="log-more">
      <summary>
        <LogLine log={log} />
      </summary>
      <LogAttributes log={log} />
    </details>
  );
}

function offsetText(us: number): string {
  return us < 0 ? t.before(formatDuration(-us)) : t.offset(formatDuration(us));
}
