/**
 * Visitar os logs aos pedaços. Uma visita é síncrona, e a de um armazenamento cheio leva segundos: entre duas fatias as
 * portas recebem, e o que chegou entra no lugar que o instante lhe dá, sem que nada se repita nem se salte.
 */
import { startSlices } from '../http/slices.ts';
import type { LogQuery, LogStore, StoredLog } from '../store/logs/log-store.ts';

/** Um lugar na ordem dos logs, do mais novo para o mais antigo: o de um registro que já se viu. */
export interface LogPlace {
  timeUnixNano: bigint;
  sequence: number;
}

/** @param visit Devolve `false` para acabar. @param from Só os mais antigos que este lugar. */
export async function visitNewestLogs(
  logs: LogStore,
  query: Omit<LogQuery, 'newestFirst'>,
  visit: (log: StoredLog) => boolean | void,
  from?: LogPlace,
): Promise<void> {
  const nextSlice = startSlices();
  let place = from;
  for (;;) {
    const start = place;
    let pause: Promise<void> | undefined;
    logs.visit({ ...query, endUnixNano: earliest(query.endUnixNano, start), newestFirst: true }, (log) => {
      if (start && log.timeUnixNano === start.timeUnixNano && log.sequence >= start.sequence) return true;
      place = { timeUnixNano: log.timeUnixNano, sequence: log.sequence };
      if (visit(log) === false) return false;
      pause = nextSlice();
      return pause === undefined;
    });
    if (!pause) return;
    await pause;
  }
}

function earliest(end: bigint | undefined, place: LogPlace | undefined): bigint | undefined {
  if (!place) return end;
  const after = place.timeUnixNano + 1n;
  return end === undefined || after < end ? after : end;
}
