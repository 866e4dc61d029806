/** Onde um instante e um valor ficam no desenho. */
import type { TimeGrid } from './time-grid.ts';

/** A largura do desenho antes de esticar. */
export const PLOT_WIDTH = 1_000;
/** Deixa inteiras as linhas e as marcas nas beiradas. */
export const PLOT_MARGIN = 6;

/** @param share De 0 (base) a 1 (topo). */
export function plotY(share: number, height: number): number {
  return height - PLOT_MARGIN - share * (height - 2 * PLOT_MARGIN);
}

/** De 0 (início) a 1 (fim). */
export function plotX(timestampMs: number, { fromMs, toMs }: Pick<TimeGrid, 'fromMs' | 'toMs'>): number {
  return toMs > fromMs ? (timestampMs - fromMs) / (toMs - fromMs) : 1;
}
