/** O resultado em linhas de nome e valor: as mesmas no terminal e no relatório. */
import { formatCount, formatDuration } from '../format.ts';
import type { LoadResult } from './load-result.ts';
import { loadTexts } from './texts.ts';

export type SummaryRow = readonly [name: string, value: string];

export function summaryRows(result: LoadResult): SummaryRow[] {
  const { spans, latency, bytes, durationMs, unacknowledged, refusals } = result;
  const { rows } = loadTexts;
  const time = (ms: number | undefined): string => (ms === undefined ? rows.none : formatDuration(ms * 1000));
  return [
    [rows.sent, formatCount(spans.sent)],
    [rows.acknowledged, formatCount(spans.acknowledged)],
    [rows.perSecond, formatCount(perSecond(spans.acknowledged, durationMs))],
    [rows.unacknowledged, formatCount(unacknowledged.length)],
    [rows.requests, formatCount(result.requests)],
    [rows.retries, formatCount(result.retries)],
    [rows.refusals, formatCount(refusedRequests(result))],
    ...mostFirst(refusals).map(([reason, times]): SummaryRow => [rows.refused(reason), formatCount(times)]),
    [rows.latency('p50'), time(latency?.p50)],
    [rows.latency('p95'), time(latency?.p95)],
    [rows.latency('p99'), time(latency?.p99)],
    [rows.bytes, spans.acknowledged === 0 ? rows.none : formatCount(Math.round(bytes / spans.acknowledged))],
    [rows.duration, time(durationMs)],
    [rows.seed, String(result.seed)],
  ];
}

/** Inteiro. @param amount De `durationMs` milissegundos. */
export function perSecond(amount: number, durationMs: number): number {
  return Math.round((amount * 1000) / Math.max(durationMs, 1));
}

/** Pedidos que não foram aceitos, por qualquer motivo, contando as novas tentativas. */
export function refusedRequests({ refusals }: Pick<LoadResult, 'refusals'>): number {
  return Object.values(refusals).reduce((sum, times) => sum + times, 0);
}

export function mostFirst(refusals: LoadResult['refusals']): [reason: string, times: number][] {
  return Object.entries(refusals).toSorted(([, a], [, b]) => b - a);
}
