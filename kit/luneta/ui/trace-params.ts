/** O que a URL da página do trace diz: a vista, o filtro, a janela de tempo. Nada aqui falha: o que não serve é como se não viesse. */
import type { MomentSeverity } from '../query/trace-events.ts';
import { traceUrl } from './urls.ts';

export const TRACE_VIEWS = ['timeline', 'spans', 'statistics', 'flamegraph', 'graph', 'events', 'explanation'] as const;
export type TraceViewName = (typeof TRACE_VIEWS)[number];

export const GROUPINGS = ['service', 'operation', 'service_operation', 'attribute'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** As colunas das estatísticas, que são também as ordens possíveis. */
export const STATISTICS_SORTS = [
  'name',
  'count',
  'errors',
  'self',
  'share',
  'duration',
  'avg',
  'min',
  'p95',
  'max',
] as const;
export type StatisticsSort = (typeof STATISTICS_SORTS)[number];

/** As colunas da tabela de spans que são também ordens. */
export const SPAN_SORTS = ['service', 'operation', 'start', 'duration', 'self', 'kind', 'status'] as const;
export type SpanSort = (typeof SPAN_SORTS)[number];

export const SEVERITIES = ['error', 'warning', 'info', 'debug'] as const satisfies readonly MomentSeverity[];

export interface TraceParams {
  view: TraceViewName;
  /** O filtro; `uiFind` é o nome que o Jaeger usa. */
  find: string;
  /** Esconde os spans que o filtro não achou. */
  only: boolean;
  /** A janela de tempo, em microssegundos desde o início do trace. */
  from: number | undefined;
  to: number | undefined;
  /** Spans esperados, em JSON; ver `expected-spans.ts`. */
  expected: string;
  group: Grouping;
  /** Com `group=attribute`, a chave. */
  key: string;
  sort: StatisticsSort;
  severity: MomentSeverity | undefined;
  /** Na vista de eventos e logs: só os deste serviço, e os que têm o texto. */
  service: string;
  text: string;
  spanSort: SpanSort;
  /** A tabela de spans ao contrário da ordem de costume. */
  reverse: boolean;
  /** A página da tabela de spans, ou dos eventos e logs, a partir de 1. */
  page: number;
  /** A chave de um span: o flamegraph mostra só o caminho de chamadas dele; vazia: o trace inteiro. */
  frame: string;
}

export const DEFAULT_PARAMS: TraceParams = {
  view: 'timeline',
  find: '',
  only: false,
  from: undefined,
  to: undefined,
  expected: '',
  group: 'service',
  key: '',
  sort: 'self',
  severity: undefined,
  service: '',
  text: '',
  spanSort: 'start',
  reverse: false,
  page: 1,
  frame: '',
};

export function parseTraceParams(params: URLSearchParams): TraceParams {
  return {
    view: oneOf(TRACE_VIEWS, params.get('view')) ?? DEFAULT_PARAMS.view,
    find: (params.get('uiFind') ?? '').trim(),
    only: params.get('only') === '1',
    from: microseconds(params.get('from')),
    to: microseconds(params.get('to')),
    expected: params.get('expected') ?? '',
    group: oneOf(GROUPINGS, params.get('group')) ?? DEFAULT_PARAMS.group,
    key: params.get('key') ?? '',
    sort: oneOf(STATISTICS_SORTS, params.get('sort')) ?? DEFAULT_PARAMS.sort,
    severity: oneOf(SEVERITIES, params.get('severity')),
    service: (params.get('service') ?? '').trim(),
    text: (params.get('text') ?? '').trim(),
    spanSort: oneOf(SPAN_SORTS, params.get('spanSort')) ?? DEFAULT_PARAMS.spanSort,
    reverse: params.get('reverse') === '1',
    page: Math.max(Math.trunc(Number(params.get('page'))) || 1, 1),
    frame: params.get('frame') ?? '',
  };
}

/** O endereço da página com estes parâmetros; só o que difere do padrão aparece. */
export function tracePageUrl(traceId: string, params: Partial<TraceParams>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params) as [keyof TraceParams, TraceParams[keyof TraceParams]][]) {
    if (value === undefined || value === DEFAULT_PARAMS[name]) continue;
    query.set(name === 'find' ? 'uiFind' : name, value === true ? '1' : String(value));
  }
  return query.size > 0 ? `${traceUrl(traceId)}?${query}` : traceUrl(traceId);
}

/** Um termo do filtro, `chave="valor"`, que acha os spans com este valor. */
export function filterTerm(key: string, value: string): string {
  return `${/^[\w.-]+$/.test(key) && !key.startsWith('-') ? key : quote(key)}=${quote(value)}`;
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function oneOf<T extends string>(names: readonly T[], value: string | null): T | undefined {
  return names.find((name) => name === value);
}

function microseconds(text: string | null): number | undefined {
  const value = Number(text ?? '');
  return text !== null && text.trim() !== '' && Number.isFinite(value) ? value : undefined;
}
