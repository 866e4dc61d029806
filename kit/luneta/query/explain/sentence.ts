import type { SpanNode } from '../trace-tree.ts';
import type { TraceReading } from './trace-reading.ts';

/** Uma frase sobre o trace e os spans que a provam: nunca vazia de spans. */
export interface Sentence {
  /** Qual regra a escreveu: o nome do arquivo dela, em snake_case. */
  code: string;
  /** Em português, sem marcação; os nomes que vieram do trace já estão cortados. */
  text: string;
  spans: SpanNode[];
}

/** Uma regra olha o trace e, se tem o que dizer, diz numa frase. */
export type Rule = (reading: TraceReading) => Sentence | undefined;
