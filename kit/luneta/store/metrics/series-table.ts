/** As séries, pelo hash dos rótulos; as de mesmo hash, encadeadas por `nextSameHash`. */
import type { Labels } from './metric-store.ts';
import type { Series } from './series.ts';

export class SeriesTable {
  size = 0;
  readonly #byHash = new Map<number, Series>();

  /** A série de rótulos `labels`, que estão em ordem. */
  find(hash: number, labels: Labels): Series | undefined {
    let series = this.#byHash.get(hash);
    while (series && !sameLabels(series.labels, labels)) series = series.nextSameHash;
    return series;
  }

  add(series: Series): void {
    series.nextSameHash = this.#byHash.get(series.hash);
    this.#byHash.set(series.hash, series);
    this.size++;
  }

  remove(series: Series): void {
    this.size--;
    const first = this.#byHash.get(series.hash);
    if (first === series) {
      if (series.nextSameHash) this.#byHash.set(series.hash, series.nextSameHash);
      else this.#byHash.delete(series.hash);
      return;
    }
    let before = first;
    while (before && before.nextSameHash !== series) before = before.nextSameHash;
    if (before) before.nextSameHash = series.nextSameHash;
  }

  *[Symbol.iterator](): Iterator<Series> {
    for (const first of this.#byHash.values()) {
      for (let series: Series | undefined = first; series; series = series.nextSameHash) yield series;
    }
  }
}

/** Os mesmos pares, na mesma ordem. */
export function sameLabels(a: Labels, b: Labels): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i][0] !== b[i][0] || a[i][1] !== b[i][1]) return false;
  return true;
}
