/** O que se diz do mesmo jeito de um span, de uma métrica e de um log: de que serviço é, e com que atributos. */
import { type Expected, type Matcher, toMatcher } from './matchers.ts';

export interface AttributeSpec {
  readonly key: string;
  readonly matcher: Matcher;
}

export interface SharedSpec {
  readonly service?: Matcher;
  readonly attributes: readonly AttributeSpec[];
  /** As chaves que ele não tem. */
  readonly absentAttributes: readonly string[];
  /** Os atributos do recurso. */
  readonly resource: readonly AttributeSpec[];
}

export abstract class SharedExpectation<S extends SharedSpec> {
  readonly spec: S;

  constructor(spec: S) {
    this.spec = spec;
  }

  /** `service.name` do recurso. */
  service(expected: Expected): this {
    return this.with({ service: toMatcher(expected) });
  }

  /** Vários são do mesmo span, da mesma série, do mesmo registro. */
  attribute(key: string, expected: Expected): this {
    return this.with({ attributes: [...this.spec.attributes, { key, matcher: toMatcher(expected) }] });
  }

  /**
   * O span não tem este atributo, e o recurso dele pode ter; nenhuma série da métrica o tem; nem o registro de log nem o
   * recurso o têm: o Loki não separa os dois.
   */
  withoutAttribute(key: string): this {
    return this.with({ absentAttributes: [...this.spec.absentAttributes, key] });
  }

  /** Um atributo do recurso: de quem produziu. O Loki não o separa dos do registro. */
  resource(key: string, expected: Expected): this {
    return this.with({ resource: [...this.spec.resource, { key, matcher: toMatcher(expected) }] });
  }

  /** Outra expectativa, igual a esta no resto. */
  protected with(change: Partial<S> | Partial<SharedSpec>): this {
    const Own = this.constructor as new (spec: S) => this;
    return new Own({ ...this.spec, ...change });
  }
}
