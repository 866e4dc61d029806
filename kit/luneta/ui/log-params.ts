/**
 * Os parâmetros de `/logs`: `service`, `level`, `text`, `traceID`, `lookback` ou `start` e `end` (microssegundos, como na
 * busca de traces), `limit` e `before`. O que não dá para entender vira uma frase, nunca um erro.
 */
import { leastSeverity, LOG_LEVELS, type LogLevel } from '../query/log-level.ts';
import { type LogFilterTerm, parseLogFilter } from '../query/log-filter.ts';
import type { LogPlace } from '../query/log-slices.ts';
import type { LogQuery } from '../store/logs/log-store.ts';
import { lookbackNs } from './search-params.ts';
import { BadParameter, toInstant, toLimit, toLocalText } from './search-values.ts';
import { shorten } from './shown.ts';
import { logTexts } from './texts/logs.ts';
import { searchTexts } from './texts/search.ts';
import { normalizeTraceId } from './urls.ts';

const DEFAULT_LOOKBACK = '1h';
export const DEFAULT_LOG_LIMIT = 100;
/** Cada linha leva consigo o registro inteiro. */
export const MAX_LOG_LIMIT = 1_000;

/** O formulário como deve reaparecer na página. */
export interface LogForm {
  service: string;
  level: LogLevel | '';
  text: string;
  traceID: string;
  lookback: string;
  /** Texto de `<input type="datetime-local">`, no fuso desta máquina. */
  start: string;
  end: string;
  limit: string;
  /** `0` quando a pessoa pediu que a página não se atualize sozinha. */
  live: '0' | '1';
}

export interface LogSearch {
  query: Omit<LogQuery, 'newestFirst'>;
  terms: readonly LogFilterTerm[];
  limit: number;
  /** Só os mais antigos que este: a continuação de uma página. */
  before?: LogPlace;
}

export interface LogRequest {
  form: LogForm;
  /** Ausente quando há um problema. */
  search?: LogSearch;
  problem?: string;
}

export function parseLogRequest(params: URLSearchParams, nowUnixNano: bigint): LogRequest {
  const read = (name: string): string => (params.get(name) ?? '').trim();
  const bounded = read('start') !== '' || read('end') !== '';
  const form: LogForm = {
    service: read('service'),
    level: '',
    text: read('text'),
    traceID: read('traceID'),
    // Os de um trace são poucos, e ele pode ser de ontem.
    lookback: read('lookback') || (bounded || read('traceID') ? 'custom' : DEFAULT_LOOKBACK),
    start: read('start'),
    end: read('end'),
    limit: read('limit') || String(DEFAULT_LOG_LIMIT),
    live: read('live') === '0' ? '0' : '1',
  };
  try {
    return { form, search: toSearch(form, read('level'), read('before'), nowUnixNano) };
  } catch (error) {
    if (!(error instanceof BadParameter)) throw error;
    return { form, problem: error.message };
  }
}

/** Além de montar a busca, deixa em `form` a forma canônica do que leu. @throws BadParameter */
function toSearch(form: LogForm, level: string, before: string, nowUnixNano: bigint): LogSearch {
  const query: LogSearch['query'] = {};
  const period = toPeriod(form, nowUnixNano);
  if (period.start !== undefined) query.startUnixNano = period.start;
  if (period.end !== undefined) query.endUnixNano = period.end;
  const { service } = form;
  if (service) query.acceptsResource = (resource) => resource.serviceName === service;
  form.level = toLevel(level);
  if (form.level) query.minSeverity = leastSeverity(form.level);
  if (form.traceID) query.traceId = form.traceID = toTraceId(form.traceID);
  const filter = parseLogFilter(form.text);
  if (!filter.ok) throw new BadParameter(filter.problem);
  const limit = toLimit(form.limit, MAX_LOG_LIMIT);
  return { query, terms: filter.terms, limit, ...(before && { before: toPlace(before) }) };
}

function toLevel(text: string): LogForm['level'] {
  const level = LOG_LEVELS.find((known) => known === text.toLowerCase());
  if (text !== '' && !level) throw new BadParameter(logTexts.problems.level(shorten(text), LOG_LEVELS.join(', ')));
  return level ?? '';
}

function toTraceId(text: string): string {
  const traceId = normalizeTraceId(text);
  if (!traceId) throw new BadParameter(logTexts.problems.traceId(shorten(text)));
  return traceId;
}

interface Period {
  start?: bigint;
  end?: bigint;
}

/** Como na busca de traces: `start` e `end` em números valem mais que o `lookback` que vier com eles. */
function toPeriod(form: LogForm, nowUnixNano: bigint): Period {
  const pinned = /^\d+$/.test(form.start) && /^\d+$/.test(form.end);
  const start = toInstant(form.start, searchTexts.start);
  const end = toInstant(form.end, searchTexts.end);
  form.start = toLocalText(start);
  form.end = toLocalText(end);
  if (form.lookback !== 'custom' && !pinned) {
    const span = lookbackNs(form.lookback);
    if (span === undefined) throw new BadParameter(searchTexts.problems.lookback(shorten(form.lookback)));
    form.start = form.end = '';
    return { start: nowUnixNano - span };
  }
  form.lookback = 'custom';
  if (start !== undefined && end !== undefined && start > end) throw new BadParameter(searchTexts.problems.timeOrder);
  return { start, end };
}

/** O lugar de um registro na ordem, num parâmetro: o instante e o número de ordem. */
export function placeText({ timeUnixNano, sequence }: LogPlace): string {
  return `${timeUnixNano}-${sequence}`;
}

function toPlace(text: string): LogPlace {
  const match = /^(\d{1,20})-(\d{1,15})$/.exec(text);
  if (!match) throw new BadParameter(logTexts.problems.before(shorten(text)));
  return { timeUnixNano: BigInt(match[1]), sequence: Number(match[2]) };
}

/** Só o que difere do padrão entra na URL. @param extra Parâmetros que não são do formulário. */
export function logsUrl(form: Partial<LogForm>, extra: Record<string, string> = {}): string {
  const defaults: Partial<LogForm> = {
    lookback: form.traceID || form.start || form.end ? 'custom' : DEFAULT_LOOKBACK,
    limit: String(DEFAULT_LOG_LIMIT),
    live: '1',
  };
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...form, ...extra })) {
    if (value !== '' && defaults[name as keyof LogForm] !== value) params.set(name, value);
  }
  return params.size > 0 ? `/logs?${params}` : '/logs';
}

/** Os logs de um trace ou, com o id de um span, só os dele. */
export function traceLogsUrl(traceId: string, spanId?: string): string {
  return logsUrl({ traceID: traceId, text: spanId === undefined ? '' : `span_id=${spanId}` });
}
