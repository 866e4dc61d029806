/** Marcas redondas para a régua do tempo: passos de 1, 2 ou 5 vezes uma potência de dez. */

export interface Tick {
  us: number;
  /** Posição na régua, de 0 a 1. */
  share: number;
}

/** Marcas de zero até `durationUs`, no máximo `most` intervalos. */
export function timeTicks(durationUs: number, most = 5): Tick[] {
  if (!(durationUs > 0)) return [{ us: 0, share: 0 }];
  const least = durationUs / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power;
  const ticks: Tick[] = [];
  for (let i = 0; i * step <= durationUs * (1 + 1e-9); i++)
    ticks.push({ us: i * step, share: (i * step) / durationUs });
  return ticks;
}
