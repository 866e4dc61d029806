/** Filtros de rótulo: `| status >= 500`, `| duration > 10ms`, `| size < 1KB`. Os de texto são os mesmos do seletor. */
import { parseGoDuration } from '../go-duration.ts';
import { parsePromDuration } from '../prom-duration.ts';
import { parseGoFloat } from '../go-float.ts';
import { ERROR_LABEL, type LogEntry } from './log-entry.ts';

export type Comparison = '=' | '!=' | '>' | '>=' | '<' | '<=';

export type EntryFilter = (entry: LogEntry) => boolean;

const FILTER_ERROR = 'LabelFilterErr';

/** Um texto → um número na unidade do filtro; `undefined` se não é um. */
export type ReadQuantity = (text: string) => number | undefined;

/** Um rótulo que não existe não passa; um que não é número passa, e a linha diz o erro, como no Loki. */
export function quantityFilter(name: string, op: Comparison, limit: number, read: ReadQuantity): EntryFilter {
  return (entry) => {
    const text = entry.get(name);
    if (text === undefined) return false;
    const value = read(text);
    if (value === undefined) {
      if (entry.get(ERROR_LABEL) === undefined) entry.setError(FILTER_ERROR, `cannot compare ${JSON.stringify(text)}`);
      return true;
    }
    return compare(value, op, limit);
  };
}

function compare(value: number, op: Comparison, limit: number): boolean {
  switch (op) {
    case '=':
      return value === limit;
    case '!=':
      return value !== limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
  }
}

export const readNumber: ReadQuantity = parseGoFloat;

/** Nanossegundos. Na consulta, também dias e semanas. */
export function readDuration(text: string): number | undefined {
  const parsed = parseGoDuration(text);
  if (parsed.ok) return Number(parsed.ns);
  const ms = parsePromDuration(text);
  return ms === undefined ? undefined : ms * 1_000_000;
}

const PREFIXES = 'kmgtpe';

/** Bytes: `10KB` são 10 mil, `10KiB` são 10240. */
export function readBytes(text: string): number | undefined {
  const [, digits, prefix = '', binary] = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*([kmgtpe]?)(i?)b?\s*$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const power = prefix === '' ? 0 : PREFIXES.indexOf(prefix.toLowerCase()) + 1;
  return Number(digits) * (binary ? 1024 : 1000) ** power;
}
