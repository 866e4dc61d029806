/** O que se espera de uma regra do Prometheus, dito como dados. */
import { type Expected, type Matcher, toMatcher } from '../matchers.ts';
import type { AttributeSpec } from '../shared-expectation.ts';

export interface RuleSpec {
  readonly name: string;
  /** `true`: o alerta dispara; `false`: não dispara. */
  readonly fires?: boolean;
  /** O da expressão. */
  readonly value?: Matcher;
  readonly maxSeries?: number;
  readonly labels: readonly AttributeSpec[];
  readonly annotations: readonly AttributeSpec[];
}

/** Imutável: cada método devolve outra. */
export class RuleExpectation {
  readonly about = 'rule';
  readonly spec: RuleSpec;

  constructor(spec: RuleSpec) {
    this.spec = spec;
  }

  /** É um alerta, e a condição dele se cumpre com o que esta tentativa fez. O tempo de `for` não se espera. */
  fires(): RuleExpectation {
    return this.#with({ fires: true });
  }

  /** É um alerta, há dados para a condição dele, e ela não se cumpre. */
  staysQuiet(): RuleExpectation {
    return this.#with({ fires: false });
  }

  /** O valor da expressão, em pelo menos uma das séries que ela dá. */
  value(expected: Expected): RuleExpectation {
    return this.#with({ value: toMatcher(expected) });
  }

  /** A expressão dá no máximo tantas séries: quem esquece de somar tem uma conta por combinação de rótulos. */
  seriesAtMost(maxSeries: number): RuleExpectation {
    return this.#with({ maxSeries });
  }

  /** Um rótulo escrito na regra, como `severity`. */
  label(key: string, expected: Expected): RuleExpectation {
    return this.#with({ labels: [...this.spec.labels, { key, matcher: toMatcher(expected) }] });
  }

  annotation(key: string, expected: Expected): RuleExpectation {
    return this.#with({ annotations: [...this.spec.annotations, { key, matcher: toMatcher(expected) }] });
  }

  #with(change: Partial<RuleSpec>): RuleExpectation {
    return new RuleExpectation({ ...this.spec, ...change });
  }
}

/** No arquivo de regras do passo há uma regra com este nome (`record` ou `alert`), e ela é como se diz. */
export function rule(name: string): RuleExpectation {
  return new RuleExpectation({ name, labels: [], annotations: [] });
}
