/**
 * O resumo de um trace: o que a lista de resultados mostra e o que `/api/v3/trace-summaries` responde.
 */
import { StatusCode, type Span, type Trace } from '../store/model.ts';
import { dedupeSpans } from './dedupe-spans.ts';
import { durationNs } from './trace-tree.ts';

export interface ServiceSummary {
  name: string;
  spanCount: number;
  errorSpanCount: number;
}

export interface TraceSummary {
  traceId: string;
  /** Ausentes quando nenhum span sem pai chegou. Com várias raízes, vale a que começou primeiro. */
  rootServiceName?: string;
  rootOperationName?: string;
  /** O span que começou primeiro: o que há para mostrar quando a raiz não chegou. */
  firstServiceName: string;
  firstOperationName: string;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  durationNs: bigint;
  spanCount: number;
  /** Spans com status ERROR. */
  errorSpanCount: number;
  /** Spans cujo pai foi informado e não está no trace. */
  orphanSpanCount: number;
  /** Em ordem alfabética (pontos de código). */
  services: ServiceSummary[];
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
    services: [...services.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
