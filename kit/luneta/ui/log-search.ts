/** O que a página dos logs mostra: as linhas, quantos registros há de cada nível, e quando. */
import { nextTurn } from '../http/slices.ts';
import { logMatcher } from '../query/log-filter.ts';
import { levelOf, LOG_LEVELS } from '../query/log-level.ts';
import { type LogPlace, visitNewestLogs } from '../query/log-slices.ts';
import type { LogRecord, LogStore, StoredLog } from '../store/logs/log-store.ts';
import type { LogSearch } from './log-params.ts';

/** Do mais grave para o mais leve, e por fim os que não dizem. */
export const SHOWN_LEVELS = [...LOG_LEVELS.toReversed(), 'none'] as const;
export type ShownLevel = (typeof SHOWN_LEVELS)[number];

export function shownLevel(severityNumber: number): ShownLevel {
  return levelOf(severityNumber) ?? 'none';
}

/** Um registro que serve, para o gráfico: quando, e de que nível. */
export interface LogMark {
  timeMs: number;
  level: ShownLevel;
}

export interface FoundLogs {
  /** Os mais novos primeiro. */
  rows: LogRecord[];
  /** Há outros depois da última linha. */
  older: LogPlace | undefined;
  /** De cada nível, sem contar o nível mínimo: quem filtra por `error` ainda vê quantos avisos há. */
  counts: Map<ShownLevel, number>;
  /** Os que servem, com o nível mínimo. */
  marks: LogMark[];
  /** A procura parou neste instante, por já ter lido demais. */
  stoppedAt: bigint | undefined;
}

/** Registros que um filtro de texto lê por inteiro, no máximo. */
export const MAX_READ_LOGS = 200_000;

/** @param after Linhas só dos que chegaram depois deste número de ordem; o resto, de todos. */
export async function findLogs(logs: LogStore, search: LogSearch, after = 0): Promise<FoundLogs> {
  const { query, terms, limit, before } = search;
  const { minSeverity = 0, ...everyLevel } = query;
  const matches = terms.length > 0 ? logMatcher(terms) : undefined;
  const found: FoundLogs = { rows: [], older: undefined, counts: new Map(), marks: [], stoppedAt: undefined };
  let read = 0;
  await nextTurn();
  await visitNewestLogs(logs, everyLevel, (stored) => {
    let log: LogRecord | undefined;
    if (matches) {
      if (++read > MAX_READ_LOGS) {
        found.stoppedAt = stored.timeUnixNano;
        return false;
      }
      log = stored.decode();
      if (!matches(log)) return;
    }
    const level = shownLevel(stored.severityNumber);
    found.counts.set(level, (found.counts.get(level) ?? 0) + 1);
    if (stored.severityNumber < minSeverity) return;
    found.marks.push({ timeMs: Number(stored.timeUnixNano / 1_000_000n), level });
    if (stored.sequence > after && (!before || isOlder(stored, before))) takeRow(found, log ?? stored, limit);
  });
  return found;
}

/** Só as linhas depois de `before`: quem continua uma lista já tem o resto. */
export async function findOlderLogs(
  logs: LogStore,
  { query, terms, limit, before }: LogSearch,
): Promise<Pick<FoundLogs, 'rows' | 'older'>> {
  const matches = logMatcher(terms);
  const found: Pick<FoundLogs, 'rows' | 'older'> = { rows: [], older: undefined };
  await nextTurn();
  await visitNewestLogs(
    logs,
    query,
    (stored) => {
      const log = stored.decode();
      if (matches(log)) takeRow(found, log, limit);
      return found.older === undefined;
    },
    before,
  );
  return found;
}

function takeRow(found: Pick<FoundLogs, 'rows' | 'older'>, log: LogRecord | StoredLog, limit: number): void {
  const { rows } = found;
  if (rows.length === limit) found.older = rows[limit - 1];
  else rows.push('decode' in log ? log.decode() : log);
}

function isOlder({ timeUnixNano, sequence }: LogPlace, place: LogPlace): boolean {
  return timeUnixNano === place.timeUnixNano ? sequence < place.sequence : timeUnixNano < place.timeUnixNano;
}
