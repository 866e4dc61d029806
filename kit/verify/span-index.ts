/** Os spans da evidência, achados por nome, por trace e por id. */
import { groupBy } from '../group-by.ts';
import type { Evidence } from './evidence.ts';
import type { Expectation } from './expectations.ts';
import type { Capability } from './sources/source.ts';
import type { ObservedLink, ObservedSpan } from './span.ts';

export class SpanIndex {
  readonly evidence: Evidence;
  readonly byName: ReadonlyMap<string, readonly ObservedSpan[]>;
  readonly byTrace: ReadonlyMap<string, readonly ObservedSpan[]>;
  /** Os nomes que nenhuma expectativa pede: só um deles pode ser o erro de digitação de um que falta. */
  readonly strayNames: readonly string[];
  readonly #byId = new Map<string, ObservedSpan>();

  constructor(evidence: Evidence, expectations: readonly Expectation[]) {
    this.evidence = evidence;
    this.byName = groupBy(evidence.spans, ({ name }) => name);
    this.byTrace = groupBy(evidence.spans, ({ traceId }) => traceId);
    const wanted = new Set(expectations.map((item) => (item.about === 'span' ? item.spec.name : undefined)));
    this.strayNames = [...this.byName.keys()].filter((name) => !wanted.has(name));
    for (const span of evidence.spans) this.#byId.set(`${span.traceId} ${span.spanId}`, span);
  }

  named(name: string): readonly ObservedSpan[] {
    return this.byName.get(name) ?? [];
  }

  parentOf({ traceId, parentSpanId = '' }: ObservedSpan): ObservedSpan | undefined {
    return this.spanAt({ traceId, spanId: parentSpanId });
  }

  spanAt({ traceId, spanId }: Pick<ObservedLink, 'traceId' | 'spanId'>): ObservedSpan | undefined {
    return this.#byId.get(`${traceId} ${spanId}`);
  }

  /** As fontes desta evidência mostram isto? */
  shows(capability: Capability): boolean {
    return this.evidence.shows?.has(capability) ?? true;
  }
}
