/**
 * Os pontos de uma consulta por intervalo, como no PromQL, e em quais deles conta algo que aconteceu num instante.
 *
 *   pontos           0           1           2           3          startMs + i × stepMs, até endMs
 *   janelas    (─────┤     (─────┤     (─────┤     (─────┤          (ponto − ratePerMs, ponto]
 *                        ● não conta em nenhum    ●
 *                                                 └ conta no 3: enter = 3, leave = 4
 */

/** Os instantes da resposta: `startMs`, `startMs + stepMs`, …, até `endMs`. Milissegundos Unix inteiros. */
export interface GridTimes {
  startMs: number;
  endMs: number;
  stepMs: number;
  /** Tamanho da janela de cada ponto, em milissegundos; maior que 0. */
  ratePerMs: number;
  nowMs: number;
}

/** Traduz instantes (milissegundos Unix inteiros) em índices de pontos, de 0 a `points`. */
export class TimeGrid {
  readonly points: number;
  readonly #times: GridTimes;

  constructor(times: GridTimes) {
    this.#times = times;
    this.points = pointCount(times);
  }

  /** Índice do primeiro ponto em `ms` ou depois; a partir de `points`, nenhum. */
  enter(ms: number): number {
    return this.#indexFrom(ms - this.#times.startMs);
  }

  /** Índice do primeiro ponto cuja janela já deixou `ms` para trás. */
  leave(ms: number): number {
    return this.#indexFrom(ms - this.#times.startMs + this.#times.ratePerMs);
  }

  /** Índice depois do último ponto de uma série: enquanto a janela alcança o agora ou o último span. */
  until({ last }: { last: number }): number {
    return Math.max(last, this.leave(this.#times.nowMs));
  }

  #indexFrom(distance: number): number {
    return Math.min(this.points, Math.max(0, Math.ceil(distance / this.#times.stepMs)));
  }
}

/** Quantos pontos há entre o começo e o fim; menos de 1 se o fim vem antes. */
export function pointCount({ startMs, endMs, stepMs }: Pick<GridTimes, 'startMs' | 'endMs' | 'stepMs'>): number {
  return Math.floor((endMs - startMs) / stepMs) + 1;
}
