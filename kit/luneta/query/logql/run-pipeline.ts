/** Um registro guardado pelas etapas de uma consulta. */
import type { LogQuery, StoredLog } from '../../store/logs/log-store.ts';
import type { LogSelector } from './ast.ts';
import { LogEntry } from './log-entry.ts';
import { streamLabels } from './log-labels.ts';

/** Os streams que o seletor escolhe, como o armazenamento os pergunta. */
export function acceptsStream({ matchers }: Pick<LogSelector, 'matchers'>): NonNullable<LogQuery['acceptsResource']> {
  return (resource) => {
    const labels = streamLabels(resource);
    return matchers.every(({ name, matches }) => matches(labels.get(name) ?? ''));
  };
}

/** A linha, com os rótulos que as etapas lhe deram; `undefined` se alguma a descarta. */
export function runPipeline({ needles, stages }: LogSelector, log: StoredLog): LogEntry | undefined {
  if (log.hasTextBody && needles.some((needle) => !log.contains(needle))) return undefined;
  const entry = new LogEntry(log.decode());
  return stages.every((stage) => stage(entry)) ? entry : undefined;
}
