/** O nível de um log: a palavra, uma cor e uma forma; quem não vê as cores lê do mesmo jeito. */
import type { JSX } from 'preact';
import type { ShownLevel } from '../log-search.ts';
import { logTexts } from '../texts/logs.ts';

export function LogLevelMark({ level }: { level: ShownLevel }): JSX.Element {
  return <span class={`log-level l-${level}`}>{logTexts.levels[level]}</span>;
}
