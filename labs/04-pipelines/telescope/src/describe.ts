/** De um recurso aos atributos do span: o que ele diz de si, com prefixo, e a contagem, se pediram, com o que ela custou. */
import type { Attributes, Span } from '@opentelemetry/api';
import { rowsFrame } from './engines/arrays';
import { kindOf } from './failure';
import { isResource, type Resource, type ResourceLike } from './resource';

/** O que as contagens de um span custaram, somadas. */
export class CountingCost {
  #queries = 0;
  #seconds = 0;

  async time(count: () => number | Promise<number>): Promise<number> {
    const startMs = performance.now();
    try {
      return await count();
    } finally {
      this.#queries += 1;
      this.#seconds += (performance.now() - startMs) / 1000;
    }
  }

  /** Vazio se nada se contou: quem não contou não pagou. */
  get attributes(): Attributes {
    return this.#queries === 0
      ? {}
      : { 'telescope.count.queries': this.#queries, 'telescope.count.duration': this.#seconds };
  }
}

/** @returns O recurso, se é um ou se vale por um; `undefined` de qualquer outra coisa. */
export function asResource(value: unknown): Resource | undefined {
  if (isResource(value)) return value;
  // A primeira linha decide: um array pode ter milhões.
  return Array.isArray(value) && (value.length === 0 || isRow(value[0])) ? rowsFrame(value) : undefined;
}

/** Um objeto simples: uma data, um Buffer ou um erro não são linhas de ninguém. */
function isRow(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Escreve no span o que o recurso diz de si. O que ele já disse fica, se a contagem falha.
 *
 * @param prefix `telescope.df`, `telescope.df1`, `telescope.result`.
 * @param cost Onde somar o preço da contagem; sem isto, nada se conta.
 * @returns Uma promessa só se há o que esperar: quem observa uma operação curta não lhe acrescenta esperas.
 * @throws O erro de quem descreve, ou de quem conta.
 */
export function describe(span: Span, resource: Resource, prefix: string, cost?: CountingCost): void | Promise<void> {
  const said = resource.describe();
  if (!isPromise(said)) return write(span, resource, prefix, said, cost);
  return Promise.resolve(said).then((attributes) => write(span, resource, prefix, attributes, cost));
}

/** A de qualquer biblioteca, não só a do JavaScript. */
function isPromise(said: Attributes | Promise<Attributes>): said is Promise<Attributes> {
  return typeof said.then === 'function';
}

function write(
  span: Span,
  resource: Resource,
  prefix: string,
  said: Attributes,
  cost: CountingCost | undefined,
): void | Promise<void> {
  for (const key in said) {
    const value = said[key];
    if (value !== undefined) span.setAttribute(`${prefix}.${key}`, value);
  }
  if (!cost || said.count !== undefined || !resource.count) return undefined;
  return cost.time(() => resource.count!()).then((count) => void span.setAttribute(`${prefix}.count`, count));
}

/** @throws TypeError se não é um recurso. */
export function requireResource(value: ResourceLike): Resource {
  const resource = asResource(value);
  if (resource) return resource;
  throw new TypeError(
    'O Telescope observa sessões, data frames, partições, APIs e arrays de linhas: qualquer objeto com resourceType e ' +
      `describe(). Recebido: ${Array.isArray(value) ? 'um array que não é de linhas' : kindOf(value)}.`,
  );
}
