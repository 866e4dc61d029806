/** Um cliente mínimo da API v1 do Jaeger: serve à Luneta e a qualquer Jaeger, porque só fala com eles pela rede. */
import { poll, type PollOptions } from '../poll.ts';
import type { RowSpan } from './trace-rows.ts';

export interface JaegerSpan {
  spanID: string;
  operationName: string;
  references: { refType: string; traceID: string; spanID: string }[];
  /** Microssegundos Unix. */
  startTime: number;
  /** Microssegundos. */
  duration: number;
  tags: { key: string; value: unknown }[];
  processID: string;
}

export interface JaegerTrace {
  traceID: string;
  spans: JaegerSpan[];
  processes: Record<string, { serviceName: string }>;
}

export interface TraceSearch {
  service: string;
  tags?: Record<string, string>;
  limit?: number;
}

export async function searchTraces(apiUrl: string, search: TraceSearch): Promise<JaegerTrace[]> {
  const url = new URL('/api/traces', apiUrl);
  url.searchParams.set('service', search.service);
  if (search.tags) url.searchParams.set('tags', JSON.stringify(search.tags));
  url.searchParams.set('limit', String(search.limit ?? 20));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href} respondeu ${response.status}: ${await response.text()}`);
  const { data }: { data: JaegerTrace[] | null } = JSON.parse(await response.text());
  return data ?? [];
}

/** O primeiro trace inteiro que a busca achar; `undefined` se nenhum chegou no prazo. */
export function waitForTrace(
  apiUrl: string,
  search: TraceSearch,
  options: PollOptions,
): Promise<JaegerTrace | undefined> {
  return poll(async () => (await searchTraces(apiUrl, search)).find(isWhole), options);
}

/** Os spans chegam em lotes e em qualquer ordem: inteiro é o trace que tem raiz e em que nenhum pai falta. */
export function isWhole({ spans }: JaegerTrace): boolean {
  const ids = new Set(spans.map((span) => span.spanID));
  const parents = spans.map(parentId);
  return parents.includes(undefined) && parents.every((parent) => parent === undefined || ids.has(parent));
}

/** O pai de um span é a primeira referência CHILD_OF ao próprio trace; as outras são links. */
function parentId(span: JaegerSpan): string | undefined {
  return span.references.find(({ refType }) => refType === 'CHILD_OF')?.spanID;
}

/** Os spans na forma da linha do tempo. */
export function toRowSpans({ spans, processes }: JaegerTrace): RowSpan[] {
  return spans.map((span) => ({
    spanId: span.spanID,
    parentSpanId: parentId(span),
    name: span.operationName,
    service: processes[span.processID]?.serviceName ?? '',
    startUs: span.startTime,
    durationUs: span.duration,
    isError: span.tags.some(({ key, value }) => key === 'error' && String(value) === 'true'),
  }));
}
