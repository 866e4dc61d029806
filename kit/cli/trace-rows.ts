/**
 * Trace do Jaeger → linhas na ordem da tela. Função pura e sem recursão: uma cadeia de milhares de spans é um trace
 * válido. Ciclos e pais ausentes, que existem na prática, viram raízes.
 */
import { type JaegerSpan, type JaegerTrace, parentId } from './find-trace.ts';

export interface TraceRow {
  name: string;
  service: string;
  /** Em relação ao início do trace, em microssegundos. */
  startUs: number;
  durationUs: number;
  isError: boolean;
  /** A linha do span pai, sempre acima desta; ausente numa raiz. */
  parent: TraceRow | undefined;
  /** É o último entre os irmãos? */
  isLast: boolean;
}

export interface TraceRows {
  rows: TraceRow[];
  durationUs: number;
  services: string[];
}

export function toTraceRows(trace: JaegerTrace): TraceRows {
  const spans = trace.spans.toSorted((a, b) => a.startTime - b.startTime);
  const byId = new Map(spans.map((span) => [span.spanID, span]));
  const children = new Map<JaegerSpan | undefined, JaegerSpan[]>();
  const addChild = (parent: JaegerSpan | undefined, span: JaegerSpan): void => {
    const siblings = children.get(parent);
    if (siblings) siblings.push(span);
    else children.set(parent, [span]);
  };
  for (const span of spans) {
    const parent = byId.get(parentId(span) ?? '');
    addChild(parent === span ? undefined : parent, span);
  }

  const startTime = spans.reduce((first, span) => Math.min(first, span.startTime), spans[0]?.startTime ?? 0);
  const endTime = spans.reduce((last, span) => Math.max(last, span.startTime + span.duration), startTime);
  const rows: TraceRow[] = [];
  const seen = new Set<JaegerSpan>();
  const toRow = (span: JaegerSpan, parent: TraceRow | undefined, isLast: boolean): TraceRow => ({
    name: span.operationName,
    service: trace.processes[span.processID]?.serviceName ?? '',
    startUs: span.startTime - startTime,
    durationUs: span.duration,
    isError: span.tags.some(({ key, value }) => key === 'error' && String(value) === 'true'),
    parent,
    isLast,
  });
  const visit = (root: JaegerSpan): void => {
    const pending: { span: JaegerSpan; parent?: TraceRow; isLast: boolean }[] = [{ span: root, isLast: true }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (seen.has(next.span)) continue;
      seen.add(next.span);
      const row = toRow(next.span, next.parent, next.isLast);
      rows.push(row);
      const below = children.get(next.span) ?? [];
      for (let i = below.length - 1; i >= 0; i--) {
        pending.push({ span: below[i], parent: row, isLast: i === below.length - 1 });
      }
    }
  };
  for (const root of children.get(undefined) ?? []) visit(root);
  // O que ainda não apareceu está num ciclo de pais: começa pelo span mais antigo dele.
  for (const span of spans) if (!seen.has(span)) visit(span);

  return { rows, durationUs: endTime - startTime, services: [...new Set(rows.map(({ service }) => service))] };
}
