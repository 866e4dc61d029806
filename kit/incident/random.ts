/** Sorteios que se repetem: da mesma semente saem sempre os mesmos, na mesma ordem. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Os primeiros números de sementes vizinhas se parecem: ficam de fora. */
const WARM_UP = 32;

export class Random {
  readonly #source: ReturnType<typeof xoroshiro128plus>;

  /** @param seed Um inteiro de 32 bits sem sinal. */
  constructor(seed: number) {
    this.#source = xoroshiro128plus(seed);
    for (let i = 0; i < WARM_UP; i++) this.#source.next();
  }

  /** De `from` a `to`, com os dois. */
  int(from: number, to: number): number {
    return uniformInt(this.#source, from, to);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)];
  }

  /** Os mesmos, noutra ordem. */
  shuffle<T>(items: readonly T[]): T[] {
    const left = [...items];
    return items.map(() => left.splice(this.int(0, left.length - 1), 1)[0]);
  }

  /** `value`, até um quarto a mais ou a menos. */
  around(value: number): number {
    return (value * this.int(750, 1250)) / 1000;
  }
}
