/** O que se espera de uma métrica, dito como dados. */
import { type Expected, type Matcher, toMatcher } from '../matchers.ts';
import { SharedExpectation, type SharedSpec } from '../shared-expectation.ts';

/** O instrumento com que se mede. A API do Prometheus não distingue `updown` de `gauge`: um serve pelo outro. */
export type MetricType = 'counter' | 'updown' | 'gauge' | 'histogram';

export interface MetricSpec extends SharedSpec {
  /** O do OpenTelemetry: `http.server.request.duration`. */
  readonly name: string;
  readonly type?: MetricType;
  readonly unit?: string;
  readonly value?: Matcher;
  readonly maxSeries?: number;
  /** Os limites dos baldes, em ordem. */
  readonly bounds?: readonly number[];
  /** Até onde o maior limite chega, pelo menos. */
  readonly boundsReach?: number;
  /** De quanto é, no máximo, o menor limite acima de zero. */
  readonly boundsFrom?: number;
  readonly hasExemplar?: boolean;
}

export class MetricExpectation extends SharedExpectation<MetricSpec> {
  readonly about = 'metric';

  /** O instrumento. */
  type(type: MetricType): this {
    return this.with({ type });
  }

  /** A unidade, como se escreve ao criar o instrumento: `km`, `s`, `By`. */
  unit(unit: string): this {
    return this.with({ unit });
  }

  /** O total de um contador, o último valor de um medidor, ou quantas medidas um histograma tem, na série que mais confere. */
  value(expected: Expected): this {
    return this.with({ value: toMatcher(expected) });
  }

  /** Há no máximo tantas séries. */
  seriesAtMost(maxSeries: number): this {
    return this.with({ maxSeries });
  }

  /** Os limites dos baldes de um histograma, sem o infinito. */
  bucketsAt(bounds: readonly number[]): this {
    return this.with({ bounds: bounds.toSorted((a, b) => a - b) });
  }

  /** O maior limite é pelo menos este: o que se mede cabe nos baldes. */
  boundsReach(boundsReach: number): this {
    return this.with({ boundsReach });
  }

  /** O menor limite acima de zero é no máximo este: nem tudo cai na primeira faixa. */
  boundsFrom(boundsFrom: number): this {
    return this.with({ boundsFrom });
  }

  /** Alguma das medidas traz o id do trace de que é: o ponto em que se clica no gráfico. */
  exemplar(): this {
    return this.with({ hasExemplar: true });
  }
}

/** Há uma métrica com este nome, e uma série dela é como se diz. Se há várias, vale a que mais se parece. */
export function metric(name: string): MetricExpectation {
  return new MetricExpectation({ name, attributes: [], absentAttributes: [], resource: [] });
}
