/** Uma catraca: tantos trabalhos ao mesmo tempo, e os outros esperam a vez em fila. */
export class Turnstile {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running === this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await work();
    } finally {
      // Quem espera fica com o lugar.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
