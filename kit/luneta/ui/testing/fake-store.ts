/** Um `SpanStore` de poucas linhas para os testes das páginas: guarda o que recebe pronto e busca sem índice. */
import type { Span, Trace } from '../../store/model.ts';
import type { Arrivals, Operation, SpanStore, StoreStats, TraceQuery } from '../../store/store.ts';

export class FakeStore implements SpanStore {
  readonly #traces = new Map<string, Trace>();
  evictedTraces = 0;
  evictedSpans = 0;

  constructor(traces: readonly Trace[] = []) {
    for (const trace of traces) this.add(trace);
  }

  add(trace: Trace): void {
    this.#traces.set(trace.traceId, trace);
  }

  append(): boolean {
    throw new Error('As páginas não escrevem no armazenamento.');
  }

  getServices(): string[] {
    return [...new Set(this.#spans().map((span) => span.resource.serviceName))].toSorted();
  }

  getOperations(serviceName: string): Operation[] {
    const names = this.#spans()
      .filter((span) => span.resource.serviceName === serviceName)
      .map((span) => span.name);
    return [...new Set(names)].toSorted().map((name) => ({ name, spanKind: 0 }));
  }

  findTraceIds(query: TraceQuery): string[] {
    return [...this.#traces.values()]
      .toReversed()
      .filter((trace) => trace.spans.some((span) => matches(span, query)))
      .slice(0, query.limit)
      .map((trace) => trace.traceId);
  }

  hasTrace(traceId: string): boolean {
    return this.#traces.has(traceId);
  }

  visitSpans(): boolean {
    throw new Error('As páginas leem traces decodificados.');
  }

  /** Como se todo trace tivesse cópias: as páginas leem os spans. */
  summarizeTrace(): undefined {
    return undefined;
  }

  visitMeasures(): void {
    throw new Error('As páginas não calculam métricas.');
  }

  /** Como se todos já tivessem saído. */
  visitArrivals(): Arrivals {
    return { next: 0, more: false, lost: 0 };
  }

  getTrace(traceId: string): Trace | undefined {
    return this.#traces.get(traceId);
  }

  getDependencies(): [] {
    return [];
  }

  getStats(): StoreStats {
    const spans = this.#spans().length;
    return {
      traces: this.#traces.size,
      spans,
      bytes: spans * 400,
      maxBytes: 256 * 1_048_576,
      evictedTraces: this.evictedTraces,
      evictedSpans: this.evictedSpans,
    };
  }

  #spans(): Span[] {
    return [...this.#traces.values()].flatMap((trace) => trace.spans);
  }
}

function matches(span: Span, query: TraceQuery): boolean {
  const duration = span.endTimeUnixNano - span.startTimeUnixNano;
  return (
    (query.serviceName === undefined || span.resource.serviceName === query.serviceName) &&
    (query.operationName === undefined || span.name === query.operationName) &&
    (query.startTimeMin === undefined || span.startTimeUnixNano >= query.startTimeMin) &&
    (query.startTimeMax === undefined || span.startTimeUnixNano <= query.startTimeMax) &&
    (!query.durationMin || duration >= query.durationMin) &&
    (!query.durationMax || duration <= query.durationMax) &&
    (query.attributes ?? []).every(([key, value]) =>
      key === 'error'
        ? String(span.status.code === 2) === value
        : span.attributes.some(
            (attribute) =>
              attribute.key === key && 'value' in attribute.value && String(attribute.value.value) === value,
          ),
    )
  );
}
