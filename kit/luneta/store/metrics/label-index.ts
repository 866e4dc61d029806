/**
 * Os rótulos de todas as séries: cada par (nome, valor) distinto existe uma vez só, e sabe de que séries é.
 *
 *   nomes            valores
 *   __name__  ──►    http_requests_total  ──►  { par, número, séries: [s0, s1, s2] }
 *   job       ──►    loja                 ──►  { par, número, séries: [s0, s1] }
 *                    caixa                ──►  { par, número, séries: [s2] }
 *
 * Os rótulos de uma série são uma lista desses pares, que é também o que as leituras devolvem.
 */
import type { LabelMatcher, Labels } from './metric-store.ts';
import type { Series } from './series.ts';
import { SeriesList } from './series-list.ts';
import { ownText, textBytes } from './text-memory.ts';

export type Pair = Labels[number];

interface LabelValue {
  pair: Pair;
  /** Um número por par, ao acaso: de fora não dá para escolher rótulos de mesmo hash. */
  hash: number;
  series: SeriesList;
}

/** O par, a entrada dele no mapa, a lista de séries: medido. */
const BYTES_PER_VALUE = 290;
/** Em cada série, a menção ao par; e no par, a menção à série. */
export const BYTES_PER_LABEL = 18;

export class LabelIndex {
  /** Memória estimada dos pares, em bytes. */
  bytes = 0;
  readonly #names = new Map<string, Map<string, LabelValue>>();

  /** O hash de um conjunto de rótulos, ou -1 se algum par dele nunca foi visto: então não é de série nenhuma. */
  hashOf(labels: Labels): number {
    let hash = labels.length;
    for (let i = 0; i < labels.length; i++) {
      const value = this.#names.get(labels[i][0])?.get(labels[i][1]);
      if (value === undefined) return -1;
      hash = mix(hash, value.hash);
    }
    return hash & 0x3fffffff;
  }

  /** Os mesmos rótulos, feitos dos pares guardados: os que faltam passam a existir quando uma série os usa (`add`). */
  own(labels: Labels): Labels {
    return Object.freeze(
      labels.map(
        ([name, value]): Pair =>
          this.#names.get(name)?.get(value)?.pair ?? Object.freeze([ownText(name), ownText(value)] as const),
      ),
    );
  }

  add(series: Series): void {
    for (const pair of series.labels) {
      const [name, text] = pair;
      let values = this.#names.get(name);
      if (!values) {
        values = new Map();
        this.#names.set(name, values);
        this.bytes += BYTES_PER_VALUE;
      }
      const value = values.get(text);
      if (value) {
        value.series.add(series);
      } else {
        values.set(text, { pair, hash: randomHash(), series: new SeriesList(series) });
        this.bytes += BYTES_PER_VALUE + textBytes(text);
      }
    }
  }

  /** A série saiu (`isGone`); o par que era só dela também sai. */
  remove(series: Series): void {
    for (const [name, text] of series.labels) {
      const values = this.#names.get(name);
      const value = values?.get(text);
      if (!values || !value) continue;
      value.series.countGone();
      if (value.series.size > 0) continue;
      values.delete(text);
      this.bytes -= BYTES_PER_VALUE + textBytes(text);
      if (values.size > 0) continue;
      this.#names.delete(name);
      this.bytes -= BYTES_PER_VALUE;
    }
  }

  /** As séries que podem satisfazer `matchers`: as do valor mais raro que eles exigem; `undefined` se podem ser todas. */
  candidates(matchers: readonly LabelMatcher[]): Iterable<Series> | undefined {
    let rarest: SeriesList | undefined;
    for (const { name, equals } of matchers) {
      if (equals === undefined || equals === '') continue;
      const found = this.#names.get(name)?.get(equals)?.series;
      if (!found) return [];
      if (!rarest || found.size < rarest.size) rarest = found;
    }
    if (rarest) return rarest;
    // Sem um valor exato, um rótulo que não pode faltar: a expressão é avaliada uma vez por valor, e não por série.
    const required = matchers.find((matcher) => !matcher.matches(''));
    return required ? this.#matching(required) : undefined;
  }

  *#matching(matcher: LabelMatcher): Iterable<Series> {
    for (const [text, { series }] of this.#names.get(matcher.name) ?? []) if (matcher.matches(text)) yield* series;
  }
}

function randomHash(): number {
  return Math.floor(Math.random() * 0x7fffffff);
}

/** Um passo do murmur3. */
function mix(hash: number, word: number): number {
  hash = Math.imul(hash ^ word, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
