/** Os exemplars de uma métrica: medições soltas que trazem o trace em que foram feitas. */
import { METRIC_NAME, type LabelMatcher, type MetricStore } from '../store/metrics/metric-store.ts';
import type { SpanStore } from '../store/store.ts';
import type { ExemplarMark } from './charts/exemplar-marks.tsx';
import type { TimeGrid } from './charts/time-grid.ts';
import { type MetricEntry, valueOf } from './metrics-catalog.ts';
import { normalizeTraceId, spanInTraceUrl, traceUrl } from './urls.ts';

const SPAN_ID = /^[0-9a-f]{16}$/;

interface Stores {
  metrics: MetricStore;
  store: Pick<SpanStore, 'hasTrace'>;
}

/** @returns Os `most` mais recentes, do mais antigo para o mais novo, sem repetição. */
export function readExemplars(
  { metrics, store }: Stores,
  { seriesNames }: MetricEntry,
  { fromMs, toMs }: TimeGrid,
  { most, job = '' }: { most: number; job?: string },
): ExemplarMark[] {
  const found = new Map<string, ExemplarMark>();
  for (const name of seriesNames) {
    const matchers = [exactly(METRIC_NAME, name), ...(job === '' ? [] : [exactly('job', job)])];
    for (const { exemplars } of metrics.selectExemplars(matchers, fromMs, toMs)) {
      for (const { labels, value, timestampMs } of exemplars) {
        const id = valueOf(labels, 'trace_id');
        const traceId = id === '' ? undefined : normalizeTraceId(id);
        const spanId = valueOf(labels, 'span_id').toLowerCase();
        found.set(JSON.stringify([id, spanId, value, timestampMs]), {
          traceId,
          spanId: SPAN_ID.test(spanId) ? spanId : undefined,
          value,
          timestampMs,
          labels: labels.filter(([label]) => label !== 'trace_id' && label !== 'span_id'),
          stored: traceId !== undefined && store.hasTrace(traceId),
        });
      }
    }
  }
  return [...found.values()].toSorted((a, b) => a.timestampMs - b.timestampMs).slice(-most);
}

export function exactly(name: string, value: string): LabelMatcher {
  return { name, equals: value, matches: (found) => found === value };
}

/** O trace do exemplar, no span em que se mediu, se ele o diz. */
export function exemplarUrl({ traceId = '', spanId }: Pick<ExemplarMark, 'traceId' | 'spanId'>): string {
  return spanId === undefined ? traceUrl(traceId) : spanInTraceUrl(traceId, spanId);
}
