/** Os logs em linhas, os mais novos primeiro, e o caminho para os mais antigos. */
import type { JSX } from 'preact';
import { formatDateTime } from '../../../format.ts';
import type { LogRecord } from '../../store/logs/log-store.ts';
import { type LogForm, logsUrl, placeText } from '../log-params.ts';
import type { FoundLogs } from '../log-search.ts';
import type { ServiceColors } from '../service-colors.ts';
import { logTexts } from '../texts/logs.ts';
import { LogRow } from './log-row.tsx';

const t = logTexts.head;

interface LogRowsProps {
  rows: readonly LogRecord[];
  colors: ServiceColors;
  hasTrace: (traceId: string) => boolean;
}

/** Onde o dia muda, uma linha diz qual: as horas sozinhas enganariam. */
export function LogRows({ rows, colors, hasTrace }: LogRowsProps): JSX.Element {
  return (
    <ol class="logs">
      {rows.map((log, i) => {
        const day = dayOf(log);
        return (
          <>
            {day !== (i === 0 ? undefined : dayOf(rows[i - 1])) && (
              <li key={`day-${day}`} class="log-day">
                {day}
              </li>
            )}
            <LogRow key={log.sequence} log={log} colors={colors} hasTrace={hasTrace} />
          </>
        );
      })}
    </ol>
  );
}

function dayOf({ timeUnixNano }: LogRecord): string {
  return formatDateTime(timeUnixNano).split(' ')[0];
}

/** Sem JavaScript é outra página; com ele, as linhas entram no fim desta. */
export function OlderLogs({ form, older }: { form: LogForm; older: FoundLogs['older'] }): JSX.Element {
  return (
    <p id="older" class="log-older">
      {older ? (
        <a class="button quiet" href={logsUrl(form, { before: placeText(older) })} rel="next">
          {t.older}
        </a>
      ) : (
        <span class="faint">{t.end}</span>
      )}
    </p>
  );
}
