/**
 * Séries que têm algo em comum. Tirar uma do meio custaria percorrer a lista: as que saem ficam marcadas (`isGone`), e
 * quando são a maioria a lista é refeita.
 */
import type { Series } from './series.ts';

export class SeriesList implements Iterable<Series> {
  #items: Series[];
  #gone = 0;

  constructor(first: Series) {
    this.#items = [first];
  }

  get size(): number {
    return this.#items.length - this.#gone;
  }

  add(series: Series): void {
    this.#items.push(series);
  }

  /** Uma das séries acaba de sair (`isGone`). */
  countGone(): void {
    this.#gone++;
    if (this.#gone * 2 <= this.#items.length) return;
    this.#items = this.#items.filter((series) => !series.isGone);
    this.#gone = 0;
  }

  *[Symbol.iterator](): Iterator<Series> {
    for (const series of this.#items) if (!series.isGone) yield series;
  }
}
