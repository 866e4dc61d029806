/** Os spans da evidência, achados por nome, por trace e por id. */
import { groupBy } from '../group-by.ts';
import { folded, hasName, hides } from './capabilities.ts';
import type { Evidence } from './evidence.ts';
import type { Expectation } from './expectations.ts';
import { attributeOf, type ObservedLink, type ObservedSpan } from './span.ts';

export class SpanIndex {
  readonly evidence: Evidence;
  /** Pelos nomes como foram vistos. */
  readonly byName: ReadonlyMap<string, readonly ObservedSpan[]>;
  readonly byTrace: ReadonlyMap<string, readonly ObservedSpan[]>;
  /** Os nomes que nenhuma expectativa pede: só um deles pode ser o erro de digitação de um que falta. */
  readonly strayNames: readonly string[];
  readonly #byId: ReadonlyMap<string, readonly ObservedSpan[]>;
  /** Os que só mostram as minúsculas do nome, por elas. */
  readonly #byFoldedName: ReadonlyMap<string, readonly ObservedSpan[]>;
  readonly #byProcess: ReadonlyMap<string, readonly ObservedSpan[]>;
  readonly #common = new Map<string, boolean>();

  constructor(evidence: Evidence, expectations: readonly Expectation[]) {
    const { spans } = evidence;
    this.evidence = evidence;
    this.byName = groupBy(spans, ({ name }) => name);
    this.byTrace = groupBy(spans, ({ traceId }) => traceId);
    this.#byId = groupBy(spans, idOf);
    const isFolded = (span: ObservedSpan): boolean => hides(span, 'name_case');
    this.#byFoldedName = groupBy(spans.filter(isFolded), ({ name }) => folded(name));
    this.#byProcess = groupBy(
      spans.filter((span) => hides(span, 'resource')),
      processOf,
    );
    const wanted = expectations.flatMap((item) => (item.about === 'span' ? this.named(item.spec.name) : []));
    const found = new Set(wanted.map(({ name }) => name));
    this.strayNames = [...this.byName.keys()].filter((name) => !found.has(name));
  }

  /** Onde não se veem as maiúsculas de um nome, elas não contam. */
  named(name: string): readonly ObservedSpan[] {
    const same = this.byName.get(name) ?? [];
    const alike = this.#byFoldedName.get(folded(name)) ?? [];
    if (alike.length === 0) return same;
    return [...same.filter((span) => !hides(span, 'name_case')), ...alike];
  }

  /** O nome como se veria nestes spans, para compará-lo com os que se viram. */
  asSeen(name: string): string {
    return this.evidence.spans.every((span) => hides(span, 'name_case')) ? folded(name) : name;
  }

  /** Dos dois lados de uma chamada que dividem um id (Zipkin), o pai é o que está no mesmo serviço. */
  parentOf({ traceId, parentSpanId = '', service }: ObservedSpan): ObservedSpan | undefined {
    const found = this.#byId.get(idOf({ traceId, spanId: parentSpanId })) ?? [];
    return found.find((parent) => parent.service === service) ?? found[0];
  }

  spanAt(place: Pick<ObservedLink, 'traceId' | 'spanId'>): ObservedSpan | undefined {
    return this.#byId.get(idOf(place))?.[0];
  }

  isNamed(place: Pick<ObservedLink, 'traceId' | 'spanId'>, name: string): boolean {
    return (this.#byId.get(idOf(place)) ?? []).some((span) => hasName(span, name));
  }

  /**
   * De um span em que o recurso veio misturado: este atributo pode ser dele? O que é do recurso está em todos os spans do
   * processo; o nome do serviço, toda fonte o separa.
   */
  mayBeResource(span: ObservedSpan, key: string): boolean {
    if (key === 'service.name') return false;
    const process = processOf(span);
    const place = `${process}\0${key}`;
    const known = this.#common.get(place);
    if (known !== undefined) return known;
    const isCommon = (this.#byProcess.get(process) ?? []).every((other) => mixedAttribute(other, key) !== undefined);
    this.#common.set(place, isCommon);
    return isCommon;
  }
}

/** O valor de um atributo, seja do span, seja do recurso: é o que há onde os dois vêm misturados. */
export function mixedAttribute({ attributes, resource }: ObservedSpan, key: string) {
  return attributeOf(attributes, key) ?? attributeOf(resource, key);
}

function idOf({ traceId, spanId }: Pick<ObservedSpan, 'traceId' | 'spanId'>): string {
  return `${traceId} ${spanId}`;
}

function processOf({ service, resource }: ObservedSpan): string {
  return `${service}\0${String(attributeOf(resource, 'service.instance.id'))}`;
}
