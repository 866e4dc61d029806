/** O que é uma medida, e o que ela recebe para trabalhar. */
import type { ChildTrees } from '../testing/child-trees.ts';
import type { Figure } from './figure.ts';

export interface BenchContext {
  /** A raiz do projeto. */
  root: string;
  quick: boolean;
  /** Quantas vezes repetir cada trabalho. */
  rounds: number;
  /** Onde nasce todo processo que a medida inicia. */
  trees: ChildTrees;
}

export interface MeasureResult {
  figures: Figure[];
  /** Frases que ajudam a ler os números. */
  notes?: string[];
}

export interface Measure {
  /** O nome para `--only`. */
  name: string;
  title: string;
  /** Título da coluna de referência. */
  referenceName: string;
  run(context: BenchContext): Promise<MeasureResult>;
}
