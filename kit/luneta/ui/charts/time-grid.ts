/** De quando a quando os gráficos vão, e de quanto em quanto tempo se calcula um ponto. */

export const RANGES = ['5m', '15m', '1h', '6h', 'all'] as const;
export type Range = (typeof RANGES)[number];

export function isRange(text: string): text is Range {
  return RANGES.some((known) => known === text);
}

const RANGE_MS: Record<Range, number> = {
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  all: Infinity,
};

/** Menos que isto são poucos pontos para um desenho. */
const LEAST_MS = 60_000;

/** Passos redondos, em segundos. */
const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];

export interface TimeGrid {
  /** O que o desenho mostra. */
  fromMs: number;
  toMs: number;
  /** Os pontos calculados: múltiplos do passo, para que o desenho ande e não trema a cada leitura. */
  startMs: number;
  endMs: number;
  stepMs: number;
}

export function rangeStart(range: Range, nowMs: number): number {
  return Math.max(nowMs - RANGE_MS[range], 0);
}

/**
 * O desenho começa onde há dados: dois minutos deles numa hora seriam um risco na beirada.
 * @param firstMs O instante da primeira amostra; `undefined` se não há nenhuma.
 * @param points Mais ou menos quantos pontos ter.
 */
export function timeGrid(range: Range, nowMs: number, firstMs: number | undefined, points = 150): TimeGrid {
  const earliest = rangeStart(range, nowMs);
  const wanted = firstMs === undefined ? nowMs - 900_000 : firstMs;
  const fromMs = Math.max(Math.min(Math.max(wanted, earliest), nowMs - LEAST_MS), 0);
  const stepMs = roundStep((nowMs - fromMs) / points);
  return {
    fromMs,
    toMs: nowMs,
    startMs: Math.ceil(fromMs / stepMs) * stepMs,
    endMs: Math.floor(nowMs / stepMs) * stepMs,
    stepMs,
  };
}

function roundStep(leastMs: number): number {
  const seconds = STEPS_S.find((step) => step * 1_000 >= leastMs);
  return seconds === undefined ? Math.ceil(leastMs / 86_400_000) * 86_400_000 : seconds * 1_000;
}

const WINDOWS = [
  ['1m', 60_000],
  ['2m', 120_000],
  ['5m', 300_000],
  ['10m', 600_000],
  ['15m', 900_000],
  ['30m', 1_800_000],
  ['1h', 3_600_000],
  ['6h', 21_600_000],
  ['1d', 86_400_000],
] as const;

/**
 * A janela de um `rate`: quatro intervalos entre amostras, para que duas estejam sempre nela, e ao menos um passo, para
 * que nenhuma fique de fora. É a conta do `$__rate_interval` do Grafana.
 */
export function rateWindow(stepMs: number, intervalMs: number): string {
  const least = Math.max(4 * intervalMs, stepMs);
  // Um exportador de 60 s atrasa uns milissegundos, e não pede uma janela maior por isso.
  return (WINDOWS.find(([, ms]) => ms >= least * 0.95) ?? WINDOWS[WINDOWS.length - 1])[0];
}
