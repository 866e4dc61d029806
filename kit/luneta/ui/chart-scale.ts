/** A escala vertical do gráfico da busca. Contas puras, que o servidor faz para desenhar e a ilha, ao contrário. */
import type { Scale } from './search-params.ts';
import { timeTicks } from './time-ticks.ts';

/** Durações em microssegundos; `minUs` fica na base do gráfico e `maxUs`, no topo. */
export interface DurationScale {
  kind: Scale;
  minUs: number;
  maxUs: number;
}

/** Um nanossegundo: o logaritmo de zero não existe. */
const LEAST_US = 0.001;

/** Acima disto (cem vezes) a escala linear esconde os traces curtos. */
const LINEAR_DECADES = 2;

export function durationScale(kind: Scale, durations: readonly number[]): DurationScale {
  const maxUs = durations.reduce((most, us) => Math.max(most, us), LEAST_US);
  if (kind === 'linear') return { kind, minUs: 0, maxUs };
  const least = durations.reduce((min, us) => Math.min(min, Math.max(us, LEAST_US)), maxUs);
  // A potência de dez abaixo do menor trace; o logaritmo de quase uma potência pode arredondar para cima dele.
  return { kind, minUs: Math.min(10 ** Math.floor(Math.log10(least)), least), maxUs };
}

/** As durações vão de uma a mais de cem vezes outra: vale oferecer a escala logarítmica. */
export function needsLog(durations: readonly number[]): boolean {
  const { minUs, maxUs } = durationScale('log', durations);
  return Math.log10(maxUs / minUs) > LINEAR_DECADES;
}

/** Altura de uma duração, de 0 (base) a 1 (topo). */
export function durationShare({ kind, minUs, maxUs }: DurationScale, us: number): number {
  if (kind === 'linear') return us / maxUs;
  return maxUs > minUs ? Math.log(Math.max(us, minUs) / minUs) / Math.log(maxUs / minUs) : 1;
}

/** A duração que fica a esta altura. */
export function durationAt({ kind, minUs, maxUs }: DurationScale, share: number): number {
  return kind === 'linear' ? share * maxUs : minUs * (maxUs / minUs) ** share;
}

/** As durações redondas a marcar, da menor para a maior. */
export function durationTicks(scale: DurationScale): number[] {
  if (scale.kind === 'linear') return timeTicks(scale.maxUs, 4).map(({ us }) => us);
  const ticks: number[] = [];
  for (let us = scale.minUs; us <= scale.maxUs; us *= 10) ticks.push(us);
  // Com muitas décadas, uma sim e outra não.
  const every = Math.ceil(ticks.length / 4);
  return ticks.filter((_, i) => i % every === 0);
}
