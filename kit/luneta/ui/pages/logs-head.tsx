/** Acima da lista: quantos são, de que níveis, ao vivo ou não, e como guardá-los. */
import type { JSX } from 'preact';
import { formatCount } from '../../../format.ts';
import { LOG_LEVELS } from '../../query/log-level.ts';
import { type LogForm, logsUrl } from '../log-params.ts';
import { type FoundLogs, SHOWN_LEVELS, type ShownLevel } from '../log-search.ts';
import { searchLiveTexts } from '../texts/live.ts';
import { logTexts } from '../texts/logs.ts';
import { LogLevelMark } from './log-level.tsx';

const t = logTexts.head;

interface LogsHeadProps {
  form: LogForm;
  found: FoundLogs;
  /** A página pode se atualizar sozinha. */
  live: boolean;
}

export function LogsHead({ form, found, live }: LogsHeadProps): JSX.Element {
  return (
    <div class="results-head log-head">
      <h1 data-live="count">{logTexts.count(found.marks.length)}</h1>
      {live && (
        <button
          type="button"
          id="live"
          class="switch needs-js"
          role="switch"
          aria-checked={form.live === '1'}
          title={t.liveHint}
        >
          {searchLiveTexts.toggle}
        </button>
      )}
      <Levels form={form} counts={found.counts} />
      <div class="results-actions">
        <a class="button quiet small" href={logsUrl(form, { format: 'jsonl' })} download title={t.downloadTitle}>
          {t.download}
        </a>
      </div>
    </div>
  );
}

/** Cada nível é um link para ele e os mais graves; os que o nível mínimo esconde ficam esmaecidos. */
function Levels({ form, counts }: { form: LogForm; counts: FoundLogs['counts'] }): JSX.Element {
  const present = SHOWN_LEVELS.filter((level) => counts.has(level) || level === form.level);
  return (
    <nav class="log-levels" aria-label={t.levels} data-live="levels">
      {present.map((level) => (
        <a
          key={level}
          href={logsUrl({ ...form, level: level === 'none' || level === form.level ? '' : level })}
          class={isHidden(level, form.level) ? 'off' : undefined}
          aria-current={level === form.level ? 'true' : undefined}
          title={level === 'none' || level === form.level ? t.every : t.onlyFrom(logTexts.levels[level])}
        >
          <LogLevelMark level={level} /> <b>{formatCount(counts.get(level) ?? 0)}</b>
        </a>
      ))}
    </nav>
  );
}

function isHidden(level: ShownLevel, least: LogForm['level']): boolean {
  if (least === '') return false;
  return level === 'none' || LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least);
}
