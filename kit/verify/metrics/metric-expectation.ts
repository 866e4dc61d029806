/** O que se espera de uma métrica, dito como dados. */
import type { AttributeSpec } from '../expectations.ts';
import { type Expected, type Matcher, toMatcher } from '../matchers.ts';

/** O instrumento com que se mede. A API do Prometheus não distingue `updown` de `gauge`: um serve pelo outro. */
export type MetricType = 'counter' | 'updown' | 'gauge' | 'histogram';

export interface MetricSpec {
  /** O do OpenTelemetry: `http.server.request.duration`. */
  readonly name: string;
  readonly type?: MetricType;
  readonly unit?: string;
  readonly service?: Matcher;
  readonly value?: Matcher;
  readonly attributes: readonly AttributeSpec[];
  /** As chaves que nenhuma série tem. */
  readonly absentAttributes: readonly string[];
  /** Os atributos do recurso. */
  readonly resource: readonly AttributeSpec[];
  readonly maxSeries?: number;
  /** Os limites dos baldes, em ordem. */
  readonly bounds?: readonly number[];
  /** Até onde o maior limite chega, pelo menos. */
  readonly boundsReach?: number;
}

export class MetricExpectation {
  readonly about = 'metric';
  readonly spec: MetricSpec;

  constructor(spec: MetricSpec) {
    this.spec = spec;
  }

  /** O instrumento. */
  type(type: MetricType): MetricExpectation {
    return this.#with({ type });
  }

  /** A unidade, como se escreve ao criar o instrumento: `km`, `s`, `By`. */
  unit(unit: string): MetricExpectation {
    return this.#with({ unit });
  }

  /** `service.name` do recurso. */
  service(expected: Expected): MetricExpectation {
    return this.#with({ service: toMatcher(expected) });
  }

  /** Um atributo do recurso: de quem mediu. */
  resource(key: string, expected: Expected): MetricExpectation {
    return this.#with({ resource: [...this.spec.resource, { key, matcher: toMatcher(expected) }] });
  }

  /** Uma série tem este atributo. Vários são da mesma série. */
  attribute(key: string, expected: Expected): MetricExpectation {
    return this.#with({ attributes: [...this.spec.attributes, { key, matcher: toMatcher(expected) }] });
  }

  /** Nenhuma série tem este atributo. */
  withoutAttribute(key: string): MetricExpectation {
    return this.#with({ absentAttributes: [...this.spec.absentAttributes, key] });
  }

  /** O total de um contador, o último valor de um medidor, ou quantas medidas um histograma tem, na série que mais confere. */
  value(expected: Expected): MetricExpectation {
    return this.#with({ value: toMatcher(expected) });
  }

  /** Há no máximo tantas séries. */
  seriesAtMost(maxSeries: number): MetricExpectation {
    return this.#with({ maxSeries });
  }

  /** Os limites dos baldes de um histograma, sem o infinito. */
  bucketsAt(bounds: readonly number[]): MetricExpectation {
    return this.#with({ bounds: bounds.toSorted((a, b) => a - b) });
  }

  /** O maior limite é pelo menos este: o que se mede cabe nos baldes. */
  boundsReach(boundsReach: number): MetricExpectation {
    return this.#with({ boundsReach });
  }

  #with(change: Partial<MetricSpec>): MetricExpectation {
    return new MetricExpectation({ ...this.spec, ...change });
  }
}

/** Há uma métrica com este nome, e uma série dela é como se diz. Se há várias, vale a que mais se parece. */
export function metric(name: string): MetricExpectation {
  return new MetricExpectation({ name, attributes: [], absentAttributes: [], resource: [] });
}
