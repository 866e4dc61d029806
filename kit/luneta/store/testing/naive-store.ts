/**
 * Armazenamento de referência: uma lista e laços, escrito para ser obviamente certo. Sem limite de memória.
 * Os testes comparam com ele o que o armazenamento de verdade responde.
 */
import { attributeText, compareText } from '../attribute-text.ts';
import type { Attribute, Span, Trace } from '../model.ts';
import { SPAN_KIND_NAMES, StatusCode } from '../model.ts';
import {
  type ArrivedSpan,
  type Arrivals,
  EMPTY_SPAN_NAME,
  type DependencyLink,
  type Operation,
  type SpanMeasure,
  type TraceQuery,
} from '../store.ts';

export class NaiveStore {
  readonly traces = new Map<string, Trace>();
  readonly #arrived: Span[] = [];

  add(span: Span): void {
    this.#arrived.push(span);
    const trace = this.traces.get(span.traceId);
    if (trace) trace.spans.push(span);
    else this.traces.set(span.traceId, { traceId: span.traceId, spans: [span] });
  }

  getServices(): string[] {
    return [...new Set(this.#spans().map((span) => span.resource.serviceName))].toSorted(compareText);
  }

  getOperations(service: string): Operation[] {
    const operations = new Map<string, Operation>();
    for (const span of this.#spans()) {
      if (span.resource.serviceName !== service) continue;
      const operation = { name: nameOf(span), spanKind: span.kind };
      operations.set(JSON.stringify(operation), operation);
    }
    return [...operations.values()].toSorted((a, b) => compareText(a.name, b.name) || a.spanKind - b.spanKind);
  }

  findTraceIds(query: TraceQuery): string[] {
    return [...this.traces.values()]
      .toReversed()
      .filter((trace) => trace.spans.some((span) => matches(span, query)))
      .slice(0, query.limit)
      .map((trace) => trace.traceId);
  }

  getDependencies(startTimeMin: bigint, endTimeMax: bigint): DependencyLink[] {
    const links: DependencyLink[] = [];
    for (const { spans } of this.traces.values()) {
      const inside = (span: Span): boolean => span.startTimeUnixNano >= startTimeMin && endOf(span) <= endTimeMax;
      if (!spans.every(inside)) continue;
      for (const span of spans) {
        const parent = spans.find((candidate) => candidate.spanId === span.parentSpanId)?.resource.serviceName;
        if (parent === undefined) continue;
        const child = span.resource.serviceName;
        const known = links.find((link) => link.parent === parent && link.child === child);
        const errorCount = span.status.code === StatusCode.ERROR ? 1 : 0;
        if (known) {
          known.callCount++;
          known.errorCount += errorCount;
        } else links.push({ parent, child, callCount: 1, errorCount });
      }
    }
    return links;
  }

  visitMeasures(serviceName: string, visit: (measure: SpanMeasure) => void): void {
    for (const span of this.#spans()) {
      if (span.resource.serviceName === serviceName) visit(measureOf(span));
    }
  }

  visitArrivals(since: number, visit: (span: ArrivedSpan) => void, maxSpans = Infinity): Arrivals {
    const seen = this.#arrived.slice(since, since + maxSpans);
    const services: string[] = [];
    const operations: string[] = [];
    for (const span of seen) {
      visit({
        service: span.resource.serviceName,
        serviceId: idIn(services, span.resource.serviceName),
        operationId: idIn(operations, nameOf(span)),
        ...measureOf(span),
        traceId: () => span.traceId,
        spanId: () => span.spanId,
      });
    }
    const next = since + seen.length;
    return { next, more: next < this.#arrived.length, lost: 0 };
  }

  #spans(): Span[] {
    return [...this.traces.values()].flatMap((trace) => trace.spans);
  }
}

/** A posição do nome, que entra se é novo. */
function idIn(names: string[], name: string): number {
  const known = names.indexOf(name);
  return known === -1 ? names.push(name) - 1 : known;
}

function measureOf(span: Span): SpanMeasure {
  return {
    operation: nameOf(span),
    kind: span.kind,
    statusCode: span.status.code,
    endMs: Number((endOf(span) + 999_999n) / 1_000_000n),
    durationNs: Number(durationOf(span)),
  };
}

function nameOf(span: Span): string {
  return span.name || EMPTY_SPAN_NAME;
}

function durationOf(span: Span): bigint {
  const duration = span.endTimeUnixNano - span.startTimeUnixNano;
  return duration > 0n ? duration : 1n;
}

function endOf(span: Span): bigint {
  return span.startTimeUnixNano + durationOf(span);
}

function matches(span: Span, query: TraceQuery): boolean {
  if (query.serviceName !== undefined && span.resource.serviceName !== query.serviceName) return false;
  if (query.operationName && nameOf(span) !== query.operationName) return false;
  if (query.startTimeMin !== undefined && span.startTimeUnixNano < query.startTimeMin) return false;
  if (query.startTimeMax !== undefined && span.startTimeUnixNano > query.startTimeMax) return false;
  if (query.durationMin && durationOf(span) < query.durationMin) return false;
  if (query.durationMax && durationOf(span) > query.durationMax) return false;
  return [...new Map(query.attributes ?? [])].every(([key, value]) => matchesAttribute(span, key, value));
}

const KINDS: readonly string[] = SPAN_KIND_NAMES;
const STATUSES = ['UNSET', 'OK', 'ERROR'];

function matchesAttribute(span: Span, key: string, value: string): boolean {
  if (key === 'error') {
    if (/^(1|t|T|TRUE|true|True)$/.test(value)) return span.status.code === 2;
    return /^(0|f|F|FALSE|false|False)$/.test(value) && span.status.code === 1;
  }
  // Um nome desconhecido vale "não informado", como no Jaeger.
  if (key === 'span.kind') return span.kind === Math.max(0, KINDS.indexOf(value.toLowerCase()));
  if (key === 'span.status') return span.status.code === Math.max(0, STATUSES.indexOf(value.toUpperCase()));
  if (key === 'scope.name') return span.scope.name === value;
  if (key === 'scope.version') return span.scope.version === value;
  if (key.startsWith('resource.')) return has(span.resource.attributes, key.slice(9), value);
  const places = [
    span.attributes,
    span.scope.attributes,
    span.resource.attributes,
    ...span.events.map((event) => event.attributes),
    ...span.links.map((link) => link.attributes),
  ];
  return places.some((attributes) => has(attributes, key, value));
}

function has(attributes: readonly Attribute[], key: string, value: string): boolean {
  const found = attributes.find((attribute) => attribute.key === key);
  return found !== undefined && attributeText(found.value) === value;
}
