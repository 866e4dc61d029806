/** O que se diz do mesmo jeito de um span, de uma métrica e de um log: de que serviço é, e com que atributos. */
import { type Expected, type Matcher, toMatcher } from './matchers.ts';

export interface AttributeSpec {
  /** A de hoje: é ela que as dicas citam. */
  readonly key: string;
  /** As outras grafias que servem: as convenções ainda mudam este nome. */
  readonly otherKeys?: readonly string[];
  readonly matcher: Matcher;
}

/** Uma chave ou, de um nome que ainda muda, as grafias que servem, a de hoje primeiro. */
export type AttributeKey = string | readonly [current: string, ...others: string[]];

/** Todas as grafias que servem, a de hoje primeiro. */
export function spellingsOf({ key, otherKeys = [] }: AttributeSpec): readonly [string, ...string[]] {
  return [key, ...otherKeys];
}

/** Como se diz a chave: `gen_ai.provider.name (ou gen_ai.system)`. */
export function keyText({ key, otherKeys = [] }: AttributeSpec): string {
  return otherKeys.length === 0 ? key : `${key} (ou ${otherKeys.join(', ')})`;
}

/** De um valor em cada grafia, o primeiro que confere; sem nenhum, o primeiro que há. */
export function valueUnder<T>(
  keys: readonly string[],
  valueOf: (key: string) => T | undefined,
  isRight: (value: T) => boolean,
): T | undefined {
  const values = keys.map(valueOf).filter((value) => value !== undefined);
  return values.find(isRight) ?? values[0];
}

function attributeSpec(name: AttributeKey, expected: Expected): AttributeSpec {
  const [key, ...otherKeys] = typeof name === 'string' ? [name] : name;
  return { key, ...(otherKeys.length > 0 && { otherKeys }), matcher: toMatcher(expected) };
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
  attribute(key: AttributeKey, expected: Expected): this {
    return this.with({ attributes: [...this.spec.attributes, attributeSpec(key, expected)] });
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
