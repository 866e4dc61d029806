/** O que uma medida devolve: números com nome. Alvos e referências ficam em `baselines.ts`. */
import type { FigureId } from './baselines.ts';
import { formatNumber } from './format-number.ts';
import { median } from './statistics.ts';

export interface Figure {
  id: FigureId;
  value: number;
  /** O quanto variou, ou o que mais ajuda a ler o número. */
  detail?: string;
}

/** A mediana das rodadas, com o menor e o maior valor ao lado. */
export function figureOf(id: FigureId, samples: readonly number[]): Figure {
  const value = median(samples);
  if (samples.length < 2) return { id, value };
  return { id, value, detail: `${formatNumber(Math.min(...samples))} a ${formatNumber(Math.max(...samples))}` };
}
