/**
 * O resumo de um trace: o que a lista de resultados mostra e o que `/api/v3/trace-summaries` responde.
 */
import { compareText } from '../store/attribute-text.ts';
import { StatusCode, type Span, type Trace } from '../store/model.ts';
import type { ServiceSummary, SpanStore, TraceSummary } from '../store/store.ts';
import { type ReadOptions, readTrace } from './adjust-trace.ts';
import { dedupeSpans } from './dedupe-spans.ts';
import { durationNs } from './trace-tree.ts';

export type { ServiceSummary, TraceSummary };

/** O resumo de um trace guardado: das colunas do armazenamento quando elas bastam, senão lendo os spans. */
export function readTraceSummary(store: SpanStore, traceId: string, options: ReadOptions): TraceSummary | undefined {
  const quick = store.summarizeTrace(traceId);
  if (quick) return quick;
  const trace = readTrace(store, traceId, options);
  return trace && summarizeReadTrace(trace);
}

/** O resumo de um trace lido com limite: os spans que ficaram de fora também contam. */
export function summarizeReadTrace(trace: Trace): TraceSummary {
  const summary = summarizeTrace(trace);
  summary.spanCount += trace.omittedSpanCount ?? 0;
  return summary;
}

export function summarizeTrace(trace: Trace): TraceSummary {
  const spans = dedupeSpans(trace.spans);
  const ids = new Set(spans.map((span) => span.spanId));
  const services = new Map<string, ServiceSummary>();
  let root: Span | undefined;
  let first: Span | undefined;
  let endTimeUnixNano = 0n;
  let errorSpanCount = 0;
  let orphanSpanCount = 0;

  for (const span of spans) {
    if (!first || span.startTimeUnixNano < first.startTimeUnixNano) first = span;
    const end = span.startTimeUnixNano + durationNs(span);
    if (end > endTimeUnixNano) endTimeUnixNano = end;

    if (span.parentSpanId === '') {
      if (!root || span.startTimeUnixNano < root.startTimeUnixNano) root = span;
    } else if (!ids.has(span.parentSpanId)) {
      orphanSpanCount++;
    }

    const name = span.resource.serviceName;
    const failed = span.status.code === StatusCode.ERROR ? 1 : 0;
    const service = services.get(name) ?? { name, spanCount: 0, errorSpanCount: 0 };
    service.spanCount++;
    service.errorSpanCount += failed;
    errorSpanCount += failed;
    services.set(name, service);
  }

  const startTimeUnixNano = first?.startTimeUnixNano ?? 0n;
  return {
    traceId: trace.traceId,
    ...(root && { rootServiceName: root.resource.serviceName, rootOperationName: root.name }),
    firstServiceName: first?.resource.serviceName ?? '',
    firstOperationName: first?.name ?? '',
    startTimeUnixNano,
    endTimeUnixNano,
    durationNs: endTimeUnixNano - startTimeUnixNano,
    spanCount: spans.length,
    errorSpanCount,
    orphanSpanCount,
    services: [...services.values()].toSorted((a, b) => compareText(a.name, b.name)),
  };
}
