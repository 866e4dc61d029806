/** O que se espera dos logs, dito como dados. */
import { type Expected, type Matcher, toMatcher } from '../matchers.ts';
import { SharedExpectation, type SharedSpec } from '../shared-expectation.ts';
import type { Severity } from './log.ts';

export interface LogSpec extends SharedSpec {
  /** O do corpo. */
  readonly body: Matcher;
  /** Como as dicas o chamam; ausente, a dica é a geral. */
  readonly name?: string;
  readonly severity?: Severity;
  /** O nome do span em que foi escrito. */
  readonly span?: string;
  readonly isOnly?: boolean;
}

export class LogExpectation extends SharedExpectation<LogSpec> {
  readonly about = 'log';

  severity(severity: Severity): this {
    return this.with({ severity });
  }

  /** Foi escrito dentro de um span com este nome, que também chegou. */
  inTrace(span: string): this {
    return this.with({ span });
  }

  /** Só há um como este. */
  once(): this {
    return this.with({ isOnly: true });
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
