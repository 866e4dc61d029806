/**
 * O nível de um registro (`detected_level`), pela regra do Loki: um campo com nome de nível; senão, a severidade; senão, o
 * que a linha deixa ver. O histograma do Grafana é pintado por ele.
 */

/** Os nomes que um nível pode ter, o preferido primeiro. */
export const LEVEL_NAMES: readonly string[] = [
  'level',
  'LEVEL',
  'Level',
  'severity',
  'SEVERITY',
  'Severity',
  'SeverityText',
  'lvl',
  'LVL',
  'Lvl',
  'severity_text',
  'Severity_Text',
  'SEVERITY_TEXT',
];

/** Grafias conhecidas → o nível. */
const SPELLINGS = new Map([
  ['trace', 'trace'],
  ['trc', 'trace'],
  ['debug', 'debug'],
  ['dbg', 'debug'],
  ['info', 'info'],
  ['inf', 'info'],
  ['information', 'info'],
  ['warn', 'warn'],
  ['wrn', 'warn'],
  ['warning', 'warn'],
  ['error', 'error'],
  ['err', 'error'],
  ['critical', 'critical'],
  ['fatal', 'fatal'],
]);

/** De quatro em quatro números de severidade, a partir do 1. */
const SEVERITY_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** O que se procura numa linha que não diz o nível de outro modo, nesta ordem. */
const HINTS: readonly (readonly [pattern: RegExp, level: string])[] = [
  [/info|INFO/, 'info'],
  [/err:|ERR:|\[err\]|\[ERR\]|\[error\]|\[ERROR\]/, 'error'],
  [/warn:|WARN:|\[warn\]|\[WARN\]|warning|WARNING/, 'warn'],
  [/critical:|CRITICAL:|\[critical\]|\[CRITICAL\]/, 'critical'],
  [/debug|DEBUG/, 'debug'],
];
const LEVEL_IN_LOGFMT = /(?:^|\s)(?:level|severity|lvl)="?(\w+)/i;
const LEVEL_IN_JSON = /"(?:level|severity|lvl|severity_text)"\s*:\s*"(\w+)"/i;

/** Uma linha enorme se julga pelo começo. */
const MAX_EXAMINED = 4096;

/** @param named O valor do campo com nome de nível, se há um. */
export function detectedLevel(named: string | undefined, severityNumber: number, line: () => string): string {
  if (named !== undefined) return SPELLINGS.get(named.toLowerCase()) ?? named;
  if (severityNumber > 0) return SEVERITY_LEVELS[(severityNumber - 1) >> 2];
  return levelInLine(line().slice(0, MAX_EXAMINED));
}

function levelInLine(line: string): string {
  const written = (LEVEL_IN_JSON.exec(line) ?? LEVEL_IN_LOGFMT.exec(line))?.[1] ?? '';
  return SPELLINGS.get(written.toLowerCase()) ?? HINTS.find(([pattern]) => pattern.test(line))?.[1] ?? 'unknown';
}
