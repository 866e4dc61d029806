/**
 * O que se espera da telemetria de um programa, dito como dados. Os construtores são imutáveis: cada método devolve
 * outra expectativa, e uma pode ser a base de várias.
 *
 *     span('consultar posição').childOf('GET /').kind('CLIENT').attribute('iss.position', matches(/^-?\d+/))
 */
import type { AnswerExpectation } from './answer-expectation.ts';
import type { LogExpectation, NoLogExpectation } from './logs/log-expectation.ts';
import { between, type Expected, type Matcher, toMatcher } from './matchers.ts';
import type { MetricExpectation } from './metrics/metric-expectation.ts';
import type { RuleExpectation } from './rules/rule-expectation.ts';
import { type AttributeSpec, SharedExpectation, type SharedSpec } from './shared-expectation.ts';
import type { SpanKind, StatusCode } from './span.ts';

export { answer, type AnswerExpectation } from './answer-expectation.ts';
export { log, LogExpectation, noLog, type NoLogExpectation } from './logs/log-expectation.ts';
export { metric, MetricExpectation } from './metrics/metric-expectation.ts';
export { rule, RuleExpectation } from './rules/rule-expectation.ts';

export interface EventSpec {
  readonly name: string;
  readonly attributes: readonly AttributeSpec[];
}

export interface SpanSpec extends SharedSpec {
  readonly name: string;
  readonly parent?: string;
  readonly isRoot?: boolean;
  readonly isOnly?: boolean;
  /** Com `isOnly`: só um entre os que têm estes atributos. */
  readonly onlyWith: readonly AttributeSpec[];
  /** Quantos são como se diz: com isto, dos outros nada se exige. */
  readonly count?: { readonly matcher: Matcher; readonly name?: string };
  readonly kind?: SpanKind;
  readonly status?: { readonly code: StatusCode; readonly message?: Matcher };
  readonly scope?: Matcher;
  /** Em milissegundos. */
  readonly duration?: Matcher;
  readonly events: readonly EventSpec[];
  /** Os nomes dos spans a que os links levam. */
  readonly links: readonly string[];
}

export class SpanExpectation extends SharedExpectation<SpanSpec> {
  readonly about = 'span';

  /** O pai direto se chama assim. */
  childOf(parent: string): this {
    return this.with({ parent });
  }

  /** Não tem pai: é quem começa o trace. */
  root(): this {
    return this.with({ isRoot: true });
  }

  /** Só há um com este nome; dados atributos, só um com este nome e com eles. */
  once(attributes: Readonly<Record<string, Expected>> = {}): this {
    return this.with({ isOnly: true, onlyWith: attributeSpecs(attributes) });
  }

  /**
   * Quantos com este nome são como o resto desta expectativa diz; dos outros nada se exige, e dos traces que o backend já não tem
   * nada se sabe.
   * @param name Como as dicas a chamam, quando se contam de mais de um jeito os spans de um nome.
   */
  count(expected: number | Matcher, name?: string): this {
    return this.with({ count: { matcher: toMatcher(expected), name } });
  }

  kind(kind: SpanKind): this {
    return this.with({ kind });
  }

  status(code: StatusCode, message?: Expected): this {
    return this.with({ status: { code, message: message === undefined ? undefined : toMatcher(message) } });
  }

  /** Há um evento com este nome e, no mesmo evento, estes atributos. */
  event(name: string, attributes: Readonly<Record<string, Expected>> = {}): this {
    return this.with({ events: [...this.spec.events, { name, attributes: attributeSpecs(attributes) }] });
  }

  /** Um link leva a um span que apareceu e se chama assim. */
  linkedTo(target: string): this {
    return this.with({ links: [...this.spec.links, target] });
  }

  /** O nome dado a `getTracer`. */
  scope(expected: Expected): this {
    return this.with({ scope: toMatcher(expected) });
  }

  /** Em milissegundos. */
  duration(expected: Expected): this {
    return this.with({ duration: toMatcher(expected) });
  }

  durationAtLeast(ms: number): this {
    return this.duration(between(ms, Infinity));
  }
}

function attributeSpecs(attributes: Readonly<Record<string, Expected>>): AttributeSpec[] {
  return Object.entries(attributes).map(([key, expected]) => ({ key, matcher: toMatcher(expected) }));
}

export interface TraceSpec {
  readonly services: readonly string[];
  readonly spans: readonly string[];
  readonly spanCount?: Matcher;
}

export class TraceExpectation {
  readonly about = 'trace';
  readonly spec: TraceSpec;

  constructor(spec: TraceSpec) {
    this.spec = spec;
  }

  /** O trace passa pelo menos por estes serviços. */
  services(...names: readonly string[]): TraceExpectation {
    return this.#with({ services: names });
  }

  /** Estes spans estão no mesmo trace. */
  containing(...names: readonly string[]): TraceExpectation {
    return this.#with({ spans: names });
  }

  spanCount(expected: number | Matcher): TraceExpectation {
    return this.#with({ spanCount: toMatcher(expected) });
  }

  #with(change: Partial<TraceSpec>): TraceExpectation {
    return new TraceExpectation({ ...this.spec, ...change });
  }
}

export interface NoSpanExpectation {
  readonly about: 'no_span';
  readonly name: string;
}

export interface StdoutExpectation {
  readonly about: 'stdout';
  readonly matcher: Matcher;
}

export interface NoValueExpectation {
  readonly about: 'no_value';
  readonly matcher: Matcher;
  readonly name?: string;
}

export type Expectation =
  | SpanExpectation
  | TraceExpectation
  | NoSpanExpectation
  | MetricExpectation
  | LogExpectation
  | NoLogExpectation
  | RuleExpectation
  | NoValueExpectation
  | AnswerExpectation
  | StdoutExpectation;

/** Há um span com este nome, e ele é como se diz. Se há vários, vale o que mais se parece. */
export function span(name: string): SpanExpectation {
  return new SpanExpectation({
    name,
    attributes: [],
    absentAttributes: [],
    resource: [],
    events: [],
    links: [],
    onlyWith: [],
  });
}

/** Há um trace como se diz. */
export function trace(): TraceExpectation {
  return new TraceExpectation({ services: [], spans: [] });
}

/** Nenhum span se chama assim. Só passa se houver algum outro: o silêncio não prova nada. */
export function noSpan(name: string): NoSpanExpectation {
  return { about: 'no_span', name };
}

/** Alguma linha do que o programa escreveu (fora os spans), ou o texto todo, é como se diz. */
export function stdout(expected: Expected): StdoutExpectation {
  return { about: 'stdout', matcher: toMatcher(expected) };
}

/**
 * Nada do que chegou, em sinal nenhum, tem um valor assim: nem atributo de span ou de evento, nem log, nem rótulo de métrica.
 * Só passa se houver algum span ou log: o silêncio não prova nada.
 * @param name Como as dicas a chamam; ausente, a dica é a geral.
 */
export function noValue(expected: Expected, name?: string): NoValueExpectation {
  return { about: 'no_value', matcher: toMatcher(expected), name };
}

/** Os serviços que as expectativas citam pelo nome. */
export function namedServices(expectations: readonly Expectation[]): string[] {
  const names = expectations.flatMap((expectation): readonly unknown[] => {
    if (expectation.about === 'trace') return expectation.spec.services;
    return 'spec' in expectation && 'service' in expectation.spec ? [expectation.spec.service?.value] : [];
  });
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}
