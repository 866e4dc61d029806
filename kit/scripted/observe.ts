/** Um plano, como um backend o mostraria. Função pura: serve a quem quer saber o que se conclui dele. */
import type { ObservedSpan } from '../verify/span.ts';
import type { Plan, PlannedSpan } from './planned-span.ts';

/** @param zeroMs Milissegundos Unix em que o plano começa. Os ids são números de ordem. */
export function observe(plan: Plan, zeroMs = 0): ObservedSpan[] {
  const spans: ObservedSpan[] = [];
  const visit = (planned: PlannedSpan, traceId: string, parentSpanId?: string): void => {
    const { service, name, kind = 'INTERNAL', startMs, durationMs, attributes = {}, resource = {}, error } = planned;
    const spanId = hex(spans.length + 1, 16);
    spans.push({
      traceId,
      spanId,
      ...(parentSpanId !== undefined && { parentSpanId }),
      name,
      kind,
      status: error === undefined ? { code: 'UNSET' } : { code: 'ERROR', message: error },
      attributes,
      events: (planned.events ?? []).map(({ name: event, atMs, attributes: own = {} }) => ({
        name: event,
        attributes: own,
        timeUs: toUs(zeroMs, atMs),
      })),
      links: [],
      service,
      resource,
      scope: SCRIPTED_SCOPE,
      startUs: toUs(zeroMs, startMs),
      durationUs: Math.round(durationMs * 1000),
      source: 'backend',
    });
    for (const child of planned.children ?? []) visit(child, traceId, spanId);
  };
  for (const [i, root] of plan.entries()) visit(root, hex(i + 1, 32));
  return spans;
}

/** O nome do tracer. */
export const SCRIPTED_SCOPE = 'roteiro';

function toUs(zeroMs: number, ms: number): number {
  return zeroMs * 1000 + Math.round(ms * 1000);
}

function hex(n: number, digits: number): string {
  return n.toString(16).padStart(digits, '0');
}
