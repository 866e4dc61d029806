/** Ler muitos registros sem parar o processo: a visita ao armazenamento é síncrona, e aqui ela se faz em fatias. */
import type { ServerResponse } from 'node:http';
import { nextTurn, startSlices } from '../http/slices.ts';
import type { LogPosition, LogQuery, LogStore, StoredLog } from '../store/logs/log-store.ts';

/** O que uma leitura olhou. */
export interface ScanStats {
  records: number;
  bytes: number;
}

/**
 * Visita os registros que servem, até `visit` devolver `false`; `undefined` se quem pediu desistiu de esperar. O que
 * chega durante uma pausa pode aparecer ou não.
 */
export async function scanLogs(
  store: LogStore,
  query: LogQuery,
  res: ServerResponse,
  visit: (log: StoredLog) => boolean | void,
): Promise<ScanStats | undefined> {
  const stats: ScanStats = { records: 0, bytes: 0 };
  await nextTurn();
  const nextSlice = startSlices();
  let resumeAfter: LogPosition | undefined;
  while (!res.destroyed) {
    let pause: Promise<void> | undefined;
    store.visit({ ...query, resumeAfter }, (log) => {
      stats.records++;
      stats.bytes += log.byteLength;
      if (visit(log) === false) return false;
      pause = nextSlice();
      if (!pause) return true;
      resumeAfter = { timeUnixNano: log.timeUnixNano, sequence: log.sequence };
      return false;
    });
    if (!pause) return stats;
    await pause;
  }
  return undefined;
}
