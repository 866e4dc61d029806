/** O que se espera dos logs, dito como dados. */
import type { AttributeSpec } from '../expectations.ts';
import { type Expected, type Matcher, toMatcher } from '../matchers.ts';
import type { Severity } from './log.ts';

export interface LogSpec {
  /** O do corpo. */
  readonly body: Matcher;
  /** Como as dicas o chamam; ausente, a dica é a geral. */
  readonly name?: string;
  readonly severity?: Severity;
  readonly service?: Matcher;
  readonly attributes: readonly AttributeSpec[];
  /** As chaves que o registro não tem. */
  readonly absentAttributes: readonly string[];
  readonly resource: readonly AttributeSpec[];
  /** O nome do span em que foi escrito. */
  readonly span?: string;
  readonly isOnly?: boolean;
}

export class LogExpectation {
  readonly about = 'log';
  readonly spec: LogSpec;

  constructor(spec: LogSpec) {
    this.spec = spec;
  }

  severity(severity: Severity): LogExpectation {
    return this.#with({ severity });
  }

  /** `service.name` do recurso. */
  service(expected: Expected): LogExpectation {
    return this.#with({ service: toMatcher(expected) });
  }

  attribute(key: string, expected: Expected): LogExpectation {
    return this.#with({ attributes: [...this.spec.attributes, { key, matcher: toMatcher(expected) }] });
  }

  /** O registro não tem este atributo. Nem o recurso: o Loki não separa os dois. */
  withoutAttribute(key: string): LogExpectation {
    return this.#with({ absentAttributes: [...this.spec.absentAttributes, key] });
  }

  /** Um atributo do recurso: de quem escreveu. O Loki não o separa dos do registro. */
  resource(key: string, expected: Expected): LogExpectation {
    return this.#with({ resource: [...this.spec.resource, { key, matcher: toMatcher(expected) }] });
  }

  /** Foi escrito dentro de um span com este nome, que também chegou. */
  inTrace(span: string): LogExpectation {
    return this.#with({ span });
  }

  /** Só há um como este. */
  once(): LogExpectation {
    return this.#with({ isOnly: true });
  }

  #with(change: Partial<LogSpec>): LogExpectation {
    return new LogExpectation({ ...this.spec, ...change });
  }
}

/**
 * Há um registro de log cujo corpo é como se diz. Se há vários, vale o que mais se parece.
 * @param name Como as dicas o chamam; padrão: o corpo, se só um texto serve.
 */
export function log(body: Expected, name?: string): LogExpectation {
  const matcher = toMatcher(body);
  const known = name ?? (typeof matcher.value === 'string' ? matcher.value : undefined);
  return new LogExpectation({ body: matcher, name: known, attributes: [], absentAttributes: [], resource: [] });
}

export interface NoLogExpectation {
  readonly about: 'no_log';
  readonly matcher: Matcher;
  readonly name?: string;
}

/** Nenhum corpo, nem atributo, de registro nenhum é como se diz. Só passa se houver algum log: o silêncio não prova nada. */
export function noLog(expected: Expected, name?: string): NoLogExpectation {
  return { about: 'no_log', matcher: toMatcher(expected), name };
}
