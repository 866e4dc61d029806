/**
 * A série que há mais tempo não recebe nada (regra 7), sem percorrer todas a cada uma que chega: quando se procura,
 * guarda-se a fila das paradas; se não há nenhuma, até quando não adianta procurar de novo.
 */
import type { Series } from './series.ts';

/** Há quanto tempo uma série precisa estar parada para dar lugar a outra. */
export const IDLE_MS = 5 * 60_000;

export class IdleQueue {
  readonly #all: () => Iterable<Series>;
  /** Da mais recente para a mais antiga: sai do fim. */
  #idle: Series[] = [];
  #nothingUntilMs = -Infinity;

  constructor(all: () => Iterable<Series>) {
    this.#all = all;
  }

  /** A mais antiga das paradas, ou `undefined`. */
  next(nowMs: number): Series | undefined {
    const known = this.#pop(nowMs);
    if (known || nowMs < this.#nothingUntilMs) return known;
    let oldestMs = Infinity;
    for (const series of this.#all()) {
      if (nowMs - series.arrivedMs > IDLE_MS) this.#idle.push(series);
      if (series.arrivedMs < oldestMs) oldestMs = series.arrivedMs;
    }
    this.#idle.sort((a, b) => b.arrivedMs - a.arrivedMs);
    this.#nothingUntilMs = oldestMs + IDLE_MS;
    return this.#pop(nowMs);
  }

  /** Pula as que saíram ou voltaram a receber. */
  #pop(nowMs: number): Series | undefined {
    for (let series = this.#idle.pop(); series; series = this.#idle.pop()) {
      if (!series.isGone && nowMs - series.arrivedMs > IDLE_MS) return series;
    }
    return undefined;
  }
}
