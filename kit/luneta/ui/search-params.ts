/**
 * Os parâmetros da busca, com os nomes das URLs do Jaeger: `service`, `operation`, `tags`, `lookback`, `start`, `end`
 * (microssegundos), `minDuration`, `maxDuration`, `limit`. O que não dá para entender vira uma frase, nunca um erro.
 */
import { parseGoDuration } from '../query/go-duration.ts';
import type { TraceQuery } from '../store/store.ts';
import { formatTags, parseTags } from './tags-text.ts';
import { texts } from './texts.ts';

export const DEFAULT_LOOKBACK = '1h';
export const DEFAULT_LIMIT = 20;
export const MAX_LIMIT = 1_500;
export const SORTS = ['recent', 'longest', 'shortest', 'spans', 'errors'] as const;
export type Sort = (typeof SORTS)[number];
/** A escala da duração no gráfico. */
export const SCALES = ['linear', 'log'] as const;
export type Scale = (typeof SCALES)[number];

/** O formulário como deve reaparecer na página, com o que a pessoa escreveu. */
export interface SearchForm {
  service: string;
  operation: string;
  tags: string;
  lookback: string;
  /** Texto de `<input type="datetime-local">`, no fuso desta máquina. */
  start: string;
  end: string;
  minDuration: string;
  maxDuration: string;
  limit: string;
  sort: Sort;
  scale: Scale;
  /** `0` quando a pessoa pediu que a página não se atualize sozinha. */
  live: '0' | '1';
}

export interface SearchRequest {
  form: SearchForm;
  /** Ausente quando há um problema. */
  query?: TraceQuery;
  problem?: string;
}

class BadParameter extends Error {}

export function parseSearch(params: URLSearchParams, nowUnixNano: bigint): SearchRequest {
  const read = (name: string): string => (params.get(name) ?? '').trim();
  const form: SearchForm = {
    service: read('service'),
    // O Jaeger põe `operation=all` na URL quando nenhuma foi escolhida.
    operation: read('operation') === 'all' ? '' : read('operation'),
    tags: read('tags'),
    lookback: read('lookback') || DEFAULT_LOOKBACK,
    start: read('start'),
    end: read('end'),
    minDuration: read('minDuration'),
    maxDuration: read('maxDuration'),
    limit: read('limit') || String(DEFAULT_LIMIT),
    sort: SORTS.find((known) => known === read('sort')) ?? 'recent',
    scale: SCALES.find((known) => known === read('scale')) ?? 'linear',
    live: read('live') === '0' ? '0' : '1',
  };
  try {
    const query = toQuery(form, nowUnixNano);
    return { form, query };
  } catch (error) {
    if (error instanceof BadParameter) return { form, problem: error.message };
    throw error;
  }
}

/** Além de montar a consulta, deixa em `form` a forma canônica do que leu. */
function toQuery(form: SearchForm, nowUnixNano: bigint): TraceQuery {
  const query: TraceQuery = { limit: toLimit(form.limit) };
  if (form.service) query.serviceName = form.service;
  if (form.operation) query.operationName = form.operation;

  const tags = parseTags(form.tags);
  if (!tags.ok) throw new BadParameter(shorten(tags.problem, 240));
  form.tags = formatTags(tags.tags);
  if (tags.tags.length > 0) query.attributes = tags.tags;

  applyPeriod(form, query, nowUnixNano);

  const min = toDuration(form.minDuration, texts.search.minDuration);
  const max = toDuration(form.maxDuration, texts.search.maxDuration);
  if (min !== undefined && max !== undefined && max > 0n && min > max) {
    throw new BadParameter(texts.problems.durationOrder(form.minDuration, form.maxDuration));
  }
  if (min) query.durationMin = min;
  if (max) query.durationMax = max;
  return query;
}

/** Links do Jaeger trazem `lookback=1h` junto de `start` e `end` em números: são estes que valem. */
function applyPeriod(form: SearchForm, query: TraceQuery, nowUnixNano: bigint): void {
  const pinned = /^\d+$/.test(form.start) && /^\d+$/.test(form.end);
  if (form.lookback !== 'custom' && !pinned) {
    const span = lookbackNs(form.lookback);
    if (span === undefined) throw new BadParameter(texts.problems.lookback(shorten(form.lookback)));
    query.startTimeMin = nowUnixNano - span;
    form.start = form.end = '';
    return;
  }
  form.lookback = 'custom';
  const start = toInstant(form.start, texts.search.start);
  const end = toInstant(form.end, texts.search.end);
  if (start !== undefined && end !== undefined && start > end) throw new BadParameter(texts.problems.timeOrder);
  if (start !== undefined) query.startTimeMin = start;
  if (end !== undefined) query.startTimeMax = end;
  form.start = toLocalText(start);
  form.end = toLocalText(end);
}

const LOOKBACK_UNITS: Record<string, bigint> = {
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

/** `15m`, `1h`, `2d`, `1w` em nanossegundos. */
export function lookbackNs(text: string): bigint | undefined {
  const match = /^([1-9]\d{0,5})([smhdw])$/.exec(text);
  return match ? BigInt(match[1]) * LOOKBACK_UNITS[match[2]] : undefined;
}

/** Microssegundos desde 1970 (URLs do Jaeger) ou `2026-11-20T12:00` no fuso desta máquina (nosso formulário). */
function toInstant(text: string, field: string): bigint | undefined {
  if (text === '') return undefined;
  if (/^\d{1,17}$/.test(text)) return BigInt(text) * 1_000n;
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms) || ms < 0) throw new BadParameter(texts.problems.time(field, shorten(text)));
  return BigInt(ms) * 1_000_000n;
}

function toLocalText(unixNano: bigint | undefined): string {
  if (unixNano === undefined) return '';
  const date = new Date(Number(unixNano / 1_000_000n));
  if (Number.isNaN(date.getTime()) || date.getFullYear() > 9_999) return '';
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().replace('Z', '');
}

function toDuration(text: string, field: string): bigint | undefined {
  if (text === '') return undefined;
  const parsed = parseGoDuration(text);
  if (!parsed.ok) throw new BadParameter(texts.problems.duration[parsed.error.kind](field, shorten(text)));
  if (parsed.ns < 0n) throw new BadParameter(texts.problems.durationNegative(field, shorten(text)));
  return parsed.ns;
}

function toLimit(text: string): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT) throw new BadParameter(texts.problems.limit(shorten(text), MAX_LIMIT));
  return limit;
}

/** O que veio na URL reaparece na frase, mas não um megabyte dele. */
function shorten(text: string, length = 60): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
