/** Os logs desta tentativa, do que as fontes leram. */
import { ATTEMPT_ATTRIBUTE, type Attempt, exclusionAt } from '../attempt.ts';
import type { NoteExcluded } from '../evidence.ts';
import { labelOf } from '../labels.ts';
import type { Reading } from '../sources/source.ts';
import type { ObservedLog } from './log.ts';

/** `undefined` se nenhuma fonte mostra logs. */
export function logsOf(
  readings: readonly Pick<Reading, 'logs'>[],
  attempt: Attempt,
  exclude: NoteExcluded,
): ObservedLog[] | undefined {
  const read = readings.map(({ logs }) => logs).filter((logs) => logs !== undefined);
  if (read.length === 0) return undefined;
  return read.flat().filter(({ timeUs, resource, traceId, body }) => {
    const reason = exclusionAt({ timeUs, traceId, id: labelOf(resource, ATTEMPT_ATTRIBUTE) }, attempt);
    if (reason) exclude('logs', body, reason);
    return reason === undefined;
  });
}
