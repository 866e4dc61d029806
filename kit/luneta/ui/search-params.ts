/**
 * Os parâmetros da busca, com os nomes das URLs do Jaeger: `service`, `operation`, `tags`, `lookback`, `start`, `end`
 * (microssegundos), `minDuration`, `maxDuration`, `limit`. O que não dá para entender vira uma frase, nunca um erro.
 */
import type { TraceQuery } from '../store/store.ts';
import { BadParameter, toDuration, toInstant, toLimit, toLocalText } from './search-values.ts';
import { shorten } from './shown.ts';
import { formatTags, parseTags, type Tags } from './tags-text.ts';
import { searchTexts } from './texts/search.ts';
import { RANGE_FIELDS, type RangeField, type TraceRange } from './trace-range.ts';

export const DEFAULT_LOOKBACK = '1h';
export const DEFAULT_LIMIT = 20;
export const MAX_LIMIT = 1_500;
export const SORTS = ['recent', 'longest', 'shortest', 'spans', 'errors'] as const;
export type Sort = (typeof SORTS)[number];
/** A escala da duração no gráfico. */
export const SCALES = ['linear', 'log'] as const;
export type Scale = (typeof SCALES)[number];

/** O formulário como deve reaparecer na página, com o que a pessoa escreveu. */
export interface SearchForm extends Record<RangeField, string> {
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
  /** O trecho marcado no gráfico, se há um: o que a consulta acha ainda passa por ele. */
  range?: TraceRange;
  problem?: string;
}

export function parseSearch(params: URLSearchParams, nowUnixNano: bigint): SearchRequest {
  const read = (name: string): string => (params.get(name) ?? '').trim();
  const form: SearchForm = {
    service: read('service'),
    // O Jaeger põe `operation=all` na URL quando nenhuma foi escolhida.
    operation: read('operation') === 'all' ? '' : read('operation'),
    tags: read('tags'),
    // Quem escreve só as datas quer as datas.
    lookback: read('lookback') || (read('start') || read('end') ? 'custom' : DEFAULT_LOOKBACK),
    start: read('start'),
    end: read('end'),
    minDuration: read('minDuration'),
    maxDuration: read('maxDuration'),
    limit: read('limit') || String(DEFAULT_LIMIT),
    sort: SORTS.find((known) => known === read('sort')) ?? 'recent',
    scale: SCALES.find((known) => known === read('scale')) ?? 'linear',
    live: read('live') === '0' ? '0' : '1',
    minTraceStart: read('minTraceStart'),
    maxTraceStart: read('maxTraceStart'),
    minTraceDuration: read('minTraceDuration'),
    maxTraceDuration: read('maxTraceDuration'),
  };
  const problems: string[] = [];
  const attempt: Attempt = (step) => {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof BadParameter)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const query = toQuery(form, nowUnixNano, attempt);
  const range = toRange(form, attempt);
  if (problems.length > 0) return { form, problem: problems[0] };
  return { form, query, ...(range && { range }) };
}

/** Um campo errado não impede ler os outros: o formulário volta com tudo o que se entendeu. */
type Attempt = <T>(step: () => T) => T | undefined;

/** Além de montar a consulta, deixa em `form` a forma canônica do que leu. */
function toQuery(form: SearchForm, nowUnixNano: bigint, attempt: Attempt): TraceQuery {
  const query: TraceQuery = { limit: attempt(() => toLimit(form.limit, MAX_LIMIT)) ?? DEFAULT_LIMIT };
  if (form.service) query.serviceName = form.service;
  if (form.operation) query.operationName = form.operation;

  const tags = attempt(() => toTags(form.tags));
  if (tags) form.tags = formatTags(tags);
  if (tags && tags.length > 0) query.attributes = tags;

  applyPeriod(form, query, nowUnixNano, attempt);

  const min = attempt(() => toDuration(form.minDuration, searchTexts.minDuration));
  const max = attempt(() => toDuration(form.maxDuration, searchTexts.maxDuration));
  if (min !== undefined && max && min > max) {
    attempt(() => refuse(searchTexts.problems.durationOrder(form.minDuration, form.maxDuration)));
  }
  if (min) query.durationMin = min;
  if (max) query.durationMax = max;
  return query;
}

function toTags(text: string): Tags {
  const tags = parseTags(text);
  return tags.ok ? tags.tags : refuse(shorten(tags.problem, 240));
}

/** Links do Jaeger trazem `lookback=1h` junto de `start` e `end` em números: são estes que valem. */
function applyPeriod(form: SearchForm, query: TraceQuery, nowUnixNano: bigint, attempt: Attempt): void {
  const pinned = /^\d+$/.test(form.start) && /^\d+$/.test(form.end);
  const start = attempt(() => toInstant(form.start, searchTexts.start));
  const end = attempt(() => toInstant(form.end, searchTexts.end));
  form.start = toLocalText(start);
  form.end = toLocalText(end);
  if (form.lookback !== 'custom' && !pinned) {
    const span = lookbackNs(form.lookback);
    if (span !== undefined) query.startTimeMin = nowUnixNano - span;
    else attempt(() => refuse(searchTexts.problems.lookback(shorten(form.lookback))));
    form.start = form.end = '';
    return;
  }
  form.lookback = 'custom';
  if (start !== undefined && end !== undefined && start > end) attempt(() => refuse(searchTexts.problems.timeOrder));
  if (start !== undefined) query.startTimeMin = start;
  if (end !== undefined) query.startTimeMax = end;
}

function toRange(form: SearchForm, attempt: Attempt): TraceRange | undefined {
  if (RANGE_FIELDS.every((name) => form[name] === '')) return undefined;
  const { fields } = searchTexts.range;
  return {
    startMin: attempt(() => toInstant(form.minTraceStart, fields.minTraceStart)),
    startMax: attempt(() => toInstant(form.maxTraceStart, fields.maxTraceStart)),
    durationMin: attempt(() => toDuration(form.minTraceDuration, fields.minTraceDuration)),
    durationMax: attempt(() => toDuration(form.maxTraceDuration, fields.maxTraceDuration)),
  };
}

function refuse(problem: string): never {
  throw new BadParameter(problem);
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
