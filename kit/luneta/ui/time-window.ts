/** A janela de tempo que a linha do tempo mostra. Contas puras, que o servidor e a ilha fazem igual. */
import { timeTicks, type Tick } from './time-ticks.ts';

/** Em microssegundos desde o início do trace. */
export interface TimeWindow {
  fromUs: number;
  toUs: number;
}

/** Além disto o navegador posiciona com erro de pixels. */
export const MAX_ZOOM = 4_000;

/** A janela pedida, dentro do trace e nem estreita demais; sem os dois lados, ou fora de ordem, o trace inteiro. */
export function fitWindow(fromUs: number | undefined, toUs: number | undefined, durationUs: number): TimeWindow {
  const from = Math.max(fromUs ?? 0, 0);
  const to = Math.min(toUs ?? durationUs, durationUs);
  if (!(from < to)) return { fromUs: 0, toUs: durationUs };
  const width = Math.max(to - from, durationUs / MAX_ZOOM);
  const start = Math.min(Math.max((from + to - width) / 2, 0), durationUs - width);
  return { fromUs: start, toUs: start + width };
}

/** Aproxima (`factor` < 1) ou afasta, mantendo `aroundUs` no lugar. */
export function zoomWindow(window: TimeWindow, factor: number, aroundUs: number, durationUs: number): TimeWindow {
  const fromUs = aroundUs - (aroundUs - window.fromUs) * factor;
  const toUs = aroundUs + (window.toUs - aroundUs) * factor;
  return fitWindow(fromUs, toUs, durationUs);
}

export function isWhole({ fromUs, toUs }: TimeWindow, durationUs: number): boolean {
  return fromUs <= 0 && toUs >= durationUs;
}

/** Onde cai um instante: 0 no começo da janela, 1 no fim, e fora disso o que está fora dela. */
export function shareIn({ fromUs, toUs }: TimeWindow, us: number): number {
  return toUs > fromUs ? (us - fromUs) / (toUs - fromUs) : 0;
}

/** Porcentagem com casas bastantes para o zoom máximo. */
export function finePercent(share: number): string {
  return `${Number((share * 100).toFixed(6))}%`;
}

/** As marcas redondas que caem na janela. */
export function windowTicks(window: TimeWindow, most = 5): Tick[] {
  const [, second] = timeTicks(window.toUs - window.fromUs, most);
  if (!second) return [{ us: window.fromUs, share: 0 }];
  const ticks: Tick[] = [];
  const first = Math.ceil(window.fromUs / second.us - 1e-9);
  for (let i = first; i * second.us <= window.toUs * (1 + 1e-9); i++) {
    ticks.push({ us: i * second.us, share: shareIn(window, i * second.us) });
  }
  return ticks;
}

/** De que lado da marca fica o rótulo, para que os das pontas não saiam da régua. */
export function tickAnchor(share: number): 'start' | 'middle' | 'end' {
  if (share < 0.02) return 'start';
  return share > 0.98 ? 'end' : 'middle';
}

const UNITS = [
  ['s', 1e6],
  ['ms', 1e3],
  ['µs', 1],
  ['ns', 1e-3],
] as const;

/** O tempo de uma marca, com as casas que o passo pede: 1,2345 s e 1,2346 s não podem ter o mesmo rótulo. */
export function formatTick(us: number, { fromUs, toUs }: TimeWindow): string {
  if (us === 0) return '0';
  const [suffix, size] = UNITS.find(([, unit]) => Math.abs(us) >= unit) ?? UNITS[3];
  const digits = Math.min(Math.max(Math.ceil(-Math.log10((toUs - fromUs) / size / 10)), 0), 9);
  return `${
    us / size === Math.round(us / size)
      ? us / size
      : (us / size)
          .toFixed(digits)
          .replace(/\.?0+$/, '')
          .replace('.', ',')
  }\u00a0${suffix}`;
}
